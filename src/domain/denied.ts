// What AWS says when a call is denied: who may not do what, and which policy decides it.

/**
 * `by`: which kind of policy stands against it, where the message says so. `resource`: its ARN; that of an object in S3
 * ends after the bucket, because keys may name a patient.
 */
export interface DeniedAccess {
  readonly action: string;
  readonly resource?: string;
  readonly by?: 'identity' | 'resource' | 'boundary' | 'organization' | 'session';
}

/** Longer messages are not read: the texts of AWS are a few hundred characters long. */
const longest = 4_000;

const kinds = [
  ['organization', /service control policy|resource control policy/],
  ['boundary', /permissions boundary/],
  ['session', /session policy/],
  ['resource', /resource-based policy/],
  ['identity', /identity-based policy/],
] as const;

/** The begin of the ARN of an object, up to its key. */
const beforeKey = /^arn:[^:]*:s3:[^:]*:[^:]*:(?:accesspoint\/)?[^/]*\//;

/** Returns what the message of a denied call says, or undefined if it is another text. */
export function deniedAccessOf(message: string): DeniedAccess | undefined {
  if (message.length > longest) return undefined;
  const [, action, rest = ''] =
    /is not authorized to perform: ?([a-z0-9-]{1,64}:[A-Za-z0-9]{1,128})(.*)/s.exec(message) ?? [];
  if (action === undefined) return undefined;
  const [, named] = /^ on resource: ?"?([^\s"]+)/.exec(rest) ?? [];
  const [untilKey] = beforeKey.exec(named ?? '') ?? [];
  const resource = untilKey === undefined ? named : `${untilKey}*`;
  const by = kinds.find(([, pattern]) => pattern.test(rest))?.[0];
  return { action, ...(resource === undefined ? {} : { resource }), ...(by === undefined ? {} : { by }) };
}
