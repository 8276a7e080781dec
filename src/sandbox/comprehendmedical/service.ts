import type { ServiceHandler } from '../context.ts';
import { RefusalError } from '../errors.ts';
import { jsonResponse, parseJsonBody } from '../protocols/json.ts';
import { families, type Family } from './families.ts';
import { listJobs } from './list.ts';
import { describeJob, startJob, stopJob, type Operation } from './operations.ts';

const targetPrefix = 'ComprehendMedical_20181030.';

/** Every operation by its name: four for each family, all made from the same four functions. */
const operations: ReadonlyMap<string, { readonly family: Family; readonly operation: Operation }> = new Map(
  families.flatMap(family => [
    [`Start${family.stem}Job`, { family, operation: startJob }] as const,
    [`Describe${family.stem}Job`, { family, operation: describeJob }] as const,
    [`List${family.stem}Jobs`, { family, operation: listJobs }] as const,
    [`Stop${family.stem}Job`, { family, operation: stopJob }] as const,
  ]),
);

/** Amazon Comprehend Medical's batch jobs over JSON 1.1. The synchronous operations are not simulated. */
export const comprehendMedical: ServiceHandler = ({ method, path, headers, body }, context) => {
  const target = headers['x-amz-target'] ?? '';
  const known = target.startsWith(targetPrefix) ? operations.get(target.slice(targetPrefix.length)) : undefined;
  if (method !== 'POST' || path !== '/' || known === undefined) throw new RefusalError('unknownOperation');
  return jsonResponse('application/x-amz-json-1.1', known.operation(parseJsonBody(body), known.family, context));
};
