// The read-only documents about documents of jobs. They are read from S3 when they are opened, and never written.
import * as vscode from 'vscode';
import { outputLines } from '../../domain/results/comparison.ts';
import { parseOutput } from '../../domain/results/output.ts';
import { Note } from '../../domain/results/note.ts';
import { l10n } from '../l10n.ts';
import { deidentifiedText } from './deidentified.ts';
import { resultsScheme } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import type { OpenNotes } from './openNotes.ts';
import type { OpenResult, OpenResults } from './openResults.ts';
import { readingText, troubleText } from './texts.ts';
import { type DocumentRef, readResultsUri } from './uris.ts';

export class ResultsDocuments implements vscode.TextDocumentContentProvider {
  readonly #results: OpenResults;
  readonly #notes: OpenNotes;
  readonly #store: Ports['store'];
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(results: OpenResults, notes: OpenNotes, store: Ports['store']) {
    this.#results = results;
    this.#notes = notes;
    this.#store = store;
    this.#subscriptions = [this.#changes, vscode.workspace.registerTextDocumentContentProvider(resultsScheme, this)];
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const ref = readResultsUri(uri);
    const job = ref && (this.#results.get(ref.job)?.results.job ?? this.#store.get(ref.job));
    if (ref === undefined || job === undefined)
      return l10n.t('This job is not in the history of the current connection.');
    const { open, release } = this.#results.hold(job);
    try {
      return await this.#textOf(uri, ref, open);
    } finally {
      release();
    }
  }

  async #textOf(uri: vscode.Uri, ref: DocumentRef, open: OpenResult): Promise<string> {
    // Numbers of documents are given by the job's lists, in their order.
    const located = await open.results.locate();
    if (!located.ok) return readingText(located.refusal, open.results.job.account);
    switch (ref.sort) {
      case 'note':
        return await this.#note(uri, open, ref.index);
      case 'output':
        return await outputJson(open, ref.index);
      case 'entities':
        return await entityLines(open, ref.index);
      case 'deidentified':
        return await deidentifiedText(open, ref.index);
    }
  }

  /** Has a document read again. */
  refresh(uri: vscode.Uri): void {
    this.#changes.fire(uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** The text is worth reading even where the service found nothing in it, or where the output cannot be read. */
  async #note(uri: vscode.Uri, open: OpenResult, index: number): Promise<string> {
    const { results } = open;
    const [text, output] = await Promise.all([results.text(index), results.output(index)]);
    if (!text.ok) return readingText(text.refusal, results.job.account);
    const found = output.ok ? output.value : undefined;
    const note = new Note(text.value, found ?? { entities: [], unmapped: [], skipped: 0 });
    this.#notes.add(uri, open, index, note, output.ok ? undefined : output.refusal);
    return text.value;
  }
}

async function outputJson({ results }: OpenResult, index: number): Promise<string> {
  const text = await results.outputText(index);
  if (!text.ok) return readingText(text.refusal, results.job.account);
  if (text.value === undefined)
    return troubleText(results.documents.stateOf(index), results.documents.troubleOf(index)) ?? l10n.t('No output.');
  try {
    return `${JSON.stringify(JSON.parse(text.value), undefined, 2)}\n`;
  } catch {
    return text.value;
  }
}

/** A file that cannot be read gives its reason, so that a comparison shows it. */
async function entityLines({ results }: OpenResult, index: number): Promise<string> {
  const text = await results.outputText(index);
  if (!text.ok) return readingText(text.refusal, results.job.account);
  const parsed = parseOutput(text.value ?? '');
  return 'output' in parsed
    ? outputLines(parsed.output)
    : (troubleText('unreadable', { code: parsed.problem, message: '' }) ?? '');
}
