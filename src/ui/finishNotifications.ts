import * as vscode from 'vscode';
import { type Job, isEndUnknown } from '../domain/jobs/job.ts';
import type { StoreChange } from '../domain/jobs/store.ts';
import type { Ports } from './ports.ts';
import type { JobsView } from './tree/view.ts';

/** Jobs that finish within this time share one notification. */
const togetherMs = 1_500;
/** A window without focus waits this much longer, so that the focused window can show the notification. */
const unfocusedDelayMs = 3_000;

/**
 * Notifies the user when jobs they are waiting for have finished: about each job once, in one window, and about those
 * that finished while no window was open in a digest. The database hands out each piece of news only once.
 */
export class FinishNotifications {
  readonly #ports: Ports;
  readonly #view: JobsView;
  readonly #openedAt: number;
  readonly #subscriptions: { dispose(): unknown }[];
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: Ports, view: JobsView) {
    this.#ports = ports;
    this.#view = view;
    this.#openedAt = ports.start.clock.now();
    this.#subscriptions = [
      ports.store.onDidChange(change => {
        if (this.#mayBeNews(change)) this.#soon();
      }),
      ports.connection.onDidChange(({ state }) => {
        if (state === 'connected') this.#soon();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #mayBeNews({ all, added, changed }: StoreChange): boolean {
    return (
      all ||
      [...added, ...changed].some(key => {
        const job = this.#ports.store.get(key);
        return job !== undefined && !isEndUnknown(job);
      })
    );
  }

  #soon(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#tell();
      },
      togetherMs + (vscode.window.state.focused ? 0 : unfocusedDelayMs),
    );
  }

  #tell(): void {
    const { store, finished, log } = this.#ports;
    if (store.account === undefined) return;
    let news: readonly Job[];
    try {
      news = finished.takeFinished(store.account);
    } catch (fault) {
      log.fault('news not readable', fault);
      return;
    }
    if (news.length === 0) return;
    for (const job of news) {
      log.info('finished', { jobId: job.id, status: job.status });
    }
    void import('./results/learnManifest.ts').then(({ learnManifests }) => learnManifests(news, this.#ports));
    // Rarely needed, so it is loaded only then.
    void import('./finishMessages.ts').then(({ tellFinished }) => {
      tellFinished(news, this.#openedAt, this.#ports, this.#view);
    });
  }
}
