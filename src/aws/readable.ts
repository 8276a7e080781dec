// One entry of a list that is not as the service's model has it makes the SDK throw the whole answer away. Such an entry is emptied
// before the SDK reads it: it then names no job, is left out like any that names none, and the others are kept.

const lists = ['ComprehendMedicalAsyncJobPropertiesList', 'jobs', 'workflowSummaries'];

/** The members of an entry that are read, by what JSON must hold there. Times are seconds since 1970 UTC. */
const shapes: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...membersOf(isText, ['JobId', 'JobName', 'JobStatus', 'Message', 'DataAccessRoleArn', 'ManifestFilePath', 'KMSKey', 'S3Bucket', 'S3Key', 'jobId', 'status', 'workflowName', 'workflowArn']),
  ...membersOf(isTime, ['SubmitTime', 'EndTime', 'ExpirationTime', 'startTime', 'endTime', 'createdAt', 'updatedAt']),
  ...membersOf(isReadable, ['InputDataConfig', 'OutputDataConfig']),
};

/** The body of an answer, in whose list entries that cannot be read are emptied. */
export function readableLists(body: Uint8Array): Uint8Array {
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return body; // the SDK says what is wrong with it
  }
  if (!isObject(answer)) return body;
  const name = lists.find(each => Array.isArray(answer[each]));
  const entries = name === undefined ? [] : answer[name] as readonly unknown[];
  if (name === undefined || entries.every(isReadable)) return body;
  return Buffer.from(JSON.stringify({ ...answer, [name]: entries.map(entry => (isReadable(entry) ? entry : {})) }));
}

function membersOf(holds: (value: unknown) => boolean, names: readonly string[]): Record<string, (value: unknown) => boolean> {
  return Object.fromEntries(names.map(name => [name, holds]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** A date of JavaScript reaches to 8.64e12 seconds. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= 8.64e12;
}

/** What is absent or null says nothing, and is no fault. */
function isReadable(entry: unknown): boolean {
  return isObject(entry) && Object.entries(entry).every(([name, value]) => value === null || !Object.hasOwn(shapes, name) || shapes[name]?.(value) === true);
}
