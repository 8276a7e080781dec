import { type Job, keyText } from '../../domain/jobs/job.ts';
import type { Ports } from '../ports.ts';
import { hasResults } from './hasResults.ts';

/**
 * Reads what the manifest of a finished job counts, unless it is known, and records it with the job, whose row and
 * details show it. Does nothing where the manifest cannot be read: the results say why.
 */
export async function learnManifest(
  job: Job,
  { connection, store, start: { clock }, log }: Pick<Ports, 'connection' | 'store' | 'start' | 'log'>,
): Promise<void> {
  if (!hasResults(job) || job.metrics !== undefined || job.manifest === undefined) return;
  try {
    const [{ resultsAccess }, { readManifest }, { manifestMetrics }] = await Promise.all([
      import('../../domain/results/access.ts'),
      import('../../domain/results/located.ts'),
      import('../../domain/results/manifestMetrics.ts'),
    ]);
    const port = resultsAccess(connection.state, job);
    const answer = port && (await readManifest(port, job));
    if (answer?.ok !== true || answer.value === undefined) return;
    const known = store.get(keyText(job)) ?? job;
    store.apply(known, { id: job.id, status: known.status, metrics: manifestMetrics(answer.value) }, clock.now());
  } catch (fault) {
    log.fault('details not readable', fault, { jobId: job.id });
  }
}
