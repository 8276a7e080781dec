import type { ServiceHandler } from '../context.ts';
import { RefusalError } from '../errors.ts';
import { jsonResponse, parseJsonBody } from '../protocols/json.ts';
import { type Shape, assertValid } from '../validation/constraints.ts';

/** The path of ValidatePolicy. */
export const validationPath = '/policy/validation';

const shape: Shape = {
  type: 'structure',
  required: ['policyDocument', 'policyType'],
  members: {
    policyDocument: { type: 'string' },
    policyType: {
      type: 'string',
      values: ['IDENTITY_POLICY', 'RESOURCE_POLICY', 'SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
    },
    validatePolicyResourceType: { type: 'string' },
    locale: { type: 'string' },
  },
};

/**
 * IAM Access Analyzer over REST JSON: ValidatePolicy. Of the service's checks, the sandbox has three: the document is
 * JSON, it has a version, and it does not allow everything.
 */
export const accessAnalyzer: ServiceHandler = ({ method, path, body }) => {
  if (method !== 'POST' || path !== validationPath) throw new RefusalError('unknownOperation');
  const request = parseJsonBody(body);
  assertValid(shape, request, 'ValidationException');
  const { policyDocument } = request as { readonly policyDocument: string };
  return jsonResponse('application/json', { findings: findingsIn(policyDocument) });
};

function findingsIn(text: string): readonly object[] {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return [finding('ERROR', 'JSON_SYNTAX_ERROR', 'Fix the JSON syntax error at index 0 line 1 column 0.')];
  }
  return [
    ...(JSON.stringify(policy).includes('"Version":')
      ? []
      : [finding('WARNING', 'MISSING_VERSION', 'We recommend that you specify the Version element.')]),
    ...(/"Action":(?:"\*"|\["\*"\])/.test(JSON.stringify(policy))
      ? [
          finding(
            'SECURITY_WARNING',
            'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
            'Using a wildcard (*) is too permissive.',
          ),
        ]
      : []),
  ];
}

function finding(type: string, code: string, details: string): object {
  return {
    findingType: type,
    issueCode: code,
    findingDetails: details,
    learnMoreLink: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    locations: [{ path: [], span: { start: at, end: at } }],
  };
}

const at = { line: 1, column: 0, offset: 0 };
