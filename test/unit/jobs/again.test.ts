import assert from 'node:assert/strict';
import fc from 'fast-check';
import { doesTheWork, isBare, repeatRequest } from '../../../src/domain/jobs/repeatRequest.ts';
import type { Job } from '../../../src/domain/jobs/job.ts';
import { type JobKind, jobKinds } from '../../../src/domain/jobs/kinds.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { specTextOf } from '../../../src/domain/spec/awsCli.ts';
import { account, entities, idMapping, matching, region, startedJob } from './fakeServices.ts';
import { check, fullRequests } from '../spec/support.ts';

const now = Date.UTC(2030, 0, 1);
const role = 'arn:aws:iam::123456789012:role/Data';

/** A job that this extension knows only from the service. */
const elsewhere = (kind: JobKind, more: Partial<Job>): Job => ({
  ...account,
  region,
  service: kind.service,
  id: '0123456789abcdef0123456789abcdef',
  action: kind.action,
  status: Object.keys(kind.phases)[0]!,
  seenAt: now,
  ...more,
});
const requestOf = (job: Job): JsonObject => {
  const found = repeatRequest(job);
  assert.ok('request' in found, JSON.stringify(found));
  return found.request;
};

describe('the request for running a job again', () => {
  it('is the recorded request without the token, both as sent and as written', () => {
    for (const kind of jobKinds) {
      const { ClientRequestToken: _token, ...work } = fullRequests[kind.definition]!;
      const written = { ...fullRequests[kind.definition]!, note: '${input:x}' };
      const job = startedJob(kind, 'a', now, { request: fullRequests[kind.definition]!, written });
      assert.deepEqual(repeatRequest(job), { request: work, written: { ...work, note: '${input:x}' } });
      assert.ok(!JSON.stringify(repeatRequest(job)).includes('token-1'));
    }
  });

  it('of a job started elsewhere is built from its facts, and has the same facts', () => {
    const key = fc.stringMatching(/^[a-z0-9/_-]{0,12}$/).filter(text => !text.startsWith('/') && !text.includes('//'));
    fc.assert(
      fc.property(
        key,
        key,
        fc.option(fc.constant('a name'), { nil: undefined }),
        fc.option(fc.constant('arn:aws:kms:us-east-1:123456789012:key/k'), { nil: undefined }),
        fc.boolean(),
        (input, output, name, kmsKey, hasFolder) => {
          const prefix = output === '' || output.endsWith('/') ? output : `${output}/`;
          const facts = {
            input: `s3://in-bucket/${input}`,
            output: `s3://out-bucket/${prefix}`,
            role,
            ...(name === undefined ? {} : { name }),
            ...(kmsKey === undefined ? {} : { kmsKey }),
          };
          const job = elsewhere(entities, facts);
          // Once the job runs, the service reports the job's own folder.
          const request = requestOf({
            ...job,
            output: hasFolder ? `${facts.output}123456789012-EntitiesDetection-${job.id}/` : facts.output,
          });
          assert.deepEqual(entities.facts(request), facts);
          assert.equal(request['LanguageCode'], 'en');
        },
      ),
    );
  });

  it('matches a job that does the work of a request, wherever it was started and however its output folder is written', () => {
    for (const [asked, told] of [
      ['out', 'out/'],
      ['out/', 'out/'],
      ['out', 'out/123456789012-PHI-0123456789abcdef0123456789abcdef/'],
      [undefined, ''],
      [undefined, '123456789012-PHI-0123456789abcdef0123456789abcdef/'],
    ] as const) {
      const request = {
        ClientRequestToken: 't',
        InputDataConfig: { S3Bucket: 'in-bucket', S3Key: 'in/' },
        OutputDataConfig: { S3Bucket: 'out-bucket', ...(asked === undefined ? {} : { S3Key: asked }) },
        DataAccessRoleArn: role,
        LanguageCode: 'en',
      };
      const job = elsewhere(entities, { input: 's3://in-bucket/in/', output: `s3://out-bucket/${told}`, role });
      const does = (more: Partial<Job>, place = region): boolean =>
        doesTheWork({ ...job, ...more }, account, place, entities, request);
      assert.equal(does({}), true, `${asked} ${told}`);
      assert.deepEqual(
        [
          does({ output: 's3://out-bucket/outer/' }),
          does({ name: 'x' }),
          does({ account: '999999999999' }),
          does({ action: idMapping.action }),
          does({}, 'us-west-2'),
        ],
        [false, false, false, false, false],
      );
      assert.equal(
        doesTheWork(startedJob(entities, 'here', now, { request }), account, region, entities, {
          ...request,
          ClientRequestToken: 'u',
        }),
        true,
      );
    }
  });

  it('keeps a folder that belongs to another job', () => {
    const output = 's3://out-bucket/123456789012-EntitiesDetection-ffff/';
    assert.equal(
      entities.facts(requestOf(elsewhere(entities, { input: 's3://in-bucket/', output, role }))).output,
      output,
    );
  });

  it('of a workflow is built from what Get returns, including its encryption', () => {
    const facts = {
      workflow: 'patients',
      jobType: 'BATCH',
      output: 's3://out-bucket/x/',
      role,
      kmsKey: 'arn:aws:kms:us-east-1:123456789012:key/k',
    };
    assert.deepEqual(idMapping.facts(requestOf(elsewhere(idMapping, facts))), facts);
    assert.deepEqual(requestOf(elsewhere(idMapping, { workflow: 'patients', jobType: 'INCREMENTAL' })), {
      workflowName: 'patients',
      jobType: 'INCREMENTAL',
    });
    assert.deepEqual(requestOf(elsewhere(matching, { workflow: 'patients' })), { workflowName: 'patients' });
  });

  it('is not guessed if the service does not return all of it', () => {
    const missing = (job: Job): unknown => (repeatRequest(job) as { missing?: unknown }).missing;
    assert.deepEqual(missing(elsewhere(entities, {})), ['InputDataConfig', 'OutputDataConfig', 'DataAccessRoleArn']);
    assert.deepEqual(missing(elsewhere(entities, { input: 's3://in-bucket/a', output: 's3://out-bucket/b' })), [
      'DataAccessRoleArn',
    ]);
    assert.deepEqual(missing(elsewhere(idMapping, { jobType: 'BATCH' })), ['workflowName']);
    assert.deepEqual(missing(elsewhere(idMapping, { workflow: 'w', output: 's3://out-bucket/b' })), ['roleArn']);
  });

  it('yields a spec that passes the check', () => {
    const jobs = [
      elsewhere(entities, {
        name: 'notes',
        input: 's3://example-clinical-notes/notes/',
        output: 's3://example-results/entities/',
        role,
      }),
      elsewhere(idMapping, {
        workflow: 'patient-id-mapping',
        jobType: 'BATCH',
        output: 's3://example-results/x/',
        role,
      }),
      elsewhere(matching, { workflow: 'patient-matching' }),
    ];
    for (const job of jobs) {
      const kind = jobKinds.find(({ action }) => action === job.action)!;
      const { spec, problems } = check(specTextOf(kind, requestOf(job), { region: job.region, account: job.account }));
      assert.deepEqual(
        [spec?.kind.action, spec?.region, spec?.account],
        [job.action, job.region, job.account],
        JSON.stringify(problems),
      );
    }
  });

  it('recognizes a job that is known only from a list', () => {
    assert.ok(isBare(elsewhere(idMapping, { workflow: 'w', submittedAt: now, endedAt: now })));
    for (const more of [
      { jobType: 'BATCH' },
      { metrics: { inputRecords: 1 } },
      { message: 'm' },
      { role },
    ] satisfies Partial<Job>[])
      assert.ok(!isBare(elsewhere(idMapping, more)));
    assert.ok(!isBare(elsewhere(entities, {})) && !isBare(startedJob(matching, 'a', now)));
  });
});
