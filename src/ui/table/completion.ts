// Completes a cell of a table: the names of columns, and the values that a column can have.
import * as vscode from 'vscode';
import { choicesOf, schemaAt } from '../../domain/form/shape.ts';
import { stringAt } from '../../domain/json.ts';
import { serviceRegions } from '../../domain/spec/regions.ts';
import type { Range } from '../../domain/spec/problem.ts';
import type { TableSpec } from '../../domain/table/check.ts';
import { type Target, columnChoices, columnsOf } from '../../domain/table/columns.ts';
import { type TablePlace, tablePlace } from '../../domain/table/place.ts';
import { memberOf } from '../../domain/table/values.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { completionItem, schemaItem } from '../window/editor.ts';
import { fileName } from '../words.ts';
import { readSpec } from './readTable.ts';

/** So many values of other rows are suggested. */
const maxOthers = 50;

/** A suggestion. `markdown`: from the schema. */
interface Suggestion {
  readonly value: string;
  readonly detail?: string;
  readonly markdown?: string;
}

/** Resolves with the completions of the cell at a position. */
export async function tableCompletions(
  ports: Ports,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const place = tablePlace(fileName(document.uri), document.getText(), document.offsetAt(position));
  const read = place && (await readSpec(document.uri, ports));
  if (place === undefined || read === undefined || typeof read === 'string' || typeof read.base === 'string') return [];
  const { base } = read;
  const range = rangeIn(document, place.replaces);
  const found = place.isHeader ? headersFor(base, place) : valuesFor(base, place);
  return found.map(({ value, detail, markdown }, index) => {
    const { text, after } = place.insert(value);
    const sort = String(index).padStart(4, '0');
    const kind = place.isHeader ? vscode.CompletionItemKind.Field : vscode.CompletionItemKind.Value;
    const insert =
      after === undefined ? text : new vscode.SnippetString().appendText(text).appendTabstop(0).appendText(after);
    // What is typed of a name or value has its quotes, and nothing else of what is inserted.
    const filter = after === undefined ? text : JSON.stringify(value);
    const item =
      markdown === undefined
        ? completionItem({ label: value, ...(detail === undefined ? {} : { detail }) }, kind, {
            insert,
            filter,
            range,
            sort,
          })
        : schemaItem(value, kind, markdown, { insertText: insert, filterText: filter, range, sortText: sort });
    if (after !== undefined) item.command = { command: 'editor.action.triggerSuggest', title: '' };
    return item;
  });
}

/** Returns a range of a document. */
export function rangeIn(document: vscode.TextDocument, { offset, length }: Range): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

/** Says what a column sets, as Markdown of the schema or in our words. */
export function targetWords(target: Target, base: TableSpec): Omit<Suggestion, 'value'> {
  switch (target.type) {
    case 'name':
      return { detail: l10n.t('The name of the run, shown here only.') };
    case 'variable':
      return { detail: l10n.t('The value of {0} in the spec.', `\${var:${target.argument}}`) };
    case 'input':
      return { detail: l10n.t('The answer to “{0}”.', target.argument) };
    case 'member':
      return { markdown: stringAt(schemaAt(base.kind, target.path), 'markdownDescription') ?? '' };
    case 'none':
      return {};
  }
}

function headersFor(base: TableSpec, { taken }: TablePlace): readonly Suggestion[] {
  return columnChoices(base)
    .filter(choice => !taken.has(choice.header))
    .map(({ header: value, target }) => ({ value, ...targetWords(target, base) }));
}

function valuesFor(base: TableSpec, { table, column, offset }: TablePlace): readonly Suggestion[] {
  const target = columnsOf(table, base, '').columns[column]?.target;
  if (target === undefined || target.type === 'none' || target.type === 'name') return [];
  const path = memberOf(target, base);
  const known: readonly Suggestion[] = path === undefined ? [] : valuesOf(base, path);
  const others = new Set(
    table.rows.flatMap(({ cells }) => {
      const cell = cells[column];
      return typeof cell?.value === 'string' && cell.offset !== offset ? [cell.value] : [];
    }),
  );
  for (const { value } of known) others.delete(value);
  return [
    ...known,
    ...Array.from(others)
      .slice(0, maxOthers)
      .map(value => ({ value })),
  ];
}

function valuesOf({ kind }: TableSpec, path: readonly (string | number)[]): readonly Suggestion[] {
  if (path.length === 1) return serviceRegions[kind.service].regions.map(value => ({ value }));
  return (choicesOf(schemaAt(kind, path), path) ?? []).map(({ value, description }) => ({
    value,
    ...(description === undefined ? {} : { detail: description }),
  }));
}
