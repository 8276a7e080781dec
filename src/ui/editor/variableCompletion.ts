import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { overlayNames, overlayValue } from '../../domain/spec/overlay.ts';
import { type VariableSources, variableKinds } from '../../domain/spec/variableKinds.ts';
import { variableStart } from '../../domain/spec/variablePlace.ts';
import type { Ports } from '../ports.ts';
import { completionItem } from '../window/editor.ts';

/** The snippet placeholder after the colon of each kind. */
const placeholders: Readonly<Record<string, string>> = { var: 'name', input: 'prompt text', env: 'NAME' };

interface Row {
  readonly label: string;
  readonly detail: string;
  readonly insert: string | vscode.SnippetString;
}

/**
 * Resolves with the completions after `${`: the selected overlay's names with their values, and the kinds of variables.
 */
export async function variableCompletions(
  ports: Pick<Ports, 'variables'>,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const start = variableStart(document.getText(), document.offsetAt(position));
  if (start === undefined) return [];
  const isClosed = document.lineAt(position).text[position.character] === '}';
  const range = new vscode.Range(document.positionAt(start), isClosed ? position.translate(0, 1) : position);
  const sources = await ports.variables.sources(document.uri);
  return [...namesOf(sources), ...kinds()].map(({ label, detail, insert }, index) => {
    return completionItem({ label, detail }, vscode.CompletionItemKind.Variable, {
      range,
      filter: label,
      insert,
      sort: `!${String(index).padStart(6, '0')}`,
    });
  });
}

function namesOf({ overlay }: VariableSources): readonly Row[] {
  if (overlay === undefined || 'problem' in overlay) return [];
  // Names that would end the variable or need escaping are not offered.
  return overlayNames(overlay)
    .filter(name => /^[^{}"\\]+$/.test(name))
    .map(name => {
      const found = overlayValue(overlay, name);
      const label = `\${var:${name}}`;
      return { label, detail: 'value' in found ? found.value : found.problem, insert: label };
    });
}

function kinds(): readonly Row[] {
  return variableKinds.map(({ name, form, argument }) => {
    const placeholder = placeholders[name];
    const insert =
      placeholder === undefined
        ? form
        : new vscode.SnippetString().appendText(`\${${name}:`).appendPlaceholder(placeholder).appendText('}');
    return { label: form, detail: argument ?? l10n.t('the name of the workspace folder'), insert };
  });
}
