// A single list entry that does not match the service's model makes the SDK discard the whole response. Such an entry
// is emptied before the SDK reads it: it then names no job, is left out like any such entry, and the others are kept.

const lists = ['ComprehendMedicalAsyncJobPropertiesList', 'jobs', 'workflowSummaries'];

/** The members of an entry that are read, with a check of their JSON value. Times are seconds since 1970 UTC. */
const shapes: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...membersOf(isText, [
    'JobId',
    'JobName',
    'JobStatus',
    'Message',
    'DataAccessRoleArn',
    'ManifestFilePath',
    'KMSKey',
    'S3Bucket',
    'S3Key',
    'jobId',
    'status',
    'workflowName',
    'workflowArn',
  ]),
  ...membersOf(isTime, ['SubmitTime', 'EndTime', 'ExpirationTime', 'startTime', 'endTime', 'createdAt', 'updatedAt']),
  ...membersOf(isReadable, ['InputDataConfig', 'OutputDataConfig']),
};

/** The body of a response, with unreadable list entries emptied. */
export function readableLists(body: Uint8Array): Uint8Array {
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return body; // the SDK reports what is wrong with it
  }
  if (!isObject(answer)) return body;
  const name = lists.find(each => Array.isArray(answer[each]));
  const entries = name === undefined ? [] : (answer[name] as readonly unknown[]);
  if (name === undefined || entries.every(isReadable)) return body;
  return Buffer.from(JSON.stringify({ ...answer, [name]: entries.map(entry => (isReadable(entry) ? entry : {})) }));
}

function membersOf(
  holds: (value: unknown) => boolean,
  names: readonly string[],
): Record<string, (value: unknown) => boolean> {
  return Object.fromEntries(names.map(name => [name, holds]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** The maximum time value of a JavaScript date is 8.64e12 seconds. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= 8.64e12;
}

/** Absent and null members are valid. */
function isReadable(entry: unknown): boolean {
  return (
    isObject(entry) &&
    Object.entries(entry).every(
      ([name, value]) => value === null || !Object.hasOwn(shapes, name) || shapes[name]?.(value) === true,
    )
  );
}
