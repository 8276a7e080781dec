// Exports read each document again and write it at once, so that an export of any size takes little memory.
import * as vscode from 'vscode';
import type { Clock } from '../../domain/clock.ts';
import { defined } from '../../domain/defined.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { cancelled, concernsObject, withTries } from '../../domain/results/refusals.ts';
import { s3PlaceOf } from '../../domain/s3Place.ts';
import { s3Uri } from '../../domain/s3Uri.ts';
import { type ReplacementStyle, deidentify } from '../../domain/results/exports/deidentify.ts';
import type { ExportFormat, ExportTally } from '../../domain/results/exports/format.ts';
import { Paths } from '../../domain/results/exports/paths.ts';
import { Placeholders } from '../../domain/results/exports/placeholders.ts';
import { entityFilterOf, filtersEntities, isShown, type Thresholds } from '../../domain/results/filter.ts';
import type { JobResults } from '../../domain/results/jobResults.ts';
import type { Output } from '../../domain/results/output.ts';
import type { GrowingFile, Ports } from '../ports.ts';
import { beginFile, fileErrorOf, writeFile } from '../writeFile.ts';
import type { OpenResult } from './openResults.ts';

export interface ExportOutcome {
  /** Documents that were written. */
  readonly written: number;
  /** Documents whose text or output could not be read. */
  readonly unreadable: number;
  /** Documents that were not copied, because not all of their PHI was found in the text. */
  readonly unsafe: number;
  /** Documents in which a replaced text also stands elsewhere. */
  readonly elsewhere: number;
  /** What the format has no place for, or what would not be true there. */
  readonly leftOut?: ExportTally['leftOut'];
  /** Why the export ended before it was through. Nothing is left of its file then, but the copies written so far are. */
  readonly failure?: Refusal;
  /** The code of the error, such as ENOSPC, when a file could not be written. */
  readonly fileError?: string;
}

/** How many documents are read ahead. They are written in the order of the list. */
const readAhead = 16;

interface Read {
  readonly index: number;
  readonly text?: string;
  readonly output: Output;
}

/** Writes the documents that the filter shows to a file. */
export async function exportFile(
  open: OpenResult,
  thresholds: Thresholds,
  format: ExportFormat,
  uri: vscode.Uri,
  ports: Pick<Ports, 'createFile' | 'start'>,
  signal: AbortSignal,
): Promise<ExportOutcome> {
  const filter = entityFilterOf(open.view.filter);
  const bucket = s3PlaceOf(open.results.job.input)?.bucket ?? '';
  let file: GrowingFile;
  try {
    file = await beginFile(uri, ports);
  } catch (fault) {
    return { written: 0, unreadable: 0, unsafe: 0, elsewhere: 0, fileError: fileErrorOf(fault) };
  }
  let count = { written: 0, unreadable: 0, unsafe: 0, elsewhere: 0 };
  try {
    const writer = format.open();
    await file.write(writer.begin());
    const failure = await eachDocument(open, thresholds, format.needsText, ports, signal, async read => {
      if (read === undefined) {
        count = { ...count, unreadable: count.unreadable + 1 };
        return undefined;
      }
      const key = open.results.documents.inputOf(read.index) ?? '';
      const document = {
        input: s3Uri({ bucket, key }),
        key,
        output: read.output,
        isShown: (entity: Output['entities'][number]) => isShown(entity, filter, thresholds),
        thresholds,
        ...(read.text === undefined ? {} : { text: read.text }),
      };
      await file.write(writer.document(document));
      count = { ...count, written: count.written + 1 };
      return undefined;
    });
    if (failure !== undefined) {
      await file.abandon();
      return { ...count, failure };
    }
    await file.write(writer.end());
    await file.finish();
    return { ...count, leftOut: writer.tally().leftOut };
  } catch (fault) {
    await file.abandon().catch(() => undefined);
    return { ...count, fileError: fileErrorOf(fault) };
  }
}

/** Writes a copy of each document that the filter shows, without the PHI that was found in it, into a folder. */
export async function exportCopies(
  open: OpenResult,
  thresholds: Thresholds,
  folder: vscode.Uri,
  style: ReplacementStyle,
  ports: Pick<Ports, 'createFile' | 'start'>,
  signal: AbortSignal,
): Promise<ExportOutcome> {
  const placeholders = new Placeholders();
  const paths = new Paths();
  let fileError: string | undefined;
  let count = { written: 0, unreadable: 0, unsafe: 0, elsewhere: 0 };
  const failure = await eachDocument(open, thresholds, true, ports, signal, async read => {
    if (read?.text === undefined) {
      count = { ...count, unreadable: count.unreadable + 1 };
      return undefined;
    }
    const copy = deidentify(read.text, read.output, style, placeholders);
    if (!copy.isSafe) {
      count = { ...count, unsafe: count.unsafe + 1 };
      return undefined;
    }
    const key = open.results.documents.inputOf(read.index) ?? '';
    fileError = await writeFile(vscode.Uri.joinPath(folder, ...paths.of(key)), copy.text, ports);
    if (fileError !== undefined) return 'stop';
    count = {
      ...count,
      written: count.written + 1,
      elsewhere: count.elsewhere + (copy.elsewhere > 0 ? 1 : 0),
    };
    return undefined;
  });
  return { ...count, ...defined({ failure, fileError }) };
}

/** Calls `write` with each selected document in order, `undefined` for one that cannot be read, until it says `stop`. */
async function eachDocument(
  { results, view }: OpenResult,
  thresholds: Thresholds,
  needsText: boolean,
  { start: { clock } }: Pick<Ports, 'start'>,
  signal: AbortSignal,
  write: (read: Read | undefined) => Promise<'stop' | undefined>,
): Promise<Refusal | undefined> {
  // Each output is read again for the file, so all are read before only if the filter asks what is in them.
  const asksEntities = filtersEntities(view.filter) || view.filter.subset === 'noEntities';
  const known = await (asksEntities ? results.readOutputs(signal) : results.locate(signal));
  if (!known.ok) return known.refusal;
  const indices = results.documents.select(view.filter, thresholds, view.order, view.isDescending);
  const ahead: Promise<Read | Refusal | undefined>[] = [];
  let next = 0;
  for (let at = 0; at < indices.length; at += 1) {
    while (next < indices.length && next < at + readAhead)
      ahead.push(read(results, indices[next++] ?? 0, needsText, clock, signal));
    const document = await ahead.shift();
    if (signal.aborted) return cancelled;
    if (document !== undefined && 'kind' in document) return document;
    if ((await write(document)) === 'stop') return undefined;
  }
  return undefined;
}

/** Resolves with a document, with undefined if there is nothing to read, or with why nothing can be read any more. */
async function read(
  results: JobResults,
  index: number,
  needsText: boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<Read | Refusal | undefined> {
  if (results.documents.outputOf(index) === undefined) return undefined;
  const [output, text] = await Promise.all([
    withTries(clock, signal, () => results.output(index, signal)),
    needsText ? withTries(clock, signal, () => results.text(index, signal)) : undefined,
  ]);
  for (const answer of [output, text])
    if (answer?.ok === false) return concernsObject(answer.refusal) ? undefined : answer.refusal;
  if (!output.ok || output.value === undefined) return undefined;
  return { index, output: output.value, ...(text?.ok === true ? { text: text.value } : {}) };
}
