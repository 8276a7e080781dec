// The policies that a spec needs are valid, name nothing but what the spec names, and pass the product's own checks.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { JsonObject } from '../../../src/domain/json.ts';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import { judge, statementsOf } from '../../../src/domain/policy.ts';
import { leastPrivilege } from '../../../src/domain/preflight/leastPrivilege.ts';
import { type Subject, subjectOf } from '../../../src/domain/preflight/subject.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../fixtures/iam-policy.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);

const partitions = [
  { partition: 'aws', region: 'us-east-1' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1' },
  { partition: 'aws-cn', region: 'cn-north-1' },
];

function subjects(): readonly Subject[] {
  return jobKinds.flatMap(kind =>
    partitions.map(({ partition, region }) => {
      const role = `arn:${partition}:iam::111122223333:role/path/Data`;
      const kms = `arn:${partition}:kms:${region}:111122223333:key/00000000-0000-4000-8000-000000000001`;
      const request: JsonObject =
        kind.service === 'comprehendmedical'
          ? {
              LanguageCode: 'en',
              DataAccessRoleArn: role,
              InputDataConfig: { S3Bucket: 'in-bucket', S3Key: 'notes/' },
              OutputDataConfig: { S3Bucket: 'out-bucket', S3Key: 'entities/' },
              KMSKey: kms,
            }
          : kind.family === 'IdMapping'
            ? {
                workflowName: 'patients',
                outputSourceConfig: [{ roleArn: role, outputS3Path: 's3://out-bucket/ids/', KMSArn: kms }],
              }
            : { workflowName: 'patients' };
      return subjectOf(
        { kind, request, region },
        { identity: { account: '111122223333', partition, arn: `arn:${partition}:iam::111122223333:user/x` }, region },
      );
    }),
  );
}

describe('the least-privilege policies', () => {
  for (const subject of subjects())
    it(`of ${subject.kind.action} in ${subject.partition} are valid and of its partition`, () => {
      const policies = Object.values(leastPrivilege(subject)) as readonly JsonObject[];
      assert.equal(policies.length, (subject.role === undefined ? 1 : 3) + (subject.input === undefined ? 0 : 1));
      for (const policy of policies) {
        assert.ok(validate(policy), JSON.stringify(validate.errors));
        for (const [arn] of JSON.stringify(policy).matchAll(/arn:[^:]*:/g))
          assert.equal(arn, `arn:${subject.partition}:`);
      }
      const { caller } = leastPrivilege(subject);
      assert.ok(JSON.stringify(caller).includes(subject.kind.action));
    });

  it('let notes be uploaded to the input, and nowhere else', () => {
    const [subject] = subjects();
    assert.ok(subject);
    const statements = statementsOf(JSON.stringify(leastPrivilege(subject).upload));
    assert.ok(statements);
    const arn = 'arn:aws:iam::111122223333:user/x';
    const may = (action: string, resource: string): string =>
      judge(
        statements.map(statement => ({ ...statement, Principal: { AWS: arn } })),
        { principal: { arn, account: '111122223333' }, action, resource, context: {} },
      );
    for (const action of ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'])
      assert.equal(may(action, 'arn:aws:s3:::in-bucket/notes/a.txt'), 'allowed');
    assert.equal(may('s3:ListBucket', 'arn:aws:s3:::in-bucket'), 'allowed');
    assert.equal(may('s3:PutObject', 'arn:aws:s3:::in-bucket/other/a.txt'), 'silent');
    assert.equal(may('s3:PutObject', 'arn:aws:s3:::out-bucket/notes/a.txt'), 'silent');
    assert.equal(may('s3:DeleteObject', 'arn:aws:s3:::in-bucket/notes/a.txt'), 'silent');
  });

  it('let the caller read the logs that AWS delivers in the account and region, of workflows alone', () => {
    for (const subject of subjects().filter(({ partition }) => partition === 'aws')) {
      const statements = statementsOf(JSON.stringify(leastPrivilege(subject).caller));
      assert.ok(statements);
      const may = (action: string, resource: string): string =>
        judge(
          statements.map(statement => ({ ...statement, Principal: { AWS: subject.identity.arn } })),
          {
            principal: { arn: subject.identity.arn, account: '111122223333' },
            action,
            resource,
            context: { 'aws:requestedregion': 'us-east-1' },
          },
        );
      const group = (region: string, name: string): string => `arn:aws:logs:${region}:111122223333:log-group:${name}`;
      const wanted = subject.kind.service === 'entityresolution' ? 'allowed' : 'silent';
      assert.equal(may('logs:FilterLogEvents', group('us-east-1', '/aws/vendedlogs/x:*')), wanted);
      for (const list of ['DeliverySources', 'Deliveries', 'DeliveryDestinations'])
        assert.equal(may(`logs:Describe${list}`, '*'), wanted);
      assert.equal(may('logs:FilterLogEvents', group('us-east-1', '/aws/lambda/x:*')), 'silent');
      assert.equal(may('logs:FilterLogEvents', group('eu-west-1', '/aws/vendedlogs/x:*')), 'silent');
      assert.equal(may('logs:DeleteDelivery', '*'), 'silent');
    }
  });

  it('let the role do what a job does, and not the same elsewhere', () => {
    const [subject] = subjects();
    assert.ok(subject);
    const { role, trust } = leastPrivilege(subject);
    const statements = statementsOf(JSON.stringify(role));
    assert.ok(statements);
    // A role's policy has no principal; judged as if it were the bucket's.
    const own = statements.map(statement => ({ ...statement, Principal: { AWS: subject.role ?? '' } }));
    const may = (action: string, resource: string): string =>
      judge(own, {
        principal: { arn: subject.role ?? '', account: '111122223333' },
        action,
        resource,
        context: { 'kms:viaservice': 's3.us-east-1.amazonaws.com' },
      });
    assert.equal(may('s3:GetObject', 'arn:aws:s3:::in-bucket/notes/a.txt'), 'allowed');
    assert.equal(may('s3:PutObject', 'arn:aws:s3:::out-bucket/entities/x/a.out'), 'allowed');
    assert.equal(may('s3:ListBucket', 'arn:aws:s3:::in-bucket'), 'allowed');
    assert.equal(may('kms:Decrypt', subject.kmsKey ?? ''), 'allowed');
    assert.equal(may('s3:GetObject', 'arn:aws:s3:::in-bucket/other/a.txt'), 'silent');
    assert.equal(may('s3:PutObject', 'arn:aws:s3:::in-bucket/notes/a.txt'), 'silent');
    assert.equal(may('s3:DeleteObject', 'arn:aws:s3:::out-bucket/entities/a'), 'silent');
    const trusting = statementsOf(JSON.stringify(trust));
    assert.ok(trusting);
    const assume = (account: string, region: string): string =>
      judge(trusting, {
        principal: { service: 'comprehendmedical.amazonaws.com' },
        action: 'sts:AssumeRole',
        resource: '',
        context: {
          'aws:sourceaccount': account,
          'aws:sourcearn': `arn:aws:comprehendmedical:${region}:${account}:job/1`,
        },
      });
    assert.equal(assume('111122223333', 'us-east-1'), 'allowed');
    assert.equal(assume('444455556666', 'us-east-1'), 'silent');
    assert.equal(assume('111122223333', 'eu-west-1'), 'silent');
  });
});
