import type * as vscode from 'vscode';
import { Emitter } from '../../domain/event.ts';
import { type Job, keyText } from '../../domain/jobs/job.ts';
import { connectedTo } from '../../domain/connectedTo.ts';
import type { SortOrder } from '../../domain/results/documents.ts';
import { type ResultsFilter, type Thresholds, noThresholds } from '../../domain/results/filter.ts';
import { JobResults } from '../../domain/results/jobResults.ts';
import type { Ports } from '../ports.ts';

/** How the documents of a job are shown. It ends with the window: a filter may name a patient. */
export interface ResultsView {
  readonly filter: ResultsFilter;
  readonly order: SortOrder;
  readonly isDescending: boolean;
}

const firstView: ResultsView = { filter: {}, order: 'name', isDescending: false };

/** The results of a job that are open, with how they are shown. */
export interface OpenResult {
  readonly results: JobResults;
  view: ResultsView;
  /** How many commands and documents are working with it. */
  holds: number;
  /** Another job over the same input whose codes are laid over the documents. */
  codes?: OpenResult | undefined;
}

const thresholdsKey = 'results.thresholds';

/** All results that are open in this window. They are shared by the page and the documents of a job. */
export class OpenResults {
  readonly #ports: Pick<Ports, 'connection' | 'start'>;
  readonly #memento: vscode.Memento;
  readonly #open = new Map<string, OpenResult>();
  readonly #changes = new Emitter<string | undefined>();
  /** Fires with the key of the job whose view changed, or with undefined when the thresholds did. */
  readonly onDidChangeView = this.#changes.event;
  readonly #codes = new Emitter<string>();
  /** Fires with the key of the job over whose documents other codes, or the same ones anew, are to be laid. */
  readonly onDidSetCodes = this.#codes.event;

  constructor(ports: Pick<Ports, 'connection' | 'start'>, memento: vscode.Memento) {
    this.#ports = ports;
    this.#memento = memento;
  }

  /** Returns the results of a job, opened if needed. */
  of(job: Job): OpenResult {
    const key = keyText(job);
    let open = this.#open.get(key);
    if (open === undefined) {
      const access = () => connectedTo(this.#ports.connection.state, job)?.results;
      open = { results: new JobResults(job, access, this.#ports.start.clock), view: firstView, holds: 0 };
      this.#open.set(key, open);
    }
    return open;
  }

  /** Keeps the results of a job, which a command works with, until `release` is called. */
  hold(job: Job): { readonly open: OpenResult; readonly release: () => void } {
    const open = this.of(job);
    open.holds += 1;
    return {
      open,
      release: () => {
        open.holds -= 1;
      },
    };
  }

  get(key: string): OpenResult | undefined {
    return this.#open.get(key);
  }

  setView(open: OpenResult, change: Partial<ResultsView>): void {
    open.view = { ...open.view, ...change };
    this.#changes.fire(keyText(open.results.job));
  }

  setCodes(open: OpenResult, codes: OpenResult | undefined): void {
    open.codes = codes;
    this.#codes.fire(keyText(open.results.job));
  }

  /** The lowest scores that are shown; remembered for the workspace. */
  get thresholds(): Thresholds {
    const kept = this.#memento.get<unknown>(thresholdsKey);
    const { entity, concept } = (typeof kept === 'object' && kept !== null ? kept : {}) as Readonly<
      Record<string, unknown>
    >;
    const read = (value: unknown, other: number): number =>
      typeof value === 'number' && value >= 0 && value <= 1 ? value : other;
    return { entity: read(entity, noThresholds.entity), concept: read(concept, noThresholds.concept) };
  }

  async setThresholds(change: Partial<Thresholds>): Promise<void> {
    await this.#memento.update(thresholdsKey, { ...this.thresholds, ...change });
    this.#changes.fire(undefined);
  }

  /** Forgets the results that nothing shows any more. */
  keepOnly(keys: ReadonlySet<string>): void {
    const needed = new Set(keys);
    for (const key of keys) {
      const codes = this.#open.get(key)?.codes;
      if (codes !== undefined) needed.add(keyText(codes.results.job));
    }
    for (const [key, { results, holds }] of this.#open) {
      if (needed.has(key) || holds > 0) continue;
      results.dispose();
      this.#open.delete(key);
    }
  }

  dispose(): void {
    for (const { results } of this.#open.values()) results.dispose();
    this.#open.clear();
    this.#changes.dispose();
    this.#codes.dispose();
  }
}
