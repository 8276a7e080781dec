import { l10n } from 'vscode';
import type { ConnectionChoice, ConnectionState } from '../domain/connection.ts';
import type { Refusal } from '../domain/refusal.ts';

/** A status in words; one that is not known here is shown in the service's own word. */
export function statusWords(status: string): string {
  switch (status) {
    case 'SUBMITTED': return l10n.t('Submitted');
    case 'IN_PROGRESS': return l10n.t('In progress');
    case 'STOP_REQUESTED': return l10n.t('Stopping');
    case 'COMPLETED': return l10n.t('Completed');
    case 'PARTIAL_SUCCESS': return l10n.t('Partial success');
    case 'STOPPED': return l10n.t('Stopped');
    case 'QUEUED': return l10n.t('Queued');
    case 'RUNNING': return l10n.t('Running');
    case 'SUCCEEDED': return l10n.t('Succeeded');
    case 'FAILED': return l10n.t('Failed');
    default: return status;
  }
}

/** A span of time in its one or two largest units. `ms`: milliseconds. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return l10n.t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return l10n.t('{0} min', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, minutes % 60);
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? l10n.t('{0} d', days) : l10n.t('{0} d {1} h', days, hours % 24);
}

/** Made once: making one takes half a millisecond, and a tree has hundreds of rows. */
let timeFormat: Intl.DateTimeFormat | undefined;

/** A moment in the person's own calendar. `time`: milliseconds since 1970 UTC. */
export function timeWords(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(date) : (timeFormat ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })).format(date);
}

/** A connection by the name a person chose it by. */
export function choiceWords(choice: ConnectionChoice): string {
  if (choice.sandbox === true) return l10n.t('Local Sandbox (simulated)');
  return choice.profile ?? l10n.t('Environment credentials');
}

/** What a connection was opened with, or is to be; undefined where nothing is chosen. */
export function choiceOf(state: ConnectionState): ConnectionChoice | undefined {
  return 'choice' in state ? state.choice : undefined;
}

/** What a refusal means and what to do about it, in a sentence or two. The service's own text follows where it says more. */
export function refusalWords(refusal: Refusal, choice?: ConnectionChoice): string {
  const said = refusal.message === '' ? '' : ` ${l10n.t('AWS says: {0}', endOfSentence(refusal.message))}`;
  const profile = choice !== undefined && choice.sandbox !== true ? choice.profile ?? 'default' : 'default';
  switch (refusal.kind) {
    case 'denied': return l10n.t('You are not allowed to do this. Ask for the IAM permission that is named, or choose another profile.') + said;
    case 'expired': return l10n.t('Your session has expired. Sign in again (for IAM Identity Center: “aws sso login --profile {0}”) and try again.', profile);
    case 'credentials': return credentialWords(refusal, profile);
    case 'invalid': return invalidWords(refusal, profile) ?? l10n.t('The service refuses the request as it is written.') + said;
    case 'conflict': return l10n.t('The workflow is already running a job. Wait until that one has finished, then start again.') + said;
    case 'limit': return l10n.t('A quota of the account is used up. Wait for running jobs to finish, or ask AWS for a higher quota.') + said;
    case 'notFound': return l10n.t('The service does not know what the request names. Check the name, the region and the account.') + said;
    case 'throttled': return l10n.t('The service is receiving too many requests. Try again in a minute.');
    case 'fault': return refusal.name === 'SandboxFailed' ? refusal.message : l10n.t('The service had an internal error ({0}).', refusal.name);
    case 'network': return l10n.t('The service could not be reached ({0}). Check the network, the proxy, the region and any custom endpoint.', refusal.name);
    case 'timeout': return l10n.t('The service did not answer in time.');
    case 'badReply': return refusal.httpStatus === undefined
      ? l10n.t('What answered is not the AWS service, or its answer was cut off. Check the custom endpoint and the proxy.')
      : l10n.t('What answered is not the AWS service, or its answer was cut off (HTTP {0}). Check the custom endpoint and the proxy.', refusal.httpStatus);
    case 'wrongAccount': return l10n.t('The profile now leads to another account ({0}) than before. Select the connection again if that is meant.', refusal.message);
    case 'cancelled': return l10n.t('Cancelled.');
  }
}

function credentialWords(refusal: Refusal, profile: string): string {
  if (refusal.name === 'NoSuchProfile') return l10n.t('There is no profile “{0}” in the AWS config and credentials files. Select another connection, or add the profile.', refusal.message);
  if (refusal.name === 'NoSuchServicesSection') return l10n.t('The profile “{0}” names the services section “{1}”, and the AWS config file has none of that name. Add it, or take “services” out of the profile.', profile, refusal.message);
  if (refusal.name === 'CredentialsProviderError' || refusal.name === 'TokenProviderError') return l10n.t('The profile “{0}” gives no usable credentials. {1}', profile, endOfSentence(refusal.message));
  return l10n.t('AWS does not accept the credentials of the profile “{0}” ({1}).', profile, refusal.name);
}

function invalidWords(refusal: Refusal, profile: string): string | undefined {
  if (refusal.name === 'NoRegion') return l10n.t('No region is set: neither the connection nor the profile “{0}” names one. Select the connection again and choose a region.', profile);
  return messageWords(refusal.message);
}

/** What a text of the service means, said at the start or once the job has failed, where it is a known one. */
export function messageWords(message: string): string | undefined {
  if (!message.includes('DATA_ACCESS_ROLE_ARN_INVALID')) return undefined;
  return l10n.t('The service cannot use the role in DataAccessRoleArn. The role must exist, trust comprehendmedical.amazonaws.com, and you need iam:PassRole for it.');
}

function endOfSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** The last part of a path, as a person calls the file. */
export function fileName(uri: { readonly path: string }): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
