import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { type Job, isUnfinished } from '../../domain/jobs/job.ts';
import { commandIds } from '../../ids.ts';
import { jobKey } from '../tree/keys.ts';
import type { Ports } from '../ports.ts';
import { durationText, statusText } from '../words.ts';
import { codeLens } from '../window/editor.ts';

/** The code lenses above the first line of a spec: “Start”, “Check” and the last run. */
export class SpecLenses implements vscode.CodeLensProvider {
  readonly #ports: Pick<Ports, 'store' | 'start'>;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changes.event;
  readonly #subscription: { dispose(): void };

  constructor(ports: Pick<Ports, 'store' | 'start'>) {
    this.#ports = ports;
    this.#subscription = ports.store.onDidChange(() => {
      this.#changes.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    const last = this.#lastRun(document.uri.toString());
    return [
      codeLens(top, {
        icon: 'play',
        title: l10n.t('Start'),
        command: commandIds.startJob,
        args: [document.uri],
      }),
      codeLens(top, {
        icon: 'checklist',
        title: l10n.t('Check'),
        command: commandIds.checkSpec,
        args: [document.uri],
      }),
      ...(last === undefined
        ? []
        : [
            codeLens(top, {
              title: runWords(last, this.#ports.start.clock.now()),
              command: commandIds.showJob,
              args: [jobKey(last)],
            }),
          ]),
    ];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changes.dispose();
  }

  #lastRun(specUri: string): Job | undefined {
    try {
      return this.#ports.store.lastOfSpec(specUri);
    } catch {
      return undefined; // the view says that the history cannot be read
    }
  }
}

function runWords(job: Job, now: number): string {
  const status = statusText(job.status);
  if (isUnfinished(job)) return l10n.t('Last run: {0}', status);
  return l10n.t('Last run: {0}, {1} ago', status, durationText(now - (job.endedAt ?? job.seenAt)));
}
