// The texts for each kind of refusal, used everywhere a refusal is shown.
import { sentenceOf } from '../domain/visible.ts';
import type { Refusal, RefusalKind } from '../domain/refusal.ts';
import { signInOf } from '../domain/signIn.ts';
import { l10n } from './l10n.ts';
import { type DeniedAccess, deniedAccessOf } from '../domain/denied.ts';
import { knownMessage } from './knownMessages.ts';

/** The details of the refused connection that the texts use. */
export interface RefusalPlace {
  /** The selected profile. Absent for environment credentials and for the sandbox. */
  readonly profile?: string;
}

/** The texts for one refusal. */
export interface RefusalText {
  /** A few words in lower case, without a period, for rows, lists and after a colon. */
  readonly phrase: string;
  /** What happened, as a sentence. */
  readonly what: string;
  /** What to do about it, in a sentence or two. Empty if there is nothing to do. */
  readonly next: string;
  /** Set if the service's message adds information to these texts. */
  readonly quotes?: true;
}

type Row = (refusal: Refusal, place: RefusalPlace) => RefusalText;

/** Returns the texts for each kind of refusal. `span` formats a duration in milliseconds. */
export function refusalTexts(span: (ms: number) => string): Readonly<Record<RefusalKind, Row>> {
  const again = l10n.t('Try again.');
  const later = l10n.t('Try again later.');
  return {
    denied: deniedText,
    credentials: (refusal, place) => ({
      phrase: l10n.t('credentials not accepted'),
      what: credentialText(refusal, place),
      next: l10n.t('Check the credentials, or select another connection.'),
    }),
    signedOut: (refusal, place) => ({
      phrase: l10n.t('not signed in'),
      what: ownerText(
        l10n.t('You are not signed in.'),
        profile => l10n.t('You are not signed in with the profile “{0}”.', profile),
        refusal,
        place,
      ),
      next: renewText(refusal),
    }),
    expired: (refusal, place) => ({
      phrase: l10n.t('session expired'),
      what:
        refusal.name === 'MfaDeclined'
          ? l10n.t('The session needs a new MFA code.')
          : ownerText(
              l10n.t('Your session has expired.'),
              profile => l10n.t('The session of the profile “{0}” has expired.', profile),
              refusal,
              place,
            ),
      next: refusal.name === 'MfaDeclined' ? l10n.t('Refresh to enter one.') : renewText(refusal),
    }),
    setup: (refusal, place) => setupText(refusal, place),
    clock: ({ clockOffsetMs }) => ({
      phrase: l10n.t('this computer’s clock is wrong'),
      what:
        clockOffsetMs === undefined
          ? l10n.t('This computer’s clock is more than 15 minutes off, so AWS refuses its requests.')
          : clockOffsetMs > 0
            ? l10n.t('This computer’s clock is {0} behind, so AWS refuses its requests.', span(clockOffsetMs))
            : l10n.t('This computer’s clock is {0} ahead, so AWS refuses its requests.', span(-clockOffsetMs)),
      next: l10n.t('Set the clock and try again.'),
    }),
    wrongAccount: ({ message }) => ({
      phrase: l10n.t('different account'),
      what: l10n.t('The credentials now belong to a different account ({0}) than when you connected.', message),
      next: l10n.t('To use that account, select the connection again.'),
    }),
    wrongPartition: ({ message }) => ({
      phrase: l10n.t('region in a different partition'),
      what: l10n.t('The region {0} is in a different AWS partition from the credentials of this connection.', message),
      next: l10n.t('Change the region, or select another connection.'),
    }),
    invalid: ({ message }) => {
      const known = knownMessage(message);
      return {
        phrase: l10n.t('request not accepted'),
        what: known?.what ?? l10n.t('The service does not accept the request.'),
        next: known?.next ?? '',
        ...(known === undefined ? { quotes: true } : {}),
      };
    },
    conflict: () => ({
      phrase: l10n.t('already running'),
      quotes: true,
      what: l10n.t('The workflow is already running a job.'),
      next: l10n.t('Wait for that job to finish, then start again.'),
    }),
    limit: () => ({
      phrase: l10n.t('quota reached'),
      quotes: true,
      what: l10n.t('The account has reached a quota.'),
      next: l10n.t('Wait for running jobs to finish, then start again, or ask AWS for a higher quota.'),
    }),
    notFound: () => ({
      phrase: l10n.t('not found'),
      quotes: true,
      what: l10n.t('The service cannot find what the request names.'),
      next: l10n.t('Check the name, the region and the account.'),
    }),
    throttled: () => ({
      phrase: l10n.t('too many requests'),
      what: l10n.t('The service is receiving too many requests.'),
      next: l10n.t('Try again in a minute.'),
    }),
    fault: ({ name, message }) =>
      name === 'SandboxFailed'
        ? { phrase: l10n.t('sandbox did not start'), what: message, next: '' }
        : {
            phrase: l10n.t('error in the service'),
            what: l10n.t('The service had an internal error ({0}).', name),
            next: later,
          },
    badReply: ({ httpStatus }) => ({
      phrase: l10n.t('unreadable answer'),
      what:
        httpStatus === undefined
          ? l10n.t('The answer did not come from the AWS service, or was cut off.')
          : l10n.t('The answer did not come from the AWS service, or was cut off (HTTP {0}).', httpStatus),
      next: l10n.t('Check the proxy and any custom endpoint.'),
    }),
    network: ({ name }) => networkText(name),
    brokenOff: ({ name }) => ({
      phrase: l10n.t('connection lost'),
      what: l10n.t('The connection was lost before the service answered ({0}).', name),
      next: again,
    }),
    timeout: () => ({
      phrase: l10n.t('no answer in time'),
      what: l10n.t('The service did not answer in time.'),
      next: again,
    }),
    cancelled: () => ({ phrase: l10n.t('canceled'), what: l10n.t('Canceled.'), next: '' }),
  };
}

