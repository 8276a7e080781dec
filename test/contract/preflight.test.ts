// The checks before a start, asked with the real clients: each with yes, no, denied, slow and broken answers.
import assert from 'node:assert/strict';
import type { Connected } from '../../src/domain/connection.ts';
import type { Job } from '../../src/domain/jobs/job.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { checks } from '../../src/domain/preflight/checks.ts';
import type { CheckInput } from '../../src/domain/preflight/check.ts';
import type { Finding } from '../../src/domain/preflight/finding.ts';
import { leastPrivilege } from '../../src/domain/preflight/leastPrivilege.ts';
import { answered } from '../../src/domain/refusal.ts';
import { Preflight } from '../../src/domain/preflight/preflight.ts';
import { isKeptChecks } from '../../src/domain/preflight/kept.ts';
import { subjectOf } from '../../src/domain/preflight/subject.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type FaultProxy, htmlPage, serviceError, startFaultProxy } from './faultProxy.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { signedRequest } from './sandboxRequest.ts';

const account = '000000000000';
const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const key = (end: string): string => `arn:aws:kms:us-east-1:${account}:key/00000000-0000-4000-8000-00000000000${end}`;

const entities = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const idMapping = kindOf('entityresolution:StartIdMappingJob')!;

const medicalRequest = {
  JobName: 'notes',
  LanguageCode: 'en',
  DataAccessRoleArn: role('ComprehendMedicalData'),
  InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
  OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'entities/' },
};

const neverFaults = (fault: unknown): void => {
  throw fault;
};

