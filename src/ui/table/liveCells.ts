// Completes a cell of a table with what is in the account.
import type * as vscode from 'vscode';
import { stringAt } from '../../domain/json.ts';
import { subjectAt } from '../../domain/spec/livePlace.ts';
import { regionPattern } from '../../domain/spec/regions.ts';
import { columnsOf } from '../../domain/table/columns.ts';
import { memberOf, specOfRow } from '../../domain/table/values.ts';
import { tablePlace } from '../../domain/table/place.ts';
import { type LiveList, listFor } from '../editor/liveList.ts';
import type { Ports } from '../ports.ts';
import { fileName } from '../words.ts';
import { rangeIn } from './completion.ts';
import { readSpec } from './readTable.ts';

/** Resolves with the completions at a position, or undefined if the value of the cell does not come from the account. */
export async function liveCells(
  ports: Ports,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<LiveList | undefined> {
  const place = tablePlace(fileName(document.uri), document.getText(), document.offsetAt(position));
  if (place === undefined || place.isHeader) return undefined;
  const read = await readSpec(document.uri, ports);
  if (typeof read === 'string' || typeof read.base === 'string') return undefined;
  const { base } = read;
  const { columns } = columnsOf(place.table, base, '');
  const target = columns[place.column]?.target;
  const path = target && memberOf(target, base);
  const spec = specOfRow(base, place.table, place.row, columns);
  const subject = path && subjectAt(path, spec, place.typed);
  if (subject === undefined) return undefined;
  const region = stringAt(spec, 'region');
  return await listFor(
    ports,
    {
      subject,
      ...(region !== undefined && regionPattern.test(region) ? { region } : {}),
      range: rangeIn(document, place.replaces),
      write: value => place.insert(value).text,
    },
    position,
  );
}
