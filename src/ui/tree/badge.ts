import type * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { isWatched } from '../../domain/jobs/job.ts';
import type { Ports } from '../ports.ts';
import { setViewTexts } from '../window/tree.ts';
import { formatPlural } from '../formatPlural.ts';

const lookedKey = 'jobsLookedAt';
/** Failures older than this are not counted, even if the user has never opened the view. */
const maxMs = 7 * 24 * 3_600_000;

/**
 * The badge on the view's icon: the number of jobs started here that failed since the user last looked at the view, or
 * if there are none, the number of running jobs.
 */
export class JobsBadge {
  readonly #ports: Ports;
  readonly #view: vscode.TreeView<unknown>;
  readonly #memento: vscode.Memento;

  /** `memento` is shared by all windows. */
  constructor(ports: Ports, view: vscode.TreeView<unknown>, memento: vscode.Memento) {
    this.#ports = ports;
    this.#view = view;
    this.#memento = memento;
  }

  /** Records that the user is looking at the view now. Called when the view is shown and when it is hidden. */
  looked(): void {
    void this.#memento.update(lookedKey, this.#ports.start.clock.now());
    this.update();
  }

  update(): void {
    const { store, start, finished } = this.#ports;
    const now = start.clock.now();
    const running = store.unfinished.filter(isWatched).length;
    const failed =
      this.#view.visible || store.account === undefined
        ? 0
        : finished.failed(store.account, Math.max(this.#memento.get<number>(lookedKey) ?? 0, now - maxMs));
    const badge =
      failed > 0
        ? {
            value: failed,
            tooltip: formatPlural(
              l10n.t(
                '{0, plural, one {# job failed since you last looked} other {# jobs failed since you last looked}}',
              ),
              failed,
            ),
          }
        : running > 0
          ? {
              value: running,
              tooltip: formatPlural(l10n.t('{0, plural, one {# job is running} other {# jobs are running}}'), running),
            }
          : undefined;
    setViewTexts(this.#view, { badge: badge ?? { value: 0, tooltip: '' } });
  }
}
