// Which runs of a batch are listed, and in which order. Their texts are read only for what compares them.
import { folded } from '../query.ts';
import type { Run, RunState } from './run.ts';
import { kindOf } from '../kinds.ts';
import { type Stage, stageOf, stages } from './stage.ts';

/** What is known of a run without reading it. Times are in milliseconds since 1970 UTC. */
export interface RunEntry {
  readonly id: string;
  /** Its place in the batch, from 1. */
  readonly number: number;
  readonly state: RunState;
  readonly action: string;
  readonly jobId?: string;
  /** The status of its job, in the service's word. */
  readonly status?: string;
  readonly submittedAt?: number;
  readonly endedAt?: number;
}

/** Reads the runs of batches. */
export interface RunLists {
  /** All runs of a batch in order. */
  entries(batchId: string): readonly RunEntry[];
  /** These runs, in this order; missing ones are left out. */
  runs(ids: readonly string[]): readonly Run[];
}

export type RunOrder = 'name' | 'number' | 'kind' | 'source' | 'state' | 'job' | 'submitted' | 'ended';

export interface RunView {
  /** Words that must all occur in a run; case-insensitive. */
  readonly text: string;
  readonly stage?: Stage;
  readonly order: RunOrder;
  readonly isDescending: boolean;
}

export const firstRunView: RunView = { text: '', order: 'number', isDescending: false };

/** What runs are searched and sorted by, folded. */
export interface RunTexts {
  readonly name: string;
  readonly source: string;
  readonly all: string;
}

/** What a run reads: its input, or its workflow. */
export function sourceOf({ action, request }: Pick<Run, 'action' | 'request'>): string {
  const { input, workflow } = kindOf(action)?.facts(request) ?? {};
  return input ?? workflow ?? '';
}

/** Keeps the texts of a batch's runs. They are read at the first call, and again for a run whose state has changed. */
export class RunTextCache {
  readonly #lists: Pick<RunLists, 'runs'>;
  readonly #known = new Map<string, RunTexts & { readonly of: string }>();

  constructor(lists: Pick<RunLists, 'runs'>) {
    this.#lists = lists;
  }

  /** Returns the texts of runs by their ids. */
  of(entries: readonly RunEntry[]): ReadonlyMap<string, RunTexts> {
    const stateOf = ({ state, jobId }: Pick<RunEntry, 'state' | 'jobId'>): string => `${state} ${jobId ?? ''}`;
    const isKnown = (entry: RunEntry): boolean => this.#known.get(entry.id)?.of === stateOf(entry);
    const news = entries.filter(entry => !isKnown(entry)).map(({ id }) => id);
    for (const run of this.#lists.runs(news)) {
      const { id, name, action, region, specUri = '', jobId = '', hold, refusal } = run;
      const source = sourceOf(run);
      const all = [name, action, kindOf(action)?.title, source, region, specUri, jobId, hold?.text, refusal?.message];
      this.#known.set(id, {
        of: stateOf(run),
        name: folded(name),
        source: folded(source),
        all: folded(all.filter(text => text !== undefined).join('\n')),
      });
    }
    return this.#known;
  }
}

/** Returns the entries that a view lists, in its order. `textsOf` is called only if the view needs texts. */
export function listRuns(
  entries: readonly RunEntry[],
  { text, stage, order, isDescending }: RunView,
  textsOf: (entries: readonly RunEntry[]) => ReadonlyMap<string, RunTexts>,
): readonly RunEntry[] {
  const inStage = stage === undefined ? entries : entries.filter(entry => stageOf(entry) === stage);
  const words = folded(text)
    .split(/\s+/)
    .filter(word => word !== '');
  const texts = words.length > 0 || order === 'name' || order === 'source' ? textsOf(inStage) : undefined;
  const found =
    words.length === 0
      ? inStage
      : inStage.filter(({ id }) => {
          const all = texts?.get(id)?.all ?? '';
          return words.every(word => all.includes(word));
        });
  const keyOf = keyOfOrder(order, id => texts?.get(id));
  const direction = isDescending ? -1 : 1;
  return found
    .map(entry => ({ entry, key: keyOf(entry) }))
    .sort((one, other) => {
      // What has no value comes last, in either direction.
      if (one.key === undefined || other.key === undefined)
        return Number(one.key === undefined) - Number(other.key === undefined) || one.entry.number - other.entry.number;
      if (one.key === other.key) return one.entry.number - other.entry.number;
      return one.key < other.key ? -direction : direction;
    })
    .map(({ entry }) => entry);
}

function keyOfOrder(
  order: RunOrder,
  textsOf: (id: string) => RunTexts | undefined,
): (entry: RunEntry) => string | number | undefined {
  switch (order) {
    case 'number':
      return ({ number }) => number;
    case 'name':
    case 'source':
      return ({ id }) => textsOf(id)?.[order];
    case 'kind':
      return ({ action }) => kindOf(action)?.title ?? action;
    case 'state':
      return entry => stages.indexOf(stageOf(entry));
    case 'job':
      return ({ jobId }) => jobId;
    case 'submitted':
      return ({ submittedAt }) => submittedAt;
    case 'ended':
      return ({ endedAt }) => endedAt;
  }
}
