// Specs of all kinds with any values the services accept, for the property tests about the AWS CLI.
import fc from 'fast-check';
import { type JobKind, jobKinds } from '../../../src/domain/jobs/kinds.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { specTextOf } from '../../../src/domain/spec/awsCli.ts';
import type { ValidSpec } from '../../../src/domain/spec/spec.ts';
import { check } from './support.ts';

const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}[a-z0-9]$/);
/** Includes many characters that are special to shells and parsers. */
const awkward = fc.constantFrom(
  "'",
  '"',
  '\\',
  '$HOME',
  '${',
  '$${x}',
  '`id`',
  '$(id)',
  '%PATH%',
  '!',
  '!!',
  '&',
  '|',
  '<',
  '>',
  '^',
  ';',
  '#',
  '*',
  '?',
  '~',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '\u2019',
  '\u201c',
  '😀',
  'ä',
  '\u00a0',
  '\t',
  ' ',
  '\\"',
  '\\\\',
  '--',
  '@',
  '=',
  ',',
  ':',
);
const key = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.array(fc.oneof(awkward, fc.string({ maxLength: 3 })), { maxLength: 12 }).map(parts => parts.join('')),
  )
  .map(text => text.replaceAll(/[\n\r\u2028\u2029]/gu, ''));
const name = fc.stringMatching(/^[\p{L}\p{Z}\p{N}_.:/=+\-%@]{1,20}$/u);
const place = fc.record({ S3Bucket: bucket, S3Key: key }, { requiredKeys: ['S3Bucket'] });
const role = fc
  .stringMatching(/^[a-zA-Z_0-9+=,.@-]{1,20}$/)
  .map(roleName => `arn:aws:iam::123456789012:role/${roleName}`);
const word = fc.stringMatching(/^[a-zA-Z_0-9-]{1,20}$/);
const kms = fc.constant('arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab');

const requests: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
  ComprehendMedicalRequest: fc.record(
    {
      JobName: name,
      InputDataConfig: place,
      OutputDataConfig: place,
      DataAccessRoleArn: role,
      LanguageCode: fc.constant('en'),
      KMSKey: fc.oneof(kms, word),
      ClientRequestToken: fc.stringMatching(/^[a-zA-Z0-9-]{1,20}$/),
    },
    { requiredKeys: ['InputDataConfig', 'OutputDataConfig', 'DataAccessRoleArn', 'LanguageCode'] },
  ),
  StartIdMappingJobRequest: fc.record(
    {
      workflowName: word,
      jobType: fc.constantFrom('BATCH', 'INCREMENTAL', 'DELETE_ONLY'),
      outputSourceConfig: fc.tuple(
        fc.record(
          {
            roleArn: role,
            outputS3Path: fc.tuple(bucket, key).map(([name_, path]) => `s3://${name_}/${path}`),
            KMSArn: kms,
          },
          { requiredKeys: ['roleArn', 'outputS3Path'] },
        ),
      ),
    },
    { requiredKeys: ['workflowName'] },
  ),
  StartMatchingJobRequest: fc.record({ workflowName: word }),
};

const requestOf = ({ definition }: JobKind): fc.Arbitrary<JsonObject> => requests[definition] ?? fc.constant({});

/** A spec without an error, as returned by the check. */
export const validSpecs: fc.Arbitrary<ValidSpec> = fc
  .constantFrom(...jobKinds)
  .chain(kind =>
    fc.tuple(
      fc.constant(kind),
      requestOf(kind),
      fc.record(
        { region: fc.constantFrom('us-east-1', 'eu-west-1'), account: fc.constant('123456789012') },
        { requiredKeys: [] },
      ),
    ),
  )
  .map(([kind, request, where]) => check(specTextOf(kind, request, where)).spec)
  .filter(spec => spec !== undefined);
