// Finds a job's documents: by its manifest and the lists that it names or, where there is none, by the output folder.
import { defined } from '../defined.ts';
import type { Job } from '../jobs/job.ts';
import { type Answer, type Refusal, answered, refused } from '../refusal.ts';
import { type S3Place, s3PlaceOf } from '../s3Place.ts';
import type { Documents } from './documents.ts';
import { type Manifest, parseManifest, parseSuccessList, parseUnprocessedList } from './manifest.ts';
import { eachPage } from './pages.ts';
import type { ResultsPort } from './port.ts';

/** The suffix of output files; the rest of the key below the job's folder is the key of the input. */
const outputSuffix = '.out';

/** The most documents that are kept of a job. What they hold in memory is in the megabytes. */
const maxDocuments = 500_000;

/** What a job's files say of it as a whole. */
export interface Located {
  readonly manifest?: Manifest;
  /** How the documents were found. */
  readonly from: 'lists' | 'folder';
  /** How many entries of the lists could not be read. */
  readonly skipped: number;
  /** Whether there are more documents than `maxDocuments`. */
  readonly more: boolean;
}

/** Where the outputs of a job are; undefined if the service told no place. */
export function outputPlace({ output }: Pick<Job, 'output'>): S3Place | undefined {
  return s3PlaceOf(output);
}

/** Reads the manifest and the lists of a job and adds its documents. `onPage` is called as they come. */
export async function locateDocuments(
  port: ResultsPort,
  job: Pick<Job, 'input' | 'manifest' | 'output' | 'region'>,
  documents: Documents,
  onPage: () => void,
  signal?: AbortSignal,
): Promise<Answer<Located>> {
  const found = await readManifest(port, job, signal);
  if (!found.ok) return found;
  const manifest = found.value;
  const lists = manifest === undefined ? undefined : await readLists(port, job, manifest, documents, signal);
  if (lists?.ok === false) return lists;
  onPage();
  if (lists?.value !== undefined)
    return answered({ ...defined({ manifest }), from: 'lists', skipped: lists.value, more: isFull(documents) });
  const folder = outputPlace(job);
  if (folder === undefined) return answered({ ...defined({ manifest }), from: 'folder', skipped: 0, more: false });
  const listed = await listOutputs(port, job.region, folder, documents, onPage, signal);
  return listed.ok
    ? answered({ ...defined({ manifest }), from: 'folder', skipped: 0, more: isFull(documents) })
    : listed;
}

/** Reads a job's manifest. The value is undefined when there is none, or when the file is not one. */
export async function readManifest(
  port: ResultsPort,
  { manifest, region }: Pick<Job, 'manifest' | 'region'>,
  signal?: AbortSignal,
): Promise<Answer<Manifest | undefined>> {
  const place = s3PlaceOf(manifest);
  if (place === undefined) return answered(undefined);
  const text = await readText(port, region, place, signal);
  if (!text.ok) return isAbsent(text.refusal) ? answered(undefined) : text;
  return answered(parseManifest(text.value));
}

/** Resolves with how many entries were skipped; undefined when the lists do not tell the documents. */
async function readLists(
  port: ResultsPort,
  job: Pick<Job, 'input' | 'output' | 'manifest' | 'region'>,
  { successList, unprocessedList }: Manifest,
  documents: Documents,
  signal?: AbortSignal,
): Promise<Answer<number | undefined>> {
  const home = s3PlaceOf(job.manifest) ?? outputPlace(job);
  if (home === undefined || successList === undefined) return answered(undefined);
  const bucket = home.bucket;
  const success = await readText(port, job.region, placeOf(successList, bucket), signal);
  // A list that is too large to be read whole is read as a folder.
  if (!success.ok) return isAbsent(success.refusal) || isTooLarge(success.refusal) ? answered(undefined) : success;
  const outputs = parseSuccessList(success.value);
  if (outputs === undefined) return answered(undefined);
  const inputs = s3PlaceOf(job.input)?.bucket;
  let strange = 0;
  for (const { input, output, inputBytes } of outputs.items) {
    if (isFull(documents)) break;
    const [from, to] = [keyIn(inputs, input), keyIn(bucket, output)];
    if (from === undefined || to === undefined) strange += 1;
    else documents.add(from, { state: 'unread', output: to, ...defined({ bytes: inputBytes }) });
  }
  if (unprocessedList === undefined) return answered(outputs.skipped + strange);
  const unprocessed = await readText(port, job.region, placeOf(unprocessedList, bucket), signal);
  if (!unprocessed.ok)
    return isAbsent(unprocessed.refusal) || isTooLarge(unprocessed.refusal)
      ? answered(outputs.skipped + strange)
      : unprocessed;
  const refusals = parseUnprocessedList(unprocessed.value);
  for (const { input, code = '', message = '' } of refusals?.items ?? []) {
    if (isFull(documents)) break;
    const key = keyIn(inputs, input);
    if (key === undefined) strange += 1;
    else documents.add(key, { state: 'unprocessed', trouble: { code, message } });
  }
  return answered(outputs.skipped + strange + (refusals?.skipped ?? 1));
}

async function listOutputs(
  port: ResultsPort,
  region: string,
  folder: S3Place,
  documents: Documents,
  onPage: () => void,
  signal?: AbortSignal,
): Promise<Answer<true>> {
  return await eachPage(port, region, folder, signal, objects => {
    for (const { key } of objects) {
      if (isFull(documents)) return 'stop';
      if (key.endsWith(outputSuffix))
        documents.add(key.slice(folder.key.length, -outputSuffix.length), { state: 'unread', output: key });
    }
    onPage();
    return undefined;
  });
}

/** Reads an object as UTF-8 text; what is not UTF-8 becomes replacement characters. */
export async function readText(
  port: ResultsPort,
  region: string,
  place: S3Place,
  signal?: AbortSignal,
): Promise<Answer<string>> {
  const answer = await port.read(region, place, signal);
  // A byte order mark is part of a note: the service counts it.
  return answer.ok ? answered(new TextDecoder('utf-8', { ignoreBOM: true }).decode(answer.value)) : answer;
}

export function isFull(documents: Documents): boolean {
  return documents.length >= maxDocuments;
}

/** Lists may hold keys or URIs. Undefined for what is in another bucket, and for what is no key. */
function keyIn(bucket: string | undefined, text: string): string | undefined {
  const place = s3PlaceOf(text);
  const key = place === undefined ? text : place.bucket === bucket ? place.key : '';
  return key === '' ? undefined : key;
}

function placeOf(text: string, bucket: string): S3Place {
  return s3PlaceOf(text) ?? { bucket, key: text };
}

function isAbsent({ kind }: Refusal): boolean {
  return kind === 'notFound';
}

function isTooLarge({ name }: Refusal): boolean {
  return name === 'AnswerTooLarge';
}

/** The answer when there is no connection to the job's account. */
export function notConnected(): { readonly ok: false; readonly refusal: Refusal } {
  return refused({ kind: 'setup', name: 'NotConnected', message: '', nothingHappened: true });
}