/** Returns what happened, what to do and, if it adds information, the service's message. */
export function refusalSentence(span: (ms: number) => string, refusal: Refusal, place: RefusalPlace): string {
  const { what, next, quotes } = refusalTexts(span)[refusal.kind](refusal, place);
  const said = quotes === true && refusal.message !== '' ? l10n.t('AWS says: {0}', sentenceOf(refusal.message)) : '';
  return [what, next, said].filter(part => part !== '').join(' ');
}

/** The names of errors of TLS: the service was reached, and its certificate was not accepted. */
const certificateName = /CERT|SIGNED|ISSUER|LEAF_SIGNATURE|ERR_TLS|EPROTO/;

function networkText(name: string): RefusalText {
  if (certificateName.test(name))
    return {
      phrase: l10n.t('certificate not accepted'),
      what: l10n.t('The certificate of the service, or of a proxy before it, was not accepted ({0}).', name),
      next: l10n.t(
        'Add the certificate of your proxy to those of the system: the editor uses those, and not AWS_CA_BUNDLE.',
      ),
    };
  return {
    phrase: l10n.t('service not reachable'),
    what:
      name === 'ENOTFOUND' || name === 'EAI_AGAIN'
        ? l10n.t('The address of the service was not found ({0}).', name)
        : l10n.t('Could not reach the service ({0}).', name),
    next: l10n.t('Check the network, the proxy, the region and any custom endpoint.'),
  };
}

function deniedText({ message }: Refusal): RefusalText {
  const denied = deniedAccessOf(message);
  const phrase = l10n.t('not allowed');
  if (denied === undefined)
    return {
      phrase,
      quotes: true,
      what: l10n.t('You do not have permission to do this.'),
      next: l10n.t('Ask for the IAM permission, or use another profile.'),
    };
  const { action, resource, by } = denied;
  return {
    phrase,
    what:
      resource === undefined
        ? l10n.t('You do not have permission to call {0}.', action)
        : l10n.t('You do not have permission to call {0} on {1}.', action, resource),
    next: deniedNext(by),
  };
}

