// Problems that depend on where the job would run, according to a connection or the command line: the spec's own values
// take precedence.
import type { CheckedConnection } from '../../../src/domain/spec/checked.ts';
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/json.ts';
import { check, fullRequests } from './support.ts';

const own = '123456789012';
const other = '210987654321';
const medical: JsonObject = { ...fullRequests['ComprehendMedicalRequest'], ClientRequestToken: undefined };
const idMapping = fullRequests['StartIdMappingJobRequest'] ?? {};
const keyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
const keyOf = (account: string): string => `arn:aws:kms:us-east-1:${account}:key/${keyId}`;
const workflowOf = (account: string): string =>
  `arn:aws:entityresolution:us-east-1:${account}:idmappingworkflow/patient-id-mapping`;
const roleOf = (account: string): string => `arn:aws:iam::${account}:role/Data`;

interface Case {
  readonly says: string;
  readonly action?: string;
  readonly spec?: JsonObject;
  readonly request: JsonObject;
  readonly connection?: CheckedConnection;
  readonly codes: readonly string[];
  readonly message?: RegExp;
}

const cases: readonly Case[] = [
  { says: 'a role of the account', request: medical, connection: { account: own }, codes: [] },
  {
    says: 'a role of another account',
    request: { ...medical, KMSKey: keyOf(other) },
    connection: { account: other },
    codes: ['AJ021'],
    message: new RegExp(`role belongs to account ${own}, but the job runs in account ${other}\\.`),
  },
  {
    says: 'role and key of another account',
    request: medical,
    connection: { account: other },
    codes: ['AJ021', 'AJ052'],
  },
  {
    says: 'nothing where the spec names its own account',
    spec: { account: own },
    request: medical,
    connection: { account: other },
    codes: [],
  },
  {
    says: 'nothing while the account of the spec is not known',
    spec: { account: '${env:ACCOUNT}' },
    request: { ...medical, KMSKey: keyOf(other) },
    connection: { account: other },
    codes: [],
  },
  {
    says: 'a key of another account',
    request: { ...medical, KMSKey: keyOf(other) },
    connection: { account: own },
    codes: ['AJ052'],
  },
  {
    says: "a key of another account than the role's, where nothing else tells the account",
    request: { ...medical, KMSKey: keyOf(other) },
    codes: ['AJ052'],
    message: new RegExp(`key belongs to account ${other}, but the role belongs to account ${own}\\.`),
  },
  {
    says: "a workflow of another account than the role's",
    action: 'StartIdMappingJob',
    request: { ...idMapping, workflowName: workflowOf(other) },
    codes: ['AJ064'],
    message: /but the role belongs to account/,
  },
  {
    says: 'a workflow of another account',
    action: 'StartIdMappingJob',
    request: { workflowName: workflowOf(other) },
    connection: { account: own },
    codes: ['AJ064'],
    message: /but the job runs in account/,
  },
  {
    says: 'a workflow of the account',
    action: 'StartIdMappingJob',
    request: { workflowName: workflowOf(own) },
    connection: { account: own },
    codes: [],
  },
  {
    says: 'a role of another account for the output of an ID mapping',
    action: 'StartIdMappingJob',
    request: {
      ...idMapping,
      outputSourceConfig: [{ roleArn: roleOf(other), outputS3Path: 's3://example-results/out/' }],
    },
    connection: { account: own },
    codes: ['AJ021'],
  },
  { says: 'a key of another region', request: medical, connection: { region: 'us-west-2' }, codes: ['AJ051'] },
  {
    says: 'a role of another partition',
    request: { ...medical, KMSKey: keyId },
    connection: { region: 'us-gov-west-1' },
    codes: ['AJ022'],
  },
  {
    says: 'a workflow of another region',
    action: 'StartIdMappingJob',
    request: { workflowName: workflowOf(own) },
    connection: { region: 'us-west-2' },
    codes: ['AJ063'],
  },
];

describe('where a job would run', () => {
  for (const { says, action = 'StartPHIDetectionJob', spec = {}, request, connection, codes, message } of cases)
    it(`${says}: ${codes.join(' ') || 'no finding'}`, () => {
      const service = action === 'StartPHIDetectionJob' ? 'comprehendmedical' : 'entityresolution';
      const { problems } = check(
        JSON.stringify({ action: `${service}:${action}`, ...spec, request }),
        connection === undefined ? {} : { connection },
      );
      assert.deepEqual(problems.map(({ code }) => code).sort(), codes);
      if (message !== undefined) assert.match(problems[0]?.message ?? '', message);
    });

  it('is written by fixes', () => {
    const fixesOf = (request: JsonObject, code: string, action: string): readonly string[] =>
      check(JSON.stringify({ action, request }), { connection: { region: 'us-west-2', account: own } })
        .problems.filter(found => found.code === code)
        .flatMap(({ fixes }) => fixes.map(({ title }) => title));
    assert.deepEqual(
      fixesOf(
        { ...medical, DataAccessRoleArn: 'ComprehendMedicalData' },
        'AJ020',
        'comprehendmedical:StartPHIDetectionJob',
      ),
      [`Change to arn:aws:iam::${own}:role/ComprehendMedicalData`],
    );
    assert.deepEqual(
      fixesOf(
        {
          ...idMapping,
          outputSourceConfig: [{ roleArn: roleOf(own), outputS3Path: 's3://example-results/out/', KMSArn: keyId }],
        },
        'AJ053',
        'entityresolution:StartIdMappingJob',
      ),
      [`Change to arn:aws:kms:us-west-2:${own}:key/${keyId}`],
    );
  });
});
