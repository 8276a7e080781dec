// What a document about a job holds; read when the first of them is opened.
import { isBare } from '../../domain/jobs/again.ts';
import { type Job, titleOf } from '../../domain/jobs/job.ts';
import { previousRun } from '../../domain/jobs/metrics.ts';
import type { Ports } from '../ports.ts';
import { choiceOf } from '../words.ts';
import { type DetailsContext, detailsMarkdown } from './markdown.ts';
import { documentText } from './texts.ts';
import type { DocumentSort } from './uris.ts';

/** So many runs of a workflow are looked through for the one before. */
const maxRuns = 200;

/** The document's text. `ask`: has the rest of a bare job asked for, and says how that stands. Throws when the database does. */
export function contentOf(sort: DocumentSort, job: Job, { list, connection, start }: Pick<Ports, 'list' | 'connection' | 'start'>, ask: () => DetailsContext['missing']): string {
  if (sort !== 'details') return documentText(sort, job);
  const previous = job.workflow === undefined ? undefined : previousRun(job, list.find({ actions: [job.action], text: titleOf({ id: job.id, workflow: job.workflow }) }, maxRuns));
  const choice = choiceOf(connection.state);
  const missing = isBare(job) ? ask() : undefined;
  return detailsMarkdown(job, { now: start.clock.now(), ...(previous === undefined ? {} : { previous }), ...(missing === undefined ? {} : { missing }), ...(choice === undefined ? {} : { choice }) });
}
