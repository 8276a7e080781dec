// The content of documents about jobs, loaded when the first one is opened.
import * as vscode from 'vscode';
import { defined } from '../../domain/defined.ts';
import { isBare } from '../../domain/jobs/repeatRequest.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { costOf } from '../../domain/results/cost.ts';
import type { LogState } from '../jobLog/state.ts';
import { logMarkdown } from '../jobLog/markdown.ts';
import { previousOf } from '../metricTexts.ts';
import type { Ports } from '../ports.ts';
import { choiceOf } from '../words.ts';
import { type DetailsContext, detailsMarkdown } from './markdown.ts';
import { documentText } from './texts.ts';
import type { DocumentSort } from './uris.ts';

/**
 * Returns the document's text. `log`: what is known of the job's log. `ask` requests the missing details of a bare job and returns the state of that request.
 * Throws if the database does.
 */
export function contentOf(
  sort: DocumentSort,
  job: Job,
  { list, connection, settings, start }: Pick<Ports, 'list' | 'connection' | 'settings' | 'start'>,
  ask: () => DetailsContext['missing'],
  log: LogState | undefined,
): string {
  const now = start.clock.now();
  if (sort === 'log') return logMarkdown(job, { now, log, ...defined({ choice: choiceOf(connection.state) }) });
  if (sort !== 'details') return documentText(sort, job);
  const previous = previousOf(job, list);
  const choice = choiceOf(connection.state);
  const missing = isBare(job) ? ask() : undefined;
  return detailsMarkdown(job, {
    now,
    relativePath: uri => vscode.workspace.asRelativePath(vscode.Uri.parse(uri)),
    ...defined({
      previous,
      missing,
      choice,
      log,
      cost: costOf(job.action, job.metrics?.['TotalMeteredCharacters'], settings.rates),
    }),
  });
}
