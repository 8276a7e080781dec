import { type Job, keyText } from '../../domain/jobs/job.ts';
import { connectedTo } from '../../domain/connectedTo.ts';
import { readManifest } from '../../domain/results/located.ts';
import type { Manifest } from '../../domain/results/manifest.ts';
import { manifestMetrics } from '../../domain/results/manifestMetrics.ts';
import type { Ports } from '../ports.ts';
import { hasDocuments } from './hasResults.ts';

/** The most manifests that are read of jobs that ended together, such as over a weekend. */
const maxManifests = 20;

/**
 * Reads what the manifests of finished jobs count, one after the other, and records it with the jobs, whose rows and
 * details show it. Does nothing where a manifest cannot be read: the results say why. Never rejects.
 */
export async function learnManifests(
  jobs: readonly Job[],
  { connection, store, log }: Pick<Ports, 'connection' | 'store' | 'log'>,
): Promise<void> {
  for (const job of jobs.filter(isUncounted).slice(0, maxManifests)) {
    try {
      const port = connectedTo(connection.state, job)?.results;
      const answer = port && (await readManifest(port, job));
      if (answer?.ok === true) recordManifest(job, answer.value, store);
    } catch (fault) {
      log.fault('details not readable', fault, { jobId: job.id });
    }
  }
}

function isUncounted(job: Job): boolean {
  return hasDocuments(job) && job.metrics === undefined && job.manifest !== undefined;
}

/** Records what a manifest counts with its job, and nothing else: it says nothing of whether the service lists the job. */
export function recordManifest(job: Job, manifest: Manifest | undefined, store: Ports['store']): void {
  if (manifest === undefined || store.get(keyText(job)) === undefined) return;
  const metrics = manifestMetrics(manifest);
  store.change(job, known => (known.metrics === undefined ? { ...known, metrics } : known));
}
