// What a refusal means, in the words of a command line.
import { deniedAccessOf } from '../../domain/denied.ts';
import type { Refusal, RefusalKind } from '../../domain/refusal.ts';
import { signInOf } from '../../domain/signIn.ts';
import { signInLine } from '../../domain/signInLine.ts';
import { sentenceOf } from '../../domain/visible.ts';

/** `isQuoted`: whether what the service said adds something, and may quote the request. */
interface RefusalWords {
  readonly what: string;
  readonly next: string;
  readonly isQuoted?: true;
  /** Who said it; AWS if absent. */
  readonly by?: string;
}

const profileWords = ({ origin }: Refusal): string =>
  origin?.profile === undefined ? 'the environment' : `the profile “${origin.profile}”`;

function renewal(refusal: Refusal): string {
  const signIn = signInOf(refusal);
  if (signIn !== undefined)
    return `Sign in with “${signInLine(signIn, process.platform === 'win32' ? 'powershell' : 'posix')}”, then try again.`;
  return 'Renew the credentials, then try again.';
}

function setupWords({ name, message }: Refusal): RefusalWords {
  switch (name) {
    case 'NoSuchProfile':
      return {
        what: `There is no profile “${message}” in the AWS config and credentials files.`,
        next: 'Add it, or choose another one with --profile.',
      };
    case 'NoSuchServicesSection':
      return {
        what: `The profile refers to the services section “${message}”, which is not in the AWS config file.`,
        next: 'Add the section, or remove “services” from the profile.',
      };
    case 'NoRegion':
      return { what: 'No region is set.', next: 'Choose one with --region.' };
    case 'InvalidEndpoint':
      return {
        what: `The endpoint “${message}” is not a web address.`,
        next: 'It must begin with https:// or http://.',
      };
    default:
      return { what: `The connection’s settings cannot be used (${name}).`, next: '' };
  }
}

function networkWords({ name }: Refusal): RefusalWords {
  if (/CERT|SIGNED|ISSUER|LEAF_SIGNATURE|ERR_TLS|EPROTO/.test(name))
    return {
      what: `The certificate of the service, or of a proxy before it, was not accepted (${name}).`,
      next: 'Name the certificate of your proxy in NODE_EXTRA_CA_CERTS.',
    };
  return {
    what: `Could not reach the service (${name}).`,
    next: 'Check the network, the proxy, the region and any endpoint.',
  };
}

const words: Readonly<Record<RefusalKind, (refusal: Refusal) => RefusalWords>> = {
  denied: ({ message }) => {
    const access = deniedAccessOf(message);
    return {
      what:
        access === undefined
          ? 'You do not have permission to do this.'
          : `You do not have permission to call ${access.action}.`,
      next: 'Ask for the IAM permission, or use another profile.',
      isQuoted: true,
    };
  },
  credentials: refusal =>
    refusal.name === 'NoCredentials'
      ? { what: 'No AWS credentials were found.', next: 'Set AWS_… variables, or choose a profile with --profile.' }
      : refusal.name === 'CredentialsProviderError' || refusal.name === 'TokenProviderError'
        ? refusal.origin?.from === 'process'
          ? // What the process writes to standard error.
            {
              what: `Could not get credentials from ${profileWords(refusal)}.`,
              next: '',
              isQuoted: true,
              by: 'The process',
            }
          : {
              what: `Could not get credentials from ${profileWords(refusal)}. ${sentenceOf(refusal.message)}`.trim(),
              next: '',
            }
        : { what: `AWS does not accept the credentials of ${profileWords(refusal)} (${refusal.name}).`, next: '' },
  signedOut: refusal => ({ what: `You are not signed in with ${profileWords(refusal)}.`, next: renewal(refusal) }),
  expired: refusal => ({ what: `The session of ${profileWords(refusal)} has expired.`, next: renewal(refusal) }),
  setup: setupWords,
  clock: () => ({
    what: 'This computer’s clock is too far off, so AWS refuses its requests.',
    next: 'Set the clock and try again.',
  }),
  wrongAccount: ({ message }) => ({
    what: `The credentials now belong to another account (${message}) than before.`,
    next: '',
  }),
  wrongPartition: ({ message }) => ({
    what: `The region ${message} is in a different AWS partition from the credentials.`,
    next: 'Change the region, or use another profile.',
  }),
  invalid: () => ({ what: 'The service does not accept the request.', next: '', isQuoted: true }),
  conflict: () => ({
    what: 'The workflow is already running a job.',
    next: 'Wait for that job to finish, or use --keep-trying.',
    isQuoted: true,
  }),
  limit: () => ({
    what: 'The account has reached a quota.',
    next: 'Wait for running jobs to finish, use --keep-trying, or ask AWS for a higher quota.',
    isQuoted: true,
  }),
  notFound: () => ({
    what: 'The service cannot find what the request names.',
    next: 'Check the name, the region and the account.',
    isQuoted: true,
  }),
  throttled: () => ({ what: 'The service is receiving too many requests.', next: 'Try again in a minute.' }),
  fault: ({ name, message }) =>
    name === 'SandboxFailed'
      ? { what: sentenceOf(message), next: '' }
      : { what: `The service had an internal error (${name}).`, next: 'Try again later.' },
  badReply: () => ({
    what: 'The answer did not come from the AWS service, or was cut off.',
    next: 'Check the proxy and any endpoint.',
  }),
  network: networkWords,
  brokenOff: ({ name }) => ({ what: `The connection was lost before the service answered (${name}).`, next: '' }),
  timeout: () => ({ what: 'The service did not answer in time.', next: '' }),
  cancelled: () => ({ what: 'Canceled.', next: '' }),
};

/**
 * Returns what happened and what to do. `quotes`: also what the service said, which may quote the request; without
 * it, the error's name.
 */
export function refusalText(refusal: Refusal, quotes: boolean): string {
  const { what, next, isQuoted, by = 'AWS' } = words[refusal.kind](refusal);
  const said =
    isQuoted !== true
      ? ''
      : quotes
        ? `${by} says: ${sentenceOf(`${refusal.name}: ${refusal.message}`)}`
        : `${by} says: ${refusal.name} (--messages prints all of it).`;
  return [what, next, said].filter(part => part !== '').join(' ');
}
