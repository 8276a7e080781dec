// Completion, hover, outline and formatting of specs, by VS Code's JSON language service as a library with the schema
// of specs. Its validation is off, because only our checks report problems.
import { defined } from '../../domain/defined.ts';
import * as vscode from 'vscode';
import {
  CompletionItemKind as ItemKind,
  InsertTextFormat,
  type JSONDocument,
  SymbolKind,
  TextDocument,
  type CompletionItem as TheirItem,
  type DocumentSymbol as TheirSymbol,
  type Hover as TheirHover,
  type Range as TheirRange,
  getLanguageService,
} from 'vscode-json-languageservice';
import schema from '../../../schemas/job-spec.schema.json' with { type: 'json' };
import { parseSpec } from '../../domain/spec/parse.ts';
import { schemaItem } from '../window/editor.ts';
import { schemaMarkdown } from '../window/markdown.ts';

const service = getLanguageService({
  // Ignore a file's `$schema`: all specs have the same schema, and nothing is fetched.
  schemaRequestService: () => Promise.resolve(JSON.stringify(schema)),
  clientCapabilities: {
    textDocument: {
      completion: { completionItem: { documentationFormat: ['markdown'], commitCharactersSupport: true } },
    },
  },
});
service.configure({ validate: false, schemas: [{ uri: 'awsjobs:///job-spec.schema.json', fileMatch: ['*'], schema }] });

interface Parsed {
  readonly version: number;
  readonly text: TextDocument;
  readonly json: JSONDocument;
}

const parsed = new WeakMap<vscode.TextDocument, Parsed>();

/**
 * Returns the document as parsed by the service, or undefined if it exceeds a spec's size or depth, which the service
 * does not limit.
 */
function parse(document: vscode.TextDocument): Parsed | undefined {
  const held = parsed.get(document);
  if (held?.version === document.version) return held;
  const source = document.getText();
  if (parseSpec(source).exceeds) return undefined;
  const text = TextDocument.create(document.uri.toString(), 'jsonc', document.version, source);
  const made = { version: document.version, text, json: service.parseJSONDocument(text) };
  parsed.set(document, made);
  return made;
}

const rangeOf = ({ start, end }: TheirRange): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

/** The kinds of completion items and symbols that the service returns, whose numbers differ from the editor's. */
const itemKinds = new Map<number, vscode.CompletionItemKind>([
  [ItemKind.Property, vscode.CompletionItemKind.Property],
  [ItemKind.Value, vscode.CompletionItemKind.Value],
  [ItemKind.Module, vscode.CompletionItemKind.Module],
  [ItemKind.Snippet, vscode.CompletionItemKind.Snippet],
]);
const symbolKinds = new Map<number, vscode.SymbolKind>([
  [SymbolKind.String, vscode.SymbolKind.String],
  [SymbolKind.Number, vscode.SymbolKind.Number],
  [SymbolKind.Boolean, vscode.SymbolKind.Boolean],
  [SymbolKind.Array, vscode.SymbolKind.Array],
  [SymbolKind.Module, vscode.SymbolKind.Module],
]);

/** Returns content from the service as Markdown. */
function markdownOf(content: TheirItem['documentation'] | TheirHover['contents']): string {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return Array.isArray(content) ? content.map(markdownOf).join('\n\n') : content.value;
}

function itemOf(
  { label, kind, documentation, sortText, filterText, textEdit, insertText, insertTextFormat, command }: TheirItem,
  position: vscode.Position,
): vscode.CompletionItem {
  const text = textEdit?.newText ?? insertText ?? label;
  const replacing = textEdit !== undefined && 'range' in textEdit ? rangeOf(textEdit.range) : undefined;
  return schemaItem(label, itemKinds.get(kind ?? ItemKind.Value), markdownOf(documentation), {
    insertText: insertTextFormat === InsertTextFormat.Snippet ? new vscode.SnippetString(text) : text,
    ...defined({ sortText, filterText }),
    ...(replacing === undefined
      ? {}
      : {
          range: replacing.contains(position)
            ? { inserting: new vscode.Range(replacing.start, position), replacing }
            : replacing,
        }),
    // The only command that the service returns opens the next list after this item is accepted.
    ...(command === undefined ? {} : { command: { title: '', command: command.command } }),
  });
}

/** Resolves with the completions from the schema: members, values and snippets. */
export async function schemaCompletions(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionList | undefined> {
  const read = parse(document);
  const list = read && (await service.doComplete(read.text, position, read.json));
  return list
    ? new vscode.CompletionList(
        list.items.map(item => itemOf(item, position)),
        list.isIncomplete,
      )
    : undefined;
}

/** Resolves with the schema's description of the member at a position. */
export async function schemaHover(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const read = parse(document);
  const hover = read && (await service.doHover(read.text, position, read.json));
  return hover
    ? new vscode.Hover(schemaMarkdown(markdownOf(hover.contents)), hover.range && rangeOf(hover.range))
    : undefined;
}

function symbolOf({ name, detail, kind, range, selectionRange, children }: TheirSymbol): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(
    name === '' ? '""' : name,
    detail ?? '',
    symbolKinds.get(kind) ?? vscode.SymbolKind.Variable,
    rangeOf(range),
    rangeOf(selectionRange),
  );
  symbol.children = (children ?? []).map(symbolOf);
  return symbol;
}

/** Returns the members of a spec, for the outline and the breadcrumbs. */
export function outline(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  const read = parse(document);
  return read === undefined ? [] : service.findDocumentSymbols2(read.text, read.json).map(symbolOf);
}

/** Returns the edits that format a spec, or a range of it. */
export function formatting(
  document: vscode.TextDocument,
  { tabSize, insertSpaces }: vscode.FormattingOptions,
  range?: vscode.Range,
): vscode.TextEdit[] {
  const read = parse(document);
  if (read === undefined) return [];
  return service
    .format(read.text, range, { tabSize, insertSpaces })
    .map(edit => new vscode.TextEdit(rangeOf(edit.range), edit.newText));
}
