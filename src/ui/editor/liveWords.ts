import { l10n } from 'vscode';
import { livePatience } from '../../domain/live.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { LiveSubject } from '../../domain/spec/livePlace.ts';

/** Why there is no list, in one line. `region`: where was asked. */
export function unlisted(subject: LiveSubject, refusal: Refusal, region: string): string {
  const why = reason(subject, refusal, region);
  switch (subject.of) {
    case 'regions': return l10n.t('Regions cannot be listed: {0}', why);
    case 'buckets': return l10n.t('Buckets cannot be listed: {0}', why);
    case 'prefixes': return l10n.t('The bucket’s keys cannot be listed: {0}', why);
    case 'workflows': return l10n.t('Workflows cannot be listed: {0}', why);
    case 'roles': return l10n.t('Roles cannot be listed: {0}', why);
  }
}

function reason(subject: LiveSubject, refusal: Refusal, region: string): string {
  switch (refusal.kind) {
    case 'denied': return l10n.t('not allowed ({0})', permissionFor(subject));
    case 'expired': return l10n.t('your session has expired');
    case 'timeout': return l10n.t('no answer within {0} s, try again', livePatience.waitMs / 1_000);
    case 'network': return l10n.t('not reached ({0})', refusal.name);
    case 'throttled': return l10n.t('too many requests, try again in a minute');
    case 'notFound': return l10n.t('there is no such bucket');
    default: return refusal.name === 'PermanentRedirect' || refusal.name === 'AuthorizationHeaderMalformed' ? l10n.t('the bucket does not lie in {0}', region) : refusal.name;
  }
}

/** The IAM action by which the list is allowed. */
function permissionFor(subject: LiveSubject): string {
  switch (subject.of) {
    case 'regions': return '';
    case 'buckets': return 's3:ListAllMyBuckets';
    case 'prefixes': return 's3:ListBucket';
    case 'workflows': return `entityresolution:List${subject.kind.family}Workflows`;
    case 'roles': return 'iam:ListRoles';
  }
}
