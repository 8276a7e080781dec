import { callerArn } from '../account.ts';
import type { CallContext, ServiceHandler } from '../context.ts';
import { RefusalError, ServiceError } from '../errors.ts';
import { nextToken, tokenPosition } from '../paging.ts';
import { jsonResponse, parseJsonBody } from '../protocols/json.ts';
import { assertValid, type Shape } from '../validation/constraints.ts';
import { deliveries, deliveryDestinations, deliverySources, loggedTo, logsArn } from './deliveries.ts';
import { linesOf } from './lines.ts';
import { matcherOf } from './pattern.ts';

/** The prefix of the operation in `x-amz-target`. */
export const logsTarget = 'Logs_20140328.';

/** In this region, nobody may see which logs are delivered. */
const deniedRegion = 'eu-west-2';

const contentType = 'application/x-amz-json-1.1';

/** What the Describe operations list, and the name of their list. */
const lists = {
  DescribeDeliverySources: { list: deliverySources, member: 'deliverySources' },
  DescribeDeliveries: { list: deliveries, member: 'deliveries' },
  DescribeDeliveryDestinations: { list: deliveryDestinations, member: 'deliveryDestinations' },
} as const;

/** Small, so that every client meets a second page. */
const describedPage = 7;

/** How many lines a page of FilterLogEvents looks at, whether they match or not: so pages may be empty. */
const scannedLines = { usual: 6, large: 1_000 };

const pageShape: Shape = {
  type: 'structure',
  members: {
    nextToken: { type: 'string', min: 1, max: 2048 },
    limit: { type: 'integer', min: 1, max: 50 },
  },
};

const filterShape: Shape = {
  type: 'structure',
  members: {
    logGroupName: { type: 'string', min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' },
    logGroupIdentifier: { type: 'string', min: 1, max: 2048, pattern: '[\\w#+=/:,.@-]*' },
    logStreamNamePrefix: { type: 'string', min: 1, max: 512 },
    startTime: { type: 'integer', min: 0 },
    endTime: { type: 'integer', min: 0 },
    filterPattern: { type: 'string', min: 0, max: 1024 },
    nextToken: { type: 'string', min: 1 },
    limit: { type: 'integer', min: 1, max: 10_000 },
  },
};

interface FilterRequest {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

/**
 * Amazon CloudWatch Logs over JSON 1.1: FilterLogEvents and the three Describe operations of deliveries. What is
 * delivered is set by the workflows.
 */
export const cloudWatchLogs: ServiceHandler = ({ method, path, headers, body }, context) => {
  const target = headers['x-amz-target'] ?? '';
  const name = target.startsWith(logsTarget) ? target.slice(logsTarget.length) : '';
  if (method !== 'POST' || path !== '/') throw new RefusalError('unknownOperation');
  if (name === 'FilterLogEvents') return jsonResponse(contentType, filterLogEvents(parseJsonBody(body), context));
  if (!Object.hasOwn(lists, name)) throw new RefusalError('unknownOperation');
  return jsonResponse(contentType, describe(name as keyof typeof lists, parseJsonBody(body), context));
};

function describe(name: keyof typeof lists, request: unknown, { region }: CallContext): object {
  assertValid(pageShape, request, 'ValidationException');
  if (region === deniedRegion) throw denied(`logs:${name}`, logsArn(region, '*'));
  const { nextToken: token, limit = describedPage } = request as {
    readonly nextToken?: string;
    readonly limit?: number;
  };
  const { list, member } = lists[name];
  const all = list(region);
  const start = startOf(`${name} ${region}`, token);
  const end = start + limit;
  return {
    [member]: all.slice(start, end),
    ...(end < all.length ? { nextToken: nextToken(`${name} ${region}`, [end]) } : {}),
  };
}

function filterLogEvents(input: unknown, { database, region, now }: CallContext): object {
  assertValid(filterShape, input, 'InvalidParameterException');
  const request = input as FilterRequest;
  const { startTime = 0, endTime = Infinity, filterPattern = '', limit = 10_000 } = request;
  const group = groupOf(request, region);
  const logged = loggedTo(group);
  if (logged === undefined || logged.log === 'missing')
    throw new ServiceError('ResourceNotFoundException', 400, 'The specified log group does not exist.');
  if (logged.log === 'denied') throw denied('logs:FilterLogEvents', logsArn(region, `log-group:${group}:log-stream:`));
  if (logged.log === 'throttled') throw new ServiceError('ThrottlingException', 400, 'Rate exceeded');
  const matches = matcherOf(filterPattern);
  if (matches === undefined) throw new ServiceError('InvalidParameterException', 400, 'Invalid filter pattern');
  const lines = linesOf(database, logged, region, now).filter(
    ({ timestamp }) => timestamp >= startTime && timestamp < endTime,
  );
  const scope = JSON.stringify([region, group, startTime, request.endTime, filterPattern]);
  const start = startOf(scope, request.nextToken);
  const end = start + scannedLines[logged.log === 'large' ? 'large' : 'usual'];
  const events: object[] = [];
  let next = start;
  for (; next < Math.min(end, lines.length) && events.length < limit; next += 1) {
    const line = lines[next];
    if (line !== undefined && matches(line.message))
      events.push({
        ...line,
        logStreamName: 'EntityResolution_WorkflowLogs',
        eventId: `${line.timestamp}${String(next).padStart(43, '0')}`,
      });
  }
  return {
    events,
    searchedLogStreams: [],
    ...(next < lines.length ? { nextToken: nextToken(scope, [next]) } : {}),
  };
}

/** The name of the log group. As in the service, it is given by its name or by its ARN, and never by both. */
function groupOf({ logGroupName: name, logGroupIdentifier: identifier }: FilterRequest, region: string): string {
  if ((name === undefined) === (identifier === undefined))
    throw new ServiceError(
      'InvalidParameterException',
      400,
      'Exactly one of logGroupName and logGroupIdentifier must be given.',
    );
  const prefix = logsArn(region, 'log-group:');
  if (identifier?.startsWith('arn:') !== true) return name ?? identifier ?? '';
  if (identifier.endsWith(':*'))
    throw new ServiceError('InvalidParameterException', 400, 'The ARN of the log group must not end with an asterisk.');
  return identifier.startsWith(prefix) ? identifier.slice(prefix.length) : identifier;
}

function startOf(scope: string, token: string | undefined): number {
  const [start] = token === undefined ? [0] : (tokenPosition(scope, token) ?? []);
  if (typeof start !== 'number')
    throw new ServiceError('InvalidParameterException', 400, 'The specified nextToken is invalid.');
  return start;
}

function denied(action: string, resource: string): ServiceError {
  return new ServiceError(
    'AccessDeniedException',
    400,
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}
