import { accountId } from '../account.ts';
import type { ServiceHandler } from '../context.ts';
import { RefusalError, ServiceError } from '../errors.ts';
import { nextToken, tokenPosition } from '../paging.ts';
import { jsonResponse, parseJsonBody } from '../protocols/json.ts';
import { type Shape, assertValid } from '../validation/constraints.ts';

/** The prefix of the operation in `x-amz-target`. */
export const quotasTarget = 'ServiceQuotasV20190624.';

/** The quotas of AWS Entity Resolution that its documentation names. Those of Comprehend Medical are not known. */
const quotas = [
  { code: 'L-C5A3094C', name: 'ID mapping workflows', value: 10, isAdjustable: true },
  { code: 'L-60DAF647', name: 'Matching workflows', value: 10, isAdjustable: true },
  { code: 'L-FBA1B7BB', name: 'ID namespaces', value: 100, isAdjustable: true },
  { code: 'L-B2BB98E6', name: 'Rate of GenerateMatchId requests', value: 50, isAdjustable: true },
  { code: 'L-00000001', name: 'Concurrent ID mapping jobs', value: 1, isAdjustable: false },
  { code: 'L-00000002', name: 'Concurrent matching jobs', value: 1, isAdjustable: false },
] as const;

const shape: Shape = {
  type: 'structure',
  required: ['ServiceCode'],
  members: {
    ServiceCode: { type: 'string', min: 1, max: 63 },
    NextToken: { type: 'string', max: 2048 },
    MaxResults: { type: 'integer', min: 1, max: 100 },
  },
};

/** Small, so that every client meets a second page. */
const pageSize = 4;

/** Service Quotas over JSON 1.1: ListServiceQuotas. */
export const serviceQuotas: ServiceHandler = ({ method, path, headers, body }, { region }) => {
  const target = headers['x-amz-target'] ?? '';
  if (method !== 'POST' || path !== '/' || target !== `${quotasTarget}ListServiceQuotas`)
    throw new RefusalError('unknownOperation');
  const request = parseJsonBody(body);
  assertValid(shape, request, 'IllegalArgumentException');
  const {
    ServiceCode: service = '',
    NextToken: token,
    MaxResults: limit = pageSize,
  } = request as { readonly ServiceCode?: string; readonly NextToken?: string; readonly MaxResults?: number };
  if (service !== 'entityresolution')
    throw new ServiceError(
      'NoSuchResourceException',
      400,
      'The request failed because the specified service does not exist.',
    );
  const scope = `ListServiceQuotas ${region}`;
  const [start] = token === undefined ? [0] : (tokenPosition(scope, token) ?? []);
  if (typeof start !== 'number') throw new ServiceError('InvalidPaginationTokenException', 400, 'Invalid token.');
  const end = start + limit;
  return jsonResponse('application/x-amz-json-1.1', {
    Quotas: quotas.slice(start, end).map(({ code, name, value, isAdjustable }) => ({
      ServiceCode: service,
      ServiceName: 'AWS Entity Resolution',
      QuotaArn: `arn:aws:servicequotas:${region}:${accountId}:${service}/${code}`,
      QuotaCode: code,
      QuotaName: name,
      Value: value,
      Unit: 'None',
      Adjustable: isAdjustable,
      GlobalQuota: false,
    })),
    ...(end < quotas.length ? { NextToken: nextToken(scope, [end]) } : {}),
  });
};
