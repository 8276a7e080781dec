import { l10n } from '../l10n.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { failureOf } from '../failure.ts';
import { statusText, timeText } from '../words.ts';

/** One fact about a job, as shown in a row and in the job's tooltip. `key` is stable. */
export interface Fact {
  readonly key: string;
  readonly name: string;
  readonly text: string;
}

/** Returns the known facts about a job, in display order. */
export function factsOf(job: Job): readonly Fact[] {
  const fact = (key: string, name: string, text: string | undefined): Fact[] =>
    text === undefined || text === '' ? [] : [{ key, name, text }];
  const time = (value: number | undefined): string | undefined => (value === undefined ? undefined : timeText(value));
  return [
    ...fact('status', l10n.t('Status'), statusOf(job)),
    ...fact('message', l10n.t('Message'), job.message),
    ...fact('next', l10n.t('What to do'), failureOf(job)?.next),
    ...fact('workflow', l10n.t('Workflow'), job.workflow),
    ...fact('jobType', l10n.t('Job type'), job.jobType),
    ...fact('input', l10n.t('Input'), job.input),
    ...fact('output', l10n.t('Output'), job.output),
    ...fact('role', l10n.t('Role'), job.role),
    ...fact('kms', l10n.t('KMS key'), job.kmsKey),
    ...fact('submitted', l10n.t('Submitted'), time(job.submittedAt)),
    ...fact('ended', l10n.t('Ended'), time(job.endedAt)),
    ...fact('expires', l10n.t('Listed by AWS until'), time(job.expiresAt)),
    ...Object.entries(job.metrics ?? {}).flatMap(([name, value]) =>
      fact(`metric.${name}`, metricName(name), value.toLocaleString()),
    ),
    ...fact('id', l10n.t('Job ID'), job.id),
    ...fact('region', l10n.t('Region'), job.region),
    ...fact(
      'account',
      l10n.t('Account'),
      job.partition === 'sandbox' ? l10n.t('{0} (simulated)', job.account) : job.account,
    ),
    ...fact('request', l10n.t('Request ID'), job.requestId),
  ];
}

/** The status in words, followed by the AWS status if the two differ. */
function statusOf(job: Job): string {
  const words = statusText(job.status);
  return words.toUpperCase().replaceAll(' ', '_') === job.status ? words : `${words} (${job.status})`;
}

/** `totalMappedRecords` → “Total mapped records”. The names come from the service and are not localized. */
export function metricName(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
