// Every check has a code whose meaning never changes; its message may. Only what the service definitely rejects, or
// what cannot be sent as it is, is an error; where AWS's documents disagree, it is a warning. docs/checks.md explains
// each code.

const error = (title: string) => ({ severity: 'error', title }) as const;
const warning = (title: string) => ({ severity: 'warning', title }) as const;
const information = (title: string) => ({ severity: 'information', title }) as const;

/** The severity and title of a code. */
export interface CheckInfo {
  readonly severity: Severity;
  readonly title: string;
}

/** Every code a check can report. */
export const codes = {
  // The text.
  AJ001: error('Not JSON'),
  AJ002: error('Empty file'),
  AJ003: error('File too large'),
  AJ004: error('Not a text file'),
  AJ005: error('Nested too deeply'),
  AJ006: error('Name used twice'),
  AJ007: error('Half a character'),
  AJ008: error('Too many values'),
  AJ009: error('Checks not finished'),
  // The schema.
  AJ010: error('Wrong type'),
  AJ011: error('Missing member'),
  AJ012: error('Unknown member'),
  AJ013: error('Not one of the choices'),
  AJ014: error('Wrong form'),
  AJ015: error('Too short or too long'),
  AJ016: error('Wrong number of entries'),
  AJ017: error('Input of the AWS CLI'),
  AJ018: information('Allowed member'),
  AJ019: information('Nothing to allow'),
  // The role.
  AJ020: error('Not a role'),
  AJ021: error("Another account's role"),
  AJ022: warning("Another partition's role"),
  AJ023: warning('Not foreseen outside the partition aws'),
  AJ024: warning('Role ARN that looks cut off'),
  // Buckets.
  AJ030: error('Not a bare bucket name'),
  AJ031: error('Impossible bucket name'),
  AJ032: warning('Bucket name of the old kind'),
  AJ033: error('Not an S3 address'),
  // Keys and prefixes.
  AJ040: warning('Two slashes in a row'),
  AJ041: warning('Slash at the start of a key'),
  AJ042: warning('Input prefix without a slash at its end'),
  AJ043: information('Output folder without a slash at its end'),
  AJ044: warning('Whole bucket as input'),
  AJ045: warning('Output inside the input'),
  AJ046: warning('Asterisk in a key'),
  AJ047: error('Address in a key'),
  AJ048: warning('Output folder named like a file'),
  AJ049: warning('Not a plain text document'),
  // Encryption.
  AJ050: information('No KMS key'),
  AJ051: warning("Another region's KMS key"),
  AJ052: warning("Another account's KMS key"),
  AJ053: error('Not the ARN of a KMS key'),
  AJ054: warning('ARN that names no KMS key'),
  AJ055: warning('Not a KMS key'),
  // Region and workflow.
  AJ060: error('Not a region'),
  AJ061: warning('Region not known for the service'),
  AJ062: information('Region perhaps without the service'),
  AJ063: warning("Another region's workflow"),
  AJ064: warning("Another account's workflow"),
  AJ065: warning("Another partition's workflow"),
  // The job.
  AJ070: information('DELETE_ONLY removes records'),
  AJ071: warning('Workflow not set up for incremental runs'),
  AJ072: warning('ClientRequestToken in the file'),
  AJ073: warning('Personal data in a name'),
  AJ074: information('Long name'),
  // Variables.
  AJ080: error('Not a variable'),
  AJ081: error('Variable without a value'),
  AJ082: information('Variable not resolved here'),
  AJ083: error('Variable that holds a secret'),
  // Chains.
  AJ090: warning('Spec to come after not found'),
  AJ091: error('Specs that come after each other'),
} as const satisfies Readonly<Record<string, CheckInfo>>;

/** A code in `codes`. */
export type Code = keyof typeof codes;

/** The codes of errors, whose messages always say what to do. */
export type ErrorCode = { readonly [C in Code]: (typeof codes)[C]['severity'] extends 'error' ? C : never }[Code];

export type Severity = 'error' | 'warning' | 'information';
