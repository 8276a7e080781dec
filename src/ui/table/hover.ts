import * as vscode from 'vscode';
import { columnsOf } from '../../domain/table/columns.ts';
import { tablePlace } from '../../domain/table/place.ts';
import type { Ports } from '../ports.ts';
import { hoverMarkdown, schemaMarkdown } from '../window/markdown.ts';
import { rangeIn, targetWords } from './completion.ts';
import { fileName } from '../words.ts';
import { readSpec } from './readTable.ts';

/** Says what the column at a position sets. */
export async function tableHover(
  ports: Ports,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const text = document.getText();
  const place = tablePlace(fileName(document.uri), text, document.offsetAt(position));
  const read = place && (await readSpec(document.uri, ports));
  if (place === undefined || read === undefined || typeof read === 'string' || typeof read.base === 'string')
    return undefined;
  const column = columnsOf(place.table, read.base, '').columns[place.column];
  if (column === undefined) return undefined;
  const { detail, markdown } = targetWords(column.target, read.base);
  const range = rangeIn(document, place);
  const words = markdown === undefined ? detail && hoverMarkdown([detail], column.header) : schemaMarkdown(markdown);
  return words === undefined || words === '' ? undefined : new vscode.Hover(words, range);
}