function deniedNext(by: DeniedAccess['by']): string {
  switch (by) {
    case 'organization':
      return l10n.t('A policy of your AWS organization decides this. Ask its administrators.');
    case 'boundary':
      return l10n.t('A permissions boundary decides this. Ask those who set it, or use another profile.');
    case 'session':
      return l10n.t('The policy of the session decides this. Sign in with more rights, or use another profile.');
    case 'resource':
      return l10n.t('The policy of the resource decides this. Ask its owner, or use another profile.');
    case 'identity':
    case undefined:
      return l10n.t('Ask for the IAM permission, or use another profile.');
  }
}

function ownerText(
  unnamed: string,
  named: (profile: string) => string,
  { origin }: Refusal,
  { profile = origin?.profile }: RefusalPlace,
): string {
  return profile === undefined ? unnamed : named(profile);
}

/** Returns how to renew credentials of this origin. */
function renewText(refusal: Refusal): string {
  const signIn = signInOf(refusal);
  if (signIn !== undefined) return l10n.t('Sign in, then try again.');
  switch (refusal.origin?.from) {
    case 'keys':
      return l10n.t('Put new keys into the AWS credentials file, then try again.');
    case 'environment':
      return l10n.t('Set new AWS_… variables and restart the editor.');
    case 'sso':
    case 'login':
    case 'process':
    case 'webIdentity':
    case 'machine':
    case 'none':
    case undefined:
      return l10n.t('Renew the credentials, then try again.');
  }
}

function credentialText(refusal: Refusal, { profile = refusal.origin?.profile }: RefusalPlace): string {
  const { name } = refusal;
  if (name === 'NoCredentials')
    return l10n.t(
      'No AWS credentials were found: neither in the environment nor in a default profile, and this computer has no role.',
    );
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    const why = sentenceOf(refusal.message);
    return profile === undefined
      ? l10n.t('Could not get credentials from the environment. {0}', why)
      : l10n.t('Could not get credentials for the profile “{0}”. {1}', profile, why);
  }
  return profile === undefined
    ? l10n.t('AWS does not accept the credentials of the environment ({0}).', name)
    : l10n.t('AWS does not accept the credentials of the profile “{0}” ({1}).', profile, name);
}

function setupText({ name, message }: Refusal, { profile }: RefusalPlace): RefusalText {
  switch (name) {
    case 'NoSuchProfile':
      return {
        phrase: l10n.t('profile not found'),
        what: l10n.t('There is no profile “{0}” in the AWS config and credentials files.', message),
        next: l10n.t('Add the profile, or select another connection.'),
      };
    case 'NoSuchServicesSection':
      return {
        phrase: l10n.t('incomplete profile'),
        what: l10n.t('The profile refers to the services section “{0}”, which is not in the AWS config file.', message),
        next: l10n.t('Add the section, or remove “services” from the profile.'),
      };
    case 'NoRegion':
      return {
        phrase: l10n.t('no region'),
        what:
          profile === undefined
            ? l10n.t('No region is set.')
            : l10n.t('No region is set, and the profile “{0}” has none.', profile),
        next: l10n.t('Select the connection again and choose a region.'),
      };
    case 'InvalidEndpoint':
      return {
        phrase: l10n.t('invalid endpoint'),
        what: l10n.t('The custom endpoint “{0}” is not a web address.', message),
        next: endpointText(message),
      };
    default:
      return {
        phrase: l10n.t('incomplete settings'),
        what: l10n.t('The connection’s settings cannot be used ({0}).', name),
        next: '',
      };
  }
}

/** Returns how to correct an endpoint. Most often the scheme is missing. */
function endpointText(value: string): string {
  const scheme = /^\/*(localhost|127\.|\[::1\])/.test(value) ? 'http://' : 'https://';
  const mended = `${scheme}${value.replace(/^\/+/, '')}`;
  const isScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
  return !isScheme && URL.canParse(mended)
    ? l10n.t('It is missing {0}. Write “{1}”.', scheme, mended)
    : l10n.t('It must begin with https:// or http://.');
}
