// Exports read each document again and write it at once, so that an export of any size takes little memory.
import * as vscode from 'vscode';
import { type Refusal, refused } from '../../domain/refusal.ts';
import { s3PlaceOf } from '../../domain/s3Place.ts';
import { s3Uri } from '../../domain/s3Uri.ts';
import { deidentify } from '../../domain/results/exports/deidentify.ts';
import type { ExportFormat, ExportTally } from '../../domain/results/exports/format.ts';
import { Placeholders } from '../../domain/results/exports/placeholders.ts';
import { entityFilterOf, isShown, type Thresholds } from '../../domain/results/filter.ts';
import type { JobResults } from '../../domain/results/jobResults.ts';
import type { Output } from '../../domain/results/output.ts';
import type { GrowingFile, Ports } from '../ports.ts';
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
  /** Why the export ended before it was through. Nothing is left of its file then. */
  readonly failure?: Refusal;
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
  ports: Pick<Ports, 'createFile'>,
  signal: AbortSignal,
): Promise<ExportOutcome> {
  const filter = entityFilterOf(open.view.filter);
  const bucket = s3PlaceOf(open.results.job.input)?.bucket ?? '';
  const file = await begin(uri, ports);
  let count = { written: 0, unreadable: 0, unsafe: 0, elsewhere: 0 };
  try {
    const writer = format.open();
    await file.write(writer.begin());
    const failure = await eachDocument(open, thresholds, format.needsText, signal, async read => {
      if (read === undefined) {
        count = { ...count, unreadable: count.unreadable + 1 };
        return;
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
    throw fault;
  }
}

/** Writes a copy of each document that the filter shows, without the PHI that was found in it, into a folder. */
export async function exportCopies(
  open: OpenResult,
  thresholds: Thresholds,
  folder: vscode.Uri,
  ports: Pick<Ports, 'createFile'>,
  signal: AbortSignal,
): Promise<ExportOutcome> {
  const placeholders = new Placeholders();
  let count = { written: 0, unreadable: 0, unsafe: 0, elsewhere: 0 };
  const failure = await eachDocument(open, thresholds, true, signal, async read => {
    if (read?.text === undefined) {
      count = { ...count, unreadable: count.unreadable + 1 };
      return;
    }
    const copy = deidentify(read.text, read.output, 'placeholder', placeholders);
    if (!copy.isSafe) {
      count = { ...count, unsafe: count.unsafe + 1 };
      return;
    }
    const key = open.results.documents.inputOf(read.index) ?? '';
    const file = await begin(vscode.Uri.joinPath(folder, ...pathOf(key)), ports);
    await file.write(copy.text);
    await file.finish();
    count = {
      ...count,
      written: count.written + 1,
      elsewhere: count.elsewhere + (copy.elsewhere > 0 ? 1 : 0),
    };
  });
  return failure === undefined ? count : { ...count, failure };
}

/** The names of a key's folders and file, such that none leads out of the folder and all are allowed everywhere. */
export function pathOf(key: string): readonly string[] {
  const names = key
    .split('/')
    .filter(name => name !== '')
    // eslint-disable-next-line no-control-regex -- control characters are not allowed in names on Windows
    .map(name =>
      name
        .replaceAll(/[\u0000-\u001F<>:"\\|?*]/g, '_')
        .replace(/^\.+$/, '_')
        .replace(/(?<![. ])[. ]+$/, '_')
        .slice(0, 200),
    );
  return names.length === 0 ? ['document'] : names;
}

/** Calls `write` with each selected document in order, `undefined` for one that cannot be read. */
async function eachDocument(
  { results, view }: OpenResult,
  thresholds: Thresholds,
  needsText: boolean,
  signal: AbortSignal,
  write: (read: Read | undefined) => Promise<void>,
): Promise<Refusal | undefined> {
  const all = await results.readOutputs();
  if (!all.ok) return all.refusal;
  const indices = results.documents.select(view.filter, thresholds, view.order, view.isDescending);
  const ahead: Promise<Read | Refusal | undefined>[] = [];
  let next = 0;
  for (let at = 0; at < indices.length; at += 1) {
    while (next < indices.length && next < at + readAhead)
      ahead.push(read(results, indices[next++] ?? 0, needsText, signal));
    const document = await ahead.shift();
    if (signal.aborted)
      return refused({ kind: 'cancelled', name: 'AbortError', message: '', nothingHappened: true }).refusal;
    if (document !== undefined && 'kind' in document) return document;
    await write(document);
  }
  return undefined;
}

/** Resolves with a document, with undefined if there is nothing to read, or with why nothing can be read any more. */
async function read(
  results: JobResults,
  index: number,
  needsText: boolean,
  signal: AbortSignal,
): Promise<Read | Refusal | undefined> {
  if (results.documents.outputOf(index) === undefined) return undefined;
  const [output, text] = await Promise.all([
    results.output(index, signal),
    needsText ? results.text(index, signal) : undefined,
  ]);
  for (const answer of [output, text])
    if (answer?.ok === false) return endsExport(answer.refusal) ? answer.refusal : undefined;
  if (!output.ok || output.value === undefined) return undefined;
  return { index, output: output.value, ...(text?.ok === true ? { text: text.value } : {}) };
}

/** A refusal of one object leaves that one out; any other would leave out all that follow. */
function endsExport({ kind, name }: Refusal): boolean {
  return !(
    kind === 'denied' ||
    kind === 'notFound' ||
    kind === 'invalid' ||
    kind === 'badReply' ||
    name === 'NotAnOutput'
  );
}

/** A file of this computer is written as it comes; one elsewhere is collected, because the editor writes only whole files. */
async function begin(uri: vscode.Uri, { createFile }: Pick<Ports, 'createFile'>): Promise<GrowingFile> {
  if (uri.scheme === 'file') return await createFile(uri.fsPath);
  const parts: string[] = [];
  return {
    write: text => {
      parts.push(text);
      return Promise.resolve();
    },
    finish: async () => {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(parts.join('')));
    },
    abandon: () => Promise.resolve(),
  };
}
