// Copies the documents that a job did not process to a prefix of their own, so that a job can run for just them.
import type { Clock } from '../clock.ts';
import { type Answer, type Refusal, answered, refused } from '../refusal.ts';
import { type S3Place, s3PlaceOf } from '../s3Place.ts';
import type { DocumentState, Documents } from './documents.ts';
import type { JobResults } from './jobResults.ts';
import type { ResultsPort } from './port.ts';
import { eachPage } from './pages.ts';
import { cancelled, concernsObject, withTries } from './refusals.ts';

/** The documents that a job can be run again for. */
export const rerunStates = ['unprocessed', 'missing', 'unreadable'] as const satisfies readonly DocumentState[];
export type RerunState = (typeof rerunStates)[number];

const concurrency = 8;

/** Returns the documents in these states, and their size in bytes as far as it is known. */
export function documentsToRerun(
  documents: Documents,
  states: readonly RerunState[],
): { readonly indices: readonly number[]; readonly bytes: number } {
  const wanted: ReadonlySet<DocumentState> = new Set(states);
  const indices: number[] = [];
  let bytes = 0;
  for (let index = 0; index < documents.length; index += 1) {
    if (!wanted.has(documents.stateOf(index))) continue;
    indices.push(index);
    bytes += documents.bytesOf(index) ?? 0;
  }
  return { indices, bytes };
}

/**
 * Returns a prefix for the copies of a job: the same one each time, so that copying can be continued, and one that a
 * job over the same input does not read, unless it reads the whole bucket. `number`: from 1, for another one.
 */
export function rerunPrefix(inputPrefix: string, jobId: string, number = 1): string {
  const id = number === 1 ? jobId.slice(0, 8) : `${jobId.slice(0, 8)}-${number}`;
  const folder = inputPrefix.slice(0, -1);
  const proposals = [
    // A prefix that does not end in a slash takes what lies beside it too.
    ...(inputPrefix.endsWith('/') && folder !== '' && !folder.endsWith('/') ? [`${folder}-again-${id}/`] : []),
    `again-${id}/`,
    `rerun-${id}/`,
  ];
  return proposals.find(each => prefixProblem(each, inputPrefix) === undefined) ?? `again-${id}/`;
}

/** Why a prefix cannot be used: it is empty, lies in the input, does not end in a slash, or is no prefix of a key. */
export type PrefixProblem = 'empty' | 'inInput' | 'noSlash' | 'invalid';

/** The longest prefix, in UTF-16 units: a key has 1,024 bytes at most. */
const longestPrefix = 300;

export function prefixProblem(prefix: string, inputPrefix: string): PrefixProblem | undefined {
  if (/^[\s/]*$/.test(prefix)) return 'empty';
  if (!prefix.endsWith('/')) return 'noSlash';
  if (prefix.length > longestPrefix || prefix.startsWith('/') || prefix.includes('//') || /\p{Cc}/u.test(prefix))
    return 'invalid';
  return inputPrefix !== '' && prefix.startsWith(inputPrefix) ? 'inInput' : undefined;
}

/** Returns the key of a copy: the part of the key below the input's folder, under the prefix. */
export function copiedKey(key: string, inputPrefix: string, prefix: string): string {
  const folder = inputPrefix.slice(0, inputPrefix.lastIndexOf('/') + 1);
  return prefix + (key.startsWith(folder) ? key.slice(folder.length) : key);
}

/** How many documents lie at the prefix now, and how many could not be copied, such as those that are gone. */
export interface Copied {
  readonly copied: number;
  readonly failed: number;
}

export interface CopyProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Copies documents to a prefix. What lies there already with the same size is not copied again, so that copying can be
 * continued. Resolves with how many there are, or with why copying ended before; with `PrefixInUse` and nothing
 * copied if there is anything else at the prefix.
 */
export async function copyDocuments(
  port: ResultsPort,
  { documents, job }: Pick<JobResults, 'documents' | 'job'>,
  indices: readonly number[],
  prefix: string,
  clock: Clock,
  onProgress: (progress: CopyProgress) => void,
  signal: AbortSignal,
): Promise<Answer<Copied>> {
  const input = s3PlaceOf(job.input);
  if (input === undefined) return answered({ copied: 0, failed: 0 });
  const there = await sizesUnder(port, job.region, { bucket: input.bucket, key: prefix }, signal);
  if (!there.ok) return there;
  const pairs = indices.map(index => {
    const key = documents.inputOf(index) ?? '';
    return { key, to: copiedKey(key, input.key, prefix), bytes: documents.bytesOf(index) };
  });
  // Whatever lies there would be read by the next job, and paid for.
  const expected = new Set([prefix]);
  for (let index = 0; index < documents.length; index += 1)
    if (documents.stateOf(index) !== 'read') expected.add(copiedKey(documents.inputOf(index) ?? '', input.key, prefix));
  for (const { to } of pairs) expected.add(to);
  if (Array.from(there.value.keys()).some(key => !expected.has(key)))
    return refused({ kind: 'conflict', name: 'PrefixInUse', message: prefix, nothingHappened: true });
  const waiting = pairs.filter(({ to, bytes }) => !there.value.has(to) || there.value.get(to) !== bytes);
  let done = pairs.length - waiting.length;
  let failed = 0;
  let end: { readonly ok: false; readonly refusal: Refusal } | undefined;
  onProgress({ done, total: pairs.length });
  const queue = waiting.values();
  const work = async (): Promise<void> => {
    for (const { key, to } of queue) {
      if (end !== undefined || signal.aborted) return;
      const answer = await withTries(clock, signal, () =>
        port.copy(job.region, { bucket: input.bucket, key }, { bucket: input.bucket, key: to }, signal),
      );
      if (answer.ok) done += 1;
      else if (concernsObject(answer.refusal) && answer.refusal.kind !== 'denied') failed += 1;
      else {
        // The next document would be refused for the same reason.
        end ??= answer;
        return;
      }
      onProgress({ done, total: pairs.length });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  if (end !== undefined) return end;
  if (signal.aborted) return refused(cancelled);
  return answered({ copied: done, failed });
}

async function sizesUnder(
  port: ResultsPort,
  region: string,
  place: S3Place,
  signal: AbortSignal,
): Promise<Answer<ReadonlyMap<string, number>>> {
  const sizes = new Map<string, number>();
  const listed = await eachPage(port, region, place, signal, objects => {
    for (const { key, bytes } of objects) sizes.set(key, bytes);
    return undefined;
  });
  return listed.ok ? answered(sizes) : listed;
}
