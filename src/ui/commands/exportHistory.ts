import { l10n } from '../l10n.ts';
import { exportText } from '../../domain/jobs/export.ts';
import { isEmpty } from '../../domain/jobs/query.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { filterWords } from '../tree/filterWords.ts';
import { fileName } from '../words.ts';
import type { RunCommand } from './command.ts';
import { exportFile } from '../exportFile.ts';
import { formatPlural } from '../formatPlural.ts';

/** Exports the jobs shown in the view to a CSV or JSON file. */
export const run: RunCommand = async ({ ports }) => {
  // Read what the view shows now, not what it shows once the file is named, because the suggested name contains the
  // account.
  const {
    list,
    connection: { state },
    discovery,
    start: { clock },
    store: { account },
  } = ports;
  const now = clock.now();
  const jobs: Iterable<Job> = list.all();
  const { total, query } = list;
  const isPart = state.state !== 'connected' || discovery.hasUnread(query, state.connected.services.region);
  const day = new Date(now).toISOString().slice(0, 10);
  const written = await exportFile({
    title: l10n.t('Export History'),
    name: `jobs-${account?.account ?? 'all'}-${day}`,
    progress: l10n.t('Exporting jobs…'),
    text: format => exportText(jobs, format, now),
    done: uri => [
      formatPlural(
        l10n.t('{0, plural, one {Exported # job to {1}.} other {Exported # jobs to {1}.}}'),
        total,
        fileName(uri),
      ),
      ...(isEmpty(query.filter)
        ? []
        : [l10n.t('Only jobs that match the filter {0} are included.', filterWords(query.filter))]),
      ...(isPart ? [l10n.t('Jobs that are not loaded yet are not included.')] : []),
      l10n.t('It contains names of buckets, roles and people; share it with care.'),
    ],
  });
  if (written !== undefined) ports.log.info(written ? 'history exported' : 'export called off');
};
