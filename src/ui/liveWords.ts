import { l10n } from 'vscode';
import { livePatience } from '../domain/live.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { LiveSubject } from '../domain/spec/livePlace.ts';

/** Why there is no list: a row that can be read at the width of a list, and the same as a sentence. */
export interface Unlisted {
  readonly row: string;
  readonly sentence: string;
}

/** `region`: where was asked. */
export function unlisted(subject: LiveSubject, refusal: Refusal, region: string): Unlisted {
  const why = reason(subject, refusal, region);
  switch (subject.of) {
    case 'regions': return { row: l10n.t('Regions: {0}', why), sentence: l10n.t('Regions cannot be listed: {0}.', why) };
    case 'buckets': return { row: l10n.t('Buckets: {0}', why), sentence: l10n.t('Buckets cannot be listed: {0}.', why) };
    case 'prefixes': return { row: l10n.t('Keys: {0}', why), sentence: l10n.t('The keys of the bucket cannot be listed: {0}.', why) };
    case 'workflows': return { row: l10n.t('Workflows: {0}', why), sentence: l10n.t('Workflows cannot be listed: {0}.', why) };
    case 'roles': return { row: l10n.t('Roles: {0}', why), sentence: l10n.t('Roles cannot be listed: {0}.', why) };
    case 'keys': return { row: l10n.t('KMS keys: {0}', why), sentence: l10n.t('KMS keys cannot be listed: {0}.', why) };
  }
}

function reason(subject: LiveSubject, refusal: Refusal, region: string): string {
  switch (refusal.kind) {
    case 'denied': return l10n.t('not allowed ({0})', permissionFor(subject));
    case 'expired': return l10n.t('your session has expired');
    case 'timeout': return l10n.t('no answer within {0} s, try again', livePatience.waitMs / 1_000);
    case 'network': return l10n.t('not reached ({0})', refusal.name);
    case 'throttled': return l10n.t('too many requests, try again');
    case 'notFound': return subject.of === 'prefixes' ? l10n.t('there is no bucket of this name') : refusal.name;
    default: return elsewhere.has(refusal.name) ? l10n.t('the bucket is not in {0}', region) : refusal.name;
  }
}

/** What S3 calls a request that was sent to another region than the bucket's. */
const elsewhere: ReadonlySet<string> = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException']);

/** The IAM action by which the list is allowed. */
function permissionFor(subject: LiveSubject): string {
  switch (subject.of) {
    case 'regions': return '';
    case 'buckets': return 's3:ListAllMyBuckets';
    case 'prefixes': return 's3:ListBucket';
    case 'workflows': return `entityresolution:List${subject.kind.family}Workflows`;
    case 'roles': return 'iam:ListRoles';
    case 'keys': return 'kms:ListAliases';
  }
}
