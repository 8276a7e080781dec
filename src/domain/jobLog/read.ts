import { defined } from '../defined.ts';
import { type Job, isUnfinished } from '../jobs/job.ts';
import { type Answer, answered, isPassing } from '../refusal.ts';
import { type LogEntry, entryOf } from './entries.ts';
import type { JobLogPort, LogLine } from './port.ts';

/** The log of a job, as far as it was read. */
export interface JobLog {
  /** In the order of their times. */
  readonly entries: readonly LogEntry[];
  /** How many entries in the middle were left out, because there are too many. */
  readonly leftOut: number;
  /** Where reading goes on, if the log group was too large for one reading. */
  readonly next?: string;
  /** What was read so far, to go on from. */
  readonly lines: readonly LogLine[];
}

/** How many pages are read at once. A page is up to 10,000 lines or 1 MB, and may match nothing. */
export const pagesAtOnce = 50;
/** Of more lines of a job, this many from the beginning and from the end are kept. A log has about ten. */
const keptAtEachEnd = 500;
/** Lines carry times of the service's clock, and the start a time of another. */
const marginMs = 3_600_000;

/** Lines come some minutes late. A job that ended longer ago than this gets no more of them. */
const lateMs = 30 * 60_000;

/** Whether lines of a job may still come at `now`, in milliseconds since 1970 UTC. */
export function mayCome(job: Job, now: number): boolean {
  return isUnfinished(job) || now - (job.endedAt ?? job.seenAt) < lateMs;
}

/**
 * Reads the lines of a job in a log group. They are found by the job's ID as a term, which finds them in any output
 * format. `before`: what was read until the limit, to go on from.
 */
export async function readLog(
  port: JobLogPort,
  group: string,
  { id, region, submittedAt }: Pick<Job, 'id' | 'region' | 'submittedAt'>,
  before?: JobLog,
  signal?: AbortSignal,
): Promise<Answer<JobLog>> {
  const known = before?.next === undefined ? undefined : before;
  const lines = new Lines(known?.lines ?? [], known?.leftOut ?? 0);
  let next = known?.next;
  for (let page = 0; page < pagesAtOnce; page += 1) {
    const answer = await port.lines(
      region,
      {
        group,
        term: id,
        ...defined({ next, from: submittedAt === undefined ? undefined : Math.max(0, submittedAt - marginMs) }),
      },
      signal,
    );
    // What was read is kept: reading goes on from there.
    if (!answer.ok && page > 0 && isPassing(answer.refusal)) break;
    if (!answer.ok) return answer;
    for (const line of answer.value.items) lines.add(line);
    next = answer.value.next;
    if (next === undefined) break;
  }
  const kept = lines.kept();
  const entries = kept
    .flatMap(line => entryOf(line, id) ?? [])
    .map((entry, index) => ({ entry, at: entry.at ?? 0, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ entry }) => entry);
  return answered({ entries, leftOut: lines.leftOut, lines: kept, ...defined({ next }) });
}

/** Keeps the first and the last lines, each once. */
class Lines {
  readonly #first: LogLine[] = [];
  #last: LogLine[] = [];
  readonly #ids = new Set<string>();
  leftOut = 0;

  constructor(known: readonly LogLine[], leftOut: number) {
    for (const line of known) this.add(line);
    this.leftOut = leftOut;
  }

  add(line: LogLine): void {
    if (line.id !== undefined) {
      if (this.#ids.has(line.id)) return;
      this.#ids.add(line.id);
    }
    if (this.#first.length < keptAtEachEnd) {
      this.#first.push(line);
      return;
    }
    this.#last.push(line);
    // Cut in steps, because removing the first of many each time takes long.
    if (this.#last.length >= 2 * keptAtEachEnd) this.#cut();
  }

  kept(): readonly LogLine[] {
    this.#cut();
    return [...this.#first, ...this.#last];
  }

  #cut(): void {
    const more = Math.max(0, this.#last.length - keptAtEachEnd);
    for (const { id } of this.#last.slice(0, more)) if (id !== undefined) this.#ids.delete(id);
    this.#last = this.#last.slice(more);
    this.leftOut += more;
  }
}
