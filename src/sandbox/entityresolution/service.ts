import type { ServiceHandler } from '../context.ts';
import { RefusalError } from '../errors.ts';
import { queryParameters } from '../http.ts';
import { jsonResponse, parseJsonBody } from '../protocols/json.ts';
import { kinds, type Kind } from './kinds.ts';
import { getJob, getWorkflow, listJobs, listWorkflows, startJob, type Operation } from './operations.ts';

/** The operations by method and the rest of the path after the workflows' root; `*` stands for a label. */
const routes: Readonly<Record<string, Operation>> = {
  'GET ': listWorkflows,
  'GET /*': getWorkflow,
  'GET /*/jobs': listJobs,
  'POST /*/jobs': startJob,
  'GET /*/jobs/*': getJob,
};

const kindNames: readonly Kind[] = ['idMapping', 'matching'];

/** AWS Entity Resolution's jobs and workflows over REST JSON. Workflows cannot be created or changed. */
export const entityResolution: ServiceHandler = ({ method, path, queryString, body }, context) => {
  // Split first, then decode: the %2F in a workflow's ARN is not a separator.
  const [, root, ...labels] = path.split('/');
  const kind = kindNames.find(name => kinds[name].pathRoot === root);
  const operation = routes[`${method} ${labels.map((label, index) => (index === 1 ? `/${label}` : '/*')).join('')}`];
  if (kind === undefined || operation === undefined) throw new RefusalError('unknownOperation');
  const query = queryParameters(queryString);
  return jsonResponse(
    'application/json',
    operation({
      kind,
      workflowName: decodeURIComponent(labels[0] ?? ''),
      jobId: decodeURIComponent(labels[2] ?? ''),
      page: Object.fromEntries(
        [...query].map(([name, value]) => [name, name === 'maxResults' ? numberOr(value) : value]),
      ),
      body: parseJsonBody(body),
      context,
    }),
  );
};

/** Text that is not a number stays text, so that the check of its type refuses it. */
function numberOr(text: string): number | string {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}