describe('the checks before a start', function () {
  let sandbox: RunningSandbox;
  let aws: AwsEnvironment;
  let proxy: FaultProxy;
  let connected: Connected;

  before(async () => {
    sandbox = await startSandbox();
    proxy = await startFaultProxy(sandbox.url);
    for (const path of ['odd/a//b.txt', 'odd/scan.pdf', 'odd/empty.txt', 'odd-too/x.txt'])
      assert.equal(
        (
          await signedRequest(sandbox, {
            service: 's3',
            method: 'PUT',
            path: `/example-results/${path}`,
            body: path.includes('empty') ? '' : 'x',
          })
        ).status,
        200,
      );
  });
  beforeEach(async () => {
    aws = await isolateAws();
    proxy.forget();
    connected = valueOf(await open({ sandbox: true }, { url: proxy.url, sandbox: sandbox.credentials }));
  });
  afterEach(async () => {
    await aws.restore();
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
  });

  const inputOf = (
    kind: typeof entities | typeof idMapping,
    request: JsonObject,
    more: Partial<CheckInput> = {},
  ): CheckInput => ({
    subject: subjectOf({ kind, request }, connected.services),
    port: connected.preflight,
    live: connected.live,
    results: connected.results,
    services: connected.services,
    clock: systemClock,
    simulated: true,
    unfinished: [],
    readsDocuments: false,
    rates: {},
    ...more,
  });

  /** The answers of one check. */
  const findings = async (
    id: string,
    request: JsonObject = medicalRequest,
    more: Partial<CheckInput> = {},
    kind: typeof entities | typeof idMapping = entities,
  ): Promise<readonly Finding[]> => {
    const faults: unknown[] = [];
    const run = new Preflight(
      inputOf(kind, request, more),
      fault => faults.push(fault),
      checks.filter(each => each.id === id),
    );
    await run.run();
    assert.deepEqual(faults, []);
    assert.equal(run.tally.open, 0);
    for (const result of run.results)
      for (const { verdict, advice } of result.findings ?? [])
        assert.ok(verdict !== 'no' || (advice ?? '') !== '', 'a “no” says what to do');
    return run.results.flatMap(result => result.findings ?? []);
  };
  const verdicts = async (...given: Parameters<typeof findings>): Promise<string> =>
    (await findings(...given)).map(({ verdict }) => verdict).join(' ');

  it('answer yes to everything about an example', async () => {
    const run = new Preflight(inputOf(entities, medicalRequest), neverFaults);
    await run.run();
    const others = run.results.flatMap(({ check, findings: found }) =>
      (found ?? []).filter(({ verdict }) => verdict !== 'yes').map(({ text }) => `${check.id}: ${text}`),
    );
    assert.deepEqual(others, []);
    assert.ok(run.tally.yes > 12, String(run.tally.yes));
    assert.equal(proxy.count('StartEntitiesDetectionV2Job'), 0);
  });

  it('answer yes to everything about a workflow', async () => {
    const run = new Preflight(inputOf(idMapping, { workflowName: 'patient-id-mapping' }), neverFaults);
    await run.run();
    const others = run.results.flatMap(({ check, findings: found }) =>
      (found ?? []).filter(({ verdict }) => verdict !== 'yes').map(({ text }) => `${check.id}: ${text}`),
    );
    assert.deepEqual(others, []);
    const ofRole = run.results.find(({ check }) => check.id === 'role')?.findings;
    assert.match(ofRole?.[0]?.text ?? '', /EntityResolutionData exists/);
  });

  describe('of buckets', () => {
    const output = (bucket: string): JsonObject => ({
      ...medicalRequest,
      OutputDataConfig: { S3Bucket: bucket, S3Key: 'entities/' },
    });
    for (const [bucket, expected, text] of [
      ['example-results', 'yes', /is in us-east-1/],
      ['example-elsewhere', 'no', /is in eu-central-1, but the job runs in us-east-1/],
      ['example-denied', 'yes', /is in us-east-1/],
      ['no-such-bucket-here', 'no', /does not exist/],
    ] as const)
      it(`${bucket} is ${expected}`, async () => {
        const [found] = await findings('outputBucket', output(bucket));
        assert.equal(found?.verdict, expected);
        assert.match(found?.text ?? '', text);
      });

    for (const [bucket, encryption, versioning] of [
      ['example-results', /Amazon S3 \(SSE-S3\)/, /is off/],
      ['example-guarded', /KMS key arn:aws:kms/, /is on/],
      ['example-conditional', /SSE-S3/, /is suspended/],
    ] as const)
      it(`${bucket} says how it encrypts and keeps versions`, async () => {
        const [first, second] = await findings('outputEncryption', output(bucket));
        assert.match(first?.text ?? '', encryption);
        assert.match(second?.text ?? '', versioning);
      });

    it('a denied bucket could not be told, not a failure', async () => {
      assert.equal(await verdicts('outputEncryption', output('example-denied')), 'unknown unknown');
      assert.equal(await verdicts('bucketPolicies', output('example-denied')), 'yes unknown');
    });

    for (const [bucket, expected] of [
      ['example-results', 'yes yes'],
      ['example-guarded', 'yes no'],
      ['example-conditional', 'yes unknown'],
    ] as const)
      it(`the policy of ${bucket}: ${expected}`, async () => {
        assert.equal(await verdicts('bucketPolicies', output(bucket)), expected);
      });
  });

  describe('of the role', () => {
    const withRole = (name: string): JsonObject => ({ ...medicalRequest, DataAccessRoleArn: role(name) });
    for (const [name, expected] of [
      ['ComprehendMedicalData', 'yes yes'],
      ['EntityResolutionData', 'yes no'],
      ['ExampleAnalysts', 'yes no'],
      ['ElsewhereData', 'yes no'],
      ['ConditionalData', 'yes unknown'],
      ['HiddenData', 'unknown'],
      ['NoSuchRole', 'no'],
    ] as const)
      it(`${name}: ${expected}`, async () => {
        assert.equal(await verdicts('role', withRole(name)), expected);
      });

    it('of another account could not be told', async () => {
      const request = { ...medicalRequest, DataAccessRoleArn: 'arn:aws:iam::111122223333:role/Data' };
      assert.equal(await verdicts('role', request), 'unknown');
      assert.equal(await verdicts('roleOwnPolicies', request), 'unknown');
      assert.equal(proxy.count('GetRole'), 0);
    });

    for (const [name, expected] of [
      ['ComprehendMedicalData', []],
      ['ReadOnlyData', ['They do not allow s3:PutObject', 'They do not allow s3:ListBucket']],
      ['DenyingData', ['They deny s3:PutObject']],
      ['BoundedData', ['The role’s permissions boundary does not allow s3:PutObject']],
      ['RegionData', []],
    ] as const)
      it(`its own policies, ${name}`, async () => {
        const found = await findings('roleOwnPolicies', withRole(name));
        const no = found.filter(({ verdict }) => verdict === 'no').map(({ text }) => text);
        assert.equal(no.length, expected.length, no.join('\n'));
        for (const [index, begin] of expected.entries()) assert.ok(no[index]?.startsWith(begin), no[index]);
      });

    for (const [name, text] of [
      ['TaggedData', /^They decide about s3:PutObject on .* by a condition that cannot be simulated\.$/],
      ['OrganizationData', /^A policy of the organization seems to deny s3:PutObject/],
    ] as const)
      it(`its own policies, ${name}, could not be told`, async () => {
        const found = await findings('roleOwnPolicies', withRole(name));
        assert.deepEqual(
          found.filter(({ verdict }) => verdict === 'no'),
          [],
        );
        assert.ok(
          found.some(({ verdict, text: said }) => verdict === 'unknown' && text.test(said)),
          JSON.stringify(found),
        );
      });

    it('its own policies may not be enough, where the bucket’s policy cannot be read', async () => {
      const request = {
        ...withRole('ReadOnlyData'),
        OutputDataConfig: { S3Bucket: 'example-denied', S3Key: 'entities/' },
      };
      assert.doesNotMatch(await verdicts('roleOwnPolicies', request), /\bno\b/);
    });

    it('a prefix without a slash at its end stands for a folder, and each right is asked once', async () => {
      const request = {
        ...medicalRequest,
        InputDataConfig: { S3Bucket: 'example-results', S3Key: 'notes' },
        OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'entities' },
      };
      const found = await findings('roleOwnPolicies', request);
      const texts = found.map(({ text }) => text);
      assert.equal(new Set(texts).size, texts.length, texts.join('\n'));
      const bodies = proxy.seen.map(({ body }) => decodeURIComponent(body)).filter(body => body.includes('Simulate'));
      assert.ok(
        bodies.some(body => body.includes('example-results/notes/example.txt')),
        bodies.join('\n'),
      );
    });

    it('an alias of a KMS key is asked about by the key’s own ARN', async () => {
      const found = await findings('roleOwnPolicies', { ...medicalRequest, KMSKey: 'alias/example-archive' });
      assert.ok(
        found.some(({ verdict, text }) => verdict === 'yes' && /kms:Decrypt on arn:aws:kms:[^ ]*:key\//.test(text)),
        JSON.stringify(found),
      );
    });

    it('may be let in by the policy of the bucket alone', async () => {
      const request = {
        ...withRole('ReadOnlyData'),
        OutputDataConfig: { S3Bucket: 'example-shared', S3Key: 'entities/' },
      };
      assert.equal((await verdicts('roleOwnPolicies', request)).includes('no'), false);
    });

    it('its policies could not be told if nobody may simulate them', async () => {
      assert.equal(new Set((await verdicts('roleOwnPolicies', withRole('HiddenData'))).split(' ')).size, 1);
      assert.match(await verdicts('roleOwnPolicies', withRole('HiddenData')), /^unknown/);
    });
  });

  describe('of the KMS key', () => {
    for (const [end, expected] of [
      ['1', 'yes yes'],
      ['5', 'no yes'],
      ['6', 'no yes'],
      ['7', 'no yes'],
      ['8', 'yes unknown'],
      ['9', 'unknown'],
    ] as const)
      it(`…${end}: ${expected}`, async () => {
        assert.equal(await verdicts('key', { ...medicalRequest, KMSKey: key(end) }), expected);
      });

    it('that does not exist', async () => {
      assert.equal(await verdicts('key', { ...medicalRequest, KMSKey: 'alias/no-such-key' }), 'no');
      assert.equal(await verdicts('key', { ...medicalRequest, KMSKey: 'alias/example-archive' }), 'yes yes');
    });
  });

  describe('of the documents', () => {
    const input = (bucket: string, prefix: string): JsonObject => ({
      ...medicalRequest,
      InputDataConfig: { S3Bucket: bucket, S3Key: prefix },
    });

    it('counts them, with the largest', async () => {
      const [found] = await findings('documents');
      assert.match(found?.text ?? '', /^12 documents, [\d.]+ KB, are under s3:\/\/example-clinical-notes\/notes\/\.$/);
      assert.equal(found?.details?.length, 10);
    });

    it('names those that the service may leave unprocessed', async () => {
      const found = await findings('documents', input('example-clinical-notes', 'unusual/'));
      const texts = found.map(({ verdict, text }) => `${verdict} ${text}`).join('\n');
      assert.match(texts, /unknown 1 document is larger than 70\.0 KB/);
      assert.match(texts, /unknown 1 document is empty/);
    });

    it('reads a sample only if allowed', async () => {
      await findings('documents', input('example-clinical-notes', 'unusual/'));
      assert.equal(proxy.count('GetObject'), 0);
      const found = await findings('documents', input('example-clinical-notes', 'notes/'), { readsDocuments: true });
      assert.ok(proxy.count('GetObject') > 0);
      assert.ok(found.some(({ text }) => text.includes('UTF-8')));
    });

    it('finds keys that the service refuses, other types, and what the prefix takes beside', async () => {
      const found = await findings('documents', input('example-results', 'odd'));
      const texts = found.map(({ verdict, text }) => `${verdict} ${text}`).join('\n');
      assert.match(texts, /no 1 key has two slashes in a row/);
      assert.match(texts, /unknown 1 document does not look like plain text/);
      assert.match(texts, /does not end in a slash/);
      assert.deepEqual(found.find(({ text }) => text.includes('does not end'))?.details, ['odd/', 'odd-too/'].sort());
    });

    it('are none under an empty prefix, could not be told under a denied one', async () => {
      assert.equal(await verdicts('documents', input('example-results', 'nothing-here/')), 'no');
      assert.equal(await verdicts('documents', input('example-denied', 'notes/')), 'unknown');
    });

    it('cost what the user’s own rate says', async () => {
      const found = await findings('documents', medicalRequest, { rates: { EntitiesDetectionV2: 0.01 } });
      assert.match(
        found.at(-1)?.text ?? '',
        /^Estimated cost: [\d.]+ to [\d.]+, by your own rate of 0\.01 per 100 characters\.$/,
      );
      const rates = { EntitiesDetectionV2: 0.01, asOf: '2026-11-01' };
      const dated = await findings('documents', medicalRequest, { rates });
      assert.match(dated.at(-1)?.text ?? '', /by your own rate of 0\.01 per 100 characters as of 2026-11-01\.$/);
    });

    it('have a size, which is kept with the job', async () => {
      const run = new Preflight(inputOf(entities, medicalRequest), neverFaults);
      await run.run();
      assert.ok((run.kept.bytes ?? 0) > 1_000);
      assert.equal(isKeptChecks(JSON.parse(JSON.stringify(run.kept)) as JsonObject), true);
      assert.equal(isKeptChecks({ ...run.kept, bytes: '1' }), false);
    });
  });

  describe('of the caller', () => {
    it('has every right', async () => {
      assert.equal(await verdicts('caller'), 'yes yes');
    });
    it('denied, slow or broken answers could not be told', async () => {
      proxy.always('SimulatePrincipalPolicy', {
        kind: 'answer',
        status: 403,
        headers: { 'content-type': 'text/xml' },
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
      });
      assert.equal(await verdicts('caller'), 'unknown unknown');
      proxy.always('SimulatePrincipalPolicy', { kind: 'answer', status: 200, body: '<html>' });
      assert.equal(await verdicts('caller'), 'unknown unknown');
    });
  });

  describe('of the account', () => {
    it('is no if the spec is for another', async () => {
      const subject = subjectOf(
        { kind: entities, request: medicalRequest, account: '111122223333' },
        connected.services,
      );
      assert.equal(await verdicts('account', medicalRequest, { subject }), 'no yes');
    });
    it('warns if the credentials end before such a job usually does', async () => {
      const credentialsEnd = Date.now() + 10 * 60_000;
      assert.equal(await verdicts('expiry', medicalRequest, { credentialsEnd, usualMs: 60_000 }), 'yes');
      assert.equal(await verdicts('expiry', medicalRequest, { credentialsEnd, usualMs: 3_600_000 }), 'unknown');
    });
  });

  describe('of the policies, by IAM Access Analyzer', () => {
    const subject = (): ReturnType<typeof subjectOf> =>
      subjectOf({ kind: entities, request: medicalRequest }, connected.services);
    it('finds nothing in those of a spec', async () => {
      const { trust, role: permissions, caller } = leastPrivilege(subject());
      for (const [policy, isTrust] of [
        [trust, true],
        [permissions, false],
        [caller, false],
      ] as const)
        assert.deepEqual(valueOf(await connected.preflight.validate(JSON.stringify(policy), isTrust)), []);
      assert.equal(proxy.count('ValidatePolicy'), 3);
    });
    it('finds what is wrong in others', async () => {
      const codes = async (policy: string): Promise<readonly string[]> =>
        valueOf(await connected.preflight.validate(policy, false)).map(({ type, code }) => `${type} ${code}`);
      assert.deepEqual(await codes('{'), ['ERROR JSON_SYNTAX_ERROR']);
      assert.deepEqual(await codes('{"Statement":[]}'), ['WARNING MISSING_VERSION']);
    });
    it('is a refusal if it is denied or the answer is none', async () => {
      proxy.always('ValidatePolicy', serviceError('AccessDeniedException', 403));
      assert.equal(refusalOf(await connected.preflight.validate('{}', false)).kind, 'denied');
      proxy.always('ValidatePolicy', htmlPage(200));
      assert.equal((await connected.preflight.validate('{}', false)).ok, false);
    });
  });

  describe('of a workflow', () => {
    const name = 'patient-id-mapping';
    it('that does not exist', async () => {
      assert.equal(await verdicts('workflow', { workflowName: 'no-such' }, {}, idMapping), 'no');
    });
    it('whose own role or output would fail, and says where that is set', async () => {
      const live = {
        ...connected.live,
        workflow: async (...given: Parameters<typeof connected.live.workflow>) => {
          const answer = await connected.live.workflow(...given);
          return answer.ok
            ? {
                ...answer,
                value: {
                  ...answer.value,
                  roleArn: role('ComprehendMedicalData'),
                  outputs: ['s3://example-elsewhere/x/'],
                },
              }
            : answer;
        },
      };
      for (const id of ['role', 'outputBucket']) {
        const found = await findings(id, { workflowName: name }, { live }, idMapping);
        const bad = found.find(({ verdict }) => verdict === 'no');
        assert.match(bad?.advice ?? '', /^Change it in the workflow, where it is set\./, JSON.stringify(found));
      }
    });
    it('that cannot be read leaves its role and output untold', async () => {
      proxy.always('GetIdMappingWorkflow', serviceError('AccessDeniedException', 403));
      for (const id of ['role', 'outputBucket', 'roleOwnPolicies'])
        assert.equal(await verdicts(id, { workflowName: name }, {}, idMapping), 'unknown');
    });
    it('whose job runs', async () => {
      valueOf(await connected.services.start(idMapping, 'us-east-1', { workflowName: name }));
      assert.equal(await verdicts('running', { workflowName: name }, {}, idMapping), 'no');
    });
    it('whose last job the list does not show', async () => {
      const live = { ...connected.live, lastRun: () => Promise.resolve(answered({})) };
      assert.equal(await verdicts('running', { workflowName: name }, { live }, idMapping), 'unknown');
    });
    it('beside one of another workflow', async () => {
      const other = { action: idMapping.action, region: 'us-east-1', id: 'a'.repeat(32) } as Job;
      assert.match(await verdicts('running', { workflowName: name }, { unfinished: [other] }, idMapping), /unknown$/);
    });
    it('whose quotas are listed over all pages', async () => {
      const [found] = await findings('quotas', { workflowName: name }, {}, idMapping);
      assert.ok(
        found?.details?.some(line => line.startsWith('Concurrent matching jobs: 1')),
        String(found?.details),
      );
    });
  });

  it('count no active jobs from lists that are refused', async () => {
    proxy.always('ListEntitiesDetectionV2Jobs', serviceError('AccessDeniedException', 400));
    assert.equal(await verdicts('activeJobs'), 'unknown');
  });

  // Each check, whatever it asks, under answers that are no answers: none of them is a “no”.
  const medicalWithKey = { ...medicalRequest, KMSKey: key('1') };
  for (const [name, fault] of [
    ['denied', serviceError('AccessDenied', 403)],
    ['without end', { kind: 'hang', forward: false }],
    ['web pages', htmlPage(200)],
    ['web pages of a gateway', htmlPage(502)],
    ['cut off', { kind: 'cutOff' }],
    ['byte by byte', { kind: 'drip', forward: false, everyMs: 50 }],
  ] as const)
    for (const [kind, request] of [
      [entities, medicalWithKey],
      [idMapping, { workflowName: 'patient-id-mapping' }],
    ] as const)
      for (const check of checks.filter(({ id }) => !['account', 'expiry'].includes(id)))
        if (
          check.applies(
            subjectOf({ kind, request }, { identity: { account, partition: 'sandbox', arn: '' }, region: 'us-east-1' }),
          )
        )
          it(`${check.id} of ${kind.family} with answers ${name}`, async () => {
            proxy.always('*', fault);
            const run = new Preflight(inputOf(kind, request), neverFaults, [{ ...check, deadlineMs: 1_000 }]);
            await run.run();
            assert.deepEqual([run.tally.no, run.tally.open], [0, 0], JSON.stringify(run.results));
            assert.ok(run.tally.unknown > 0, JSON.stringify(run.results));
          });

  it('end at their deadline, each by itself', async () => {
    proxy.always('HeadBucket', { kind: 'hang', forward: false });
    const short = checks.map(check => (check.id === 'outputBucket' ? { ...check, deadlineMs: 50 } : check));
    const run = new Preflight(
      inputOf(entities, medicalRequest),
      neverFaults,
      short.filter(({ id }) => id === 'outputBucket' || id === 'account'),
    );
    await run.run();
    assert.deepEqual(
      run.results.map(({ findings: found }) => found?.[0]?.verdict),
      ['yes', 'unknown'],
    );
  });

  it('end when they are stopped, and say how far they were', async () => {
    proxy.always('ListObjectsV2', { kind: 'hang', forward: false });
    const run = new Preflight(inputOf(entities, medicalRequest), neverFaults);
    const done = run.run();
    run.stop();
    await done;
    assert.equal(run.tally.open, 0);
    assert.match(run.results.find(({ check }) => check.id === 'documents')?.findings?.[0]?.text ?? '', /^Stopped/);
  });
});
