import * as vscode from 'vscode';
import { isWatched } from '../../domain/jobs/job.ts';
import type { Ports } from '../ports.ts';
import { setViewTexts } from '../window/tree.ts';
import { counted } from '../counted.ts';

const lookedKey = 'jobsLookedAt';
/** Of failures that are older than this nobody need be reminded who has never looked. */
const maxMs = 7 * 24 * 3_600_000;

/** The number on the view's icon: jobs of ours that failed since a person last looked, else those that are running. */
export class JobsBadge {
  readonly #ports: Ports;
  readonly #view: vscode.TreeView<unknown>;
  readonly #memento: vscode.Memento;

  /** `memento`: shared by all windows. */
  constructor(ports: Ports, view: vscode.TreeView<unknown>, memento: vscode.Memento) {
    this.#ports = ports;
    this.#view = view;
    this.#memento = memento;
  }

  /** The person is looking, or has just stopped to. */
  looked(): void {
    void this.#memento.update(lookedKey, this.#ports.start.clock.now());
    this.update();
  }

  update(): void {
    const { store, start } = this.#ports;
    const now = start.clock.now();
    const running = store.unfinished.filter(isWatched).length;
    const failed = this.#view.visible || store.account === undefined ? 0 : start.records.failed(store.account, Math.max(this.#memento.get<number>(lookedKey) ?? 0, now - maxMs));
    const badge = failed > 0 ? { value: failed, tooltip: counted(vscode.l10n.t('{0, plural, one {# job failed since you last looked} other {# jobs failed since you last looked}}'), failed) }
      : running > 0 ? { value: running, tooltip: counted(vscode.l10n.t('{0, plural, one {# job is running} other {# jobs are running}}'), running) } : undefined;
    setViewTexts(this.#view, { badge: badge ?? { value: 0, tooltip: '' } });
  }
}
