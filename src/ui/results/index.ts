// What jobs found: the pages and documents, and what they share. Loaded when the first results are opened.
import * as vscode from 'vscode';
import { type Job, keyText, titleOf } from '../../domain/jobs/job.ts';
import { resultsScheme } from '../../ids.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { loadPage, openPagePanel } from '../window/pagePanel.ts';
import { ColumnRoles } from '../resolution/columnRoles.ts';
import { ResultsDocuments } from './documents.ts';
import { EntityView } from './entityView.ts';
import { Highlights } from './highlights.ts';
import { JobPage } from './jobPage.ts';
import { registerNoteFeatures } from './noteFeatures.ts';
import { recordManifest } from './learnManifest.ts';
import { OpenNotes } from './openNotes.ts';
import { OpenResults } from './openResults.ts';
import { OutputSync } from './outputSync.ts';
import { PageSession } from './pageSession.ts';
import type { PageSource } from './pageSource.ts';

/** The page's type, by which the editor knows its tabs. */
const pageType = 'awsJobs.results';

export class Results {
  readonly open: OpenResults;
  readonly notes: OpenNotes;
  readonly documents: ResultsDocuments;
  readonly columnRoles: ColumnRoles;
  readonly #ports: Ports;
  readonly #pages = new Map<string, vscode.WebviewPanel>();
  /** The jobs that each page shows, by the page's key. */
  readonly #shown = new Map<string, readonly string[]>();
  readonly #subscriptions: { dispose(): unknown }[];

  /** `memento`: that of the workspace. */
  constructor(ports: Ports, memento: vscode.Memento) {
    this.#ports = ports;
    this.open = new OpenResults(ports, memento);
    this.columnRoles = new ColumnRoles(memento);
    this.notes = new OpenNotes(this.open, ports.log);
    this.documents = new ResultsDocuments(this.open, this.notes, ports.store);
    this.#subscriptions = [
      this.notes,
      this.documents,
      new Highlights(this.notes),
      new EntityView(this.notes),
      new OutputSync(this.notes),
      registerNoteFeatures(this.open, this.notes),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === resultsScheme) this.#forgetUnneeded();
      }),
      this.open,
    ];
  }

  /** Shows the page of a job's results. */
  showJob(job: Job): void {
    const open = this.open.of(job);
    const key = keyText(job);
    open.results
      .locate()
      .then(answer => {
        if (answer.ok) recordManifest(job, answer.value.manifest, this.#ports.store);
      })
      .catch((fault: unknown) => {
        this.#ports.log.fault('details not readable', fault, { jobId: job.id });
      });
    this.showPage(
      key,
      [key],
      l10n.t('Results: {0}', titleOf(job)),
      onDispose => new JobPage(open, this.open, this.#ports, onDispose),
    );
  }

  /** Shows a page, or brings it to the front if it is open. `jobs`: the keys of the jobs that it needs. */
  showPage(key: string, jobs: readonly string[], title: string, create: (onDispose: () => void) => PageSource): void {
    const known = this.#pages.get(key);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const panel = openPagePanel(pageType, title);
    this.#pages.set(key, panel);
    this.#shown.set(key, jobs);
    const source = create(() => {
      this.#pages.delete(key);
      this.#shown.delete(key);
      this.#forgetUnneeded();
    });
    new PageSession(panel, source, this.#ports.log);
    loadPage(panel, 'results', title, this.#ports.start.newId());
  }

  dispose(): void {
    for (const panel of this.#pages.values()) panel.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #forgetUnneeded(): void {
    this.open.keepOnly(new Set([...Array.from(this.#shown.values()).flat(), ...this.notes.jobs]));
  }
}
