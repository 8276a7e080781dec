// The checks before a start: they run beside each other, and a read-only report shows them as they come.
import * as vscode from 'vscode';
import { defined } from '../../domain/defined.ts';
import type { Connected } from '../../domain/connection.ts';
import { pacedServices } from '../../domain/jobs/paced.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import { Preflight } from '../../domain/preflight/preflight.ts';
import { subjectOf } from '../../domain/preflight/subject.ts';
import { usualMs } from '../../domain/preflight/usual.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { preflightScheme } from '../../ids.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { openPreview } from '../window/preview.ts';
import { reportText } from './reportText.ts';

/** A report is drawn again after this at the earliest, in milliseconds. */
const paceMs = 250;
/** So many reports are kept; older ones say how to check again. */
const maxKept = 50;

interface Report {
  readonly name: string;
  readonly preflight: Preflight;
}

export class Preflights implements vscode.TextDocumentContentProvider {
  readonly #ports: Ports;
  readonly #reports = new Map<string, Report>();
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#subscriptions = [this.#changes, vscode.workspace.registerTextDocumentContentProvider(preflightScheme, this)];
  }

  /** Begins the checks of a spec. `name`: what the report calls it, such as its file. */
  begin(name: string, spec: ValidSpec, connected: Connected, services: JobServices): Preflight {
    const { store, start, settings, log } = this.#ports;
    const preflight = new Preflight(
      {
        subject: subjectOf(spec, services),
        port: connected.preflight,
        live: connected.live,
        results: connected.results,
        // The checks of a batch must not take the watch's share.
        services: pacedServices(services, start.clock),
        clock: start.clock,
        simulated: connected.simulated,
        unfinished: store.unfinished,
        readsDocuments: settings.readsDocuments,
        rates: settings.rates,
        ...defined({ credentialsEnd: connected.credentialsEnd, usualMs: usualMs(this.#ports.list, spec.kind) }),
      },
      fault => {
        log.fault('check failed', fault);
      },
    );
    const id = start.newId();
    this.#reports.set(id, { name, preflight });
    for (const old of Array.from(this.#reports.keys()).slice(0, -maxKept)) this.#forget(old);
    let timer: NodeJS.Timeout | undefined;
    preflight.onDidChange(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        this.#changes.fire(uriOf(id, name));
      }, paceMs);
    });
    void preflight.run();
    return preflight;
  }

  /** Shows the report of checks that were begun here. */
  async show(preflight: Preflight): Promise<void> {
    for (const [id, report] of this.#reports)
      if (report.preflight === preflight) await openPreview(uriOf(id, report.name));
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    const report = this.#reports.get(query);
    return report === undefined
      ? l10n.t('These answers are no longer here. Run “AWS Jobs: Check Before Start…” again.')
      : reportText(report.name, report.preflight);
  }

  dispose(): void {
    for (const { preflight } of this.#reports.values()) preflight.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #forget(id: string): void {
    this.#reports.get(id)?.preflight.dispose();
    this.#reports.delete(id);
  }
}

/** The tab shows the last part of the path. */
function uriOf(id: string, name: string): vscode.Uri {
  const label = name.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-');
  return vscode.Uri.from({ scheme: preflightScheme, path: `/Check ${label}.md`, query: id });
}
