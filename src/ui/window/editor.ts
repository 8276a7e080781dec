import * as vscode from 'vscode';
import { schemaMarkdown } from './markdown.ts';
import { safeText, withIcon } from './text.ts';

/** Creates a code lens, optionally with one of the editor's icons. */
export function codeLens(
  range: vscode.Range,
  {
    icon,
    title,
    command,
    args = [],
  }: { readonly icon?: string; readonly title: string; readonly command: string; readonly args?: readonly unknown[] },
): vscode.CodeLens {
  return new vscode.CodeLens(range, { command, title: withIcon(icon, title), arguments: [...args] });
}

/** Creates words that the editor shows after a place of the text. */
export function inlayHint(place: vscode.Position, text: string): vscode.InlayHint {
  return Object.assign(new vscode.InlayHint(place, safeText(text)), { paddingLeft: true });
}

/** The texts of a row in the completion list. */
export interface CompletionWords {
  readonly label: string;
  /** Shown beside the label. */
  readonly description?: string;
  readonly detail?: string;
  readonly documentation?: string;
}

/** Creates a row of the completion list. `insert` is inserted unchanged. */
export function completionItem(
  { label, description, detail, documentation }: CompletionWords,
  kind: vscode.CompletionItemKind,
  {
    insert,
    filter,
    range,
    sort,
  }: {
    readonly insert: string | vscode.SnippetString;
    readonly filter: string;
    readonly range: vscode.Range;
    readonly sort: string;
  },
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    description === undefined ? safeText(label) : { label: safeText(label), description: safeText(description) },
    kind,
  );
  return Object.assign(item, {
    range,
    insertText: insert,
    filterText: filter,
    sortText: sort,
    ...(detail === undefined ? {} : { detail: safeText(detail) }),
    ...(documentation === undefined ? {} : { documentation: safeText(documentation) }),
  });
}

/** Creates a completion row from the schema, with the schema's Markdown as documentation. */
export function schemaItem(
  label: string,
  kind: vscode.CompletionItemKind | undefined,
  documentation: string,
  more: Pick<vscode.CompletionItem, 'command' | 'filterText' | 'insertText' | 'range' | 'sortText'>,
): vscode.CompletionItem {
  return Object.assign(
    new vscode.CompletionItem(safeText(label), kind),
    more,
    documentation === '' ? {} : { documentation: schemaMarkdown(documentation) },
  );
}

/** Creates a diagnostic. */
export function diagnostic(
  range: vscode.Range,
  message: string,
  severity: vscode.DiagnosticSeverity,
  { code, source }: { readonly code: NonNullable<vscode.Diagnostic['code']>; readonly source: string },
): vscode.Diagnostic {
  return Object.assign(new vscode.Diagnostic(range, safeText(message), severity), { code, source });
}

/** Creates a quick fix with this title. */
export function quickFix(title: string): vscode.CodeAction {
  return new vscode.CodeAction(safeText(title), vscode.CodeActionKind.QuickFix);
}
