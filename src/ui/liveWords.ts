import { l10n } from './l10n.ts';
import { liveCacheLimits } from '../domain/live/values.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { LiveSubject } from '../domain/spec/livePlace.ts';
import { refusalPhrase } from './words.ts';

/** Why there is no list, as a short row for a completion list and as a sentence. */
export interface ListFailure {
  readonly row: string;
  readonly sentence: string;
}

/** Returns why there is no list. `region`: the region that was asked. */
export function listFailure(subject: LiveSubject, refusal: Refusal, region: string): ListFailure {
  const why = reason(subject, refusal, region);
  switch (subject.of) {
    case 'regions':
      return { row: l10n.t('Regions: {0}', why), sentence: l10n.t('Could not list regions: {0}.', why) };
    case 'buckets':
      return { row: l10n.t('Buckets: {0}', why), sentence: l10n.t('Could not list buckets: {0}.', why) };
    case 'prefixes':
      return { row: l10n.t('Keys: {0}', why), sentence: l10n.t('Could not list the bucket: {0}.', why) };
    case 'workflows':
      return { row: l10n.t('Workflows: {0}', why), sentence: l10n.t('Could not list workflows: {0}.', why) };
    case 'roles':
      return { row: l10n.t('Roles: {0}', why), sentence: l10n.t('Could not list roles: {0}.', why) };
    case 'keys':
      return { row: l10n.t('KMS keys: {0}', why), sentence: l10n.t('Could not list KMS keys: {0}.', why) };
  }
}

/** Returns the refusal's phrase, or a more specific one for this list. */
function reason(subject: LiveSubject, refusal: Refusal, region: string): string {
  const { kind, name } = refusal;
  if (elsewhere.has(name)) return l10n.t('the bucket is not in {0}', region);
  if (kind === 'denied') return l10n.t('not allowed ({0})', permissionFor(subject));
  if (kind === 'notFound' && subject.of === 'prefixes') return l10n.t('no bucket has this name');
  if (name === 'StillWaiting') return l10n.t('no answer after {0} s, try again', liveCacheLimits.waitMs / 1_000);
  return refusalPhrase(refusal);
}

/** The S3 errors for a request that was sent to a region other than the bucket's. */
const elsewhere: ReadonlySet<string> = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** Returns the IAM action that allows the list. */
function permissionFor(subject: LiveSubject): string {
  switch (subject.of) {
    case 'regions':
      return '';
    case 'buckets':
      return 's3:ListAllMyBuckets';
    case 'prefixes':
      return 's3:ListBucket';
    case 'workflows':
      return `entityresolution:List${subject.kind.family}Workflows`;
    case 'roles':
      return 'iam:ListRoles';
    case 'keys':
      return 'kms:ListAliases';
  }
}
