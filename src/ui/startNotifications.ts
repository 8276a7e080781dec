// Notifies the user about jobs that have just been started. Starts in quick succession share one message.
import { l10n } from './l10n.ts';
import type { Job } from '../domain/jobs/job.ts';
import { viewIds } from '../ids.ts';
import { formatPlural } from './formatPlural.ts';
import { jobWords } from './jobWords.ts';
import { commandAction, showMessage } from './window/messages.ts';
import type { JobsView } from './tree/view.ts';

/** A start within this time after the previous one shares its message. */
const togetherMs = 400;
/** The maximum number of jobs that are listed by name. */
const maxNamed = 3;

interface Started {
  readonly job: Job;
  readonly simulated: boolean;
}

export class StartNotifications {
  #waiting: Started[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * Adds a started job to the next message. `isBusy`: whether another start is in progress, which the message waits
   * for.
   */
  add(started: Started, view: JobsView, isBusy: () => boolean): void {
    this.#waiting.push(started);
    this.#wait(view, isBusy);
  }

  #wait(view: JobsView, isBusy: () => boolean): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (isBusy()) {
        this.#wait(view, isBusy);
        return;
      }
      const started = this.#waiting;
      this.#waiting = [];
      tellStarted(started, view);
    }, togetherMs);
  }
}

function tellStarted(started: readonly Started[], view: JobsView): void {
  const [first, ...others] = started;
  if (first === undefined) return;
  if (others.length === 0) {
    const { job, simulated } = first;
    void showMessage(
      'info',
      simulated ? l10n.t('Started {0} in the local sandbox.', jobWords(job)) : l10n.t('Started {0}.', jobWords(job)),
      { title: l10n.t('Show Job'), run: () => view.reveal(job) },
    );
    return;
  }
  const named = started.slice(0, maxNamed).map(({ job }) => jobWords(job));
  const names = (started.length > maxNamed ? [...named, '…'] : named).join(', ');
  void showMessage(
    'info',
    formatPlural(l10n.t('{0, plural, one {Started # job: {1}.} other {Started # jobs: {1}.}}'), started.length, names),
    commandAction(l10n.t('Show Jobs'), `${viewIds.jobs}.focus`),
  );
}
