// What a form asks for in addition to lists: workflows and their runs, keys, and the contents of a bucket; with the
// real clients.
import { type LivePort, type Measure, maxMeasuredPages } from '../../src/domain/live/port.ts';
import assert from 'node:assert/strict';
import type { Connected } from '../../src/domain/connection.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { until } from '../pace.ts';
import { LiveValues } from '../../src/domain/live/values.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type Fault, type FaultProxy, serviceError, startFaultProxy } from './faultProxy.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { eventually, signedRequest } from './sandboxRequest.ts';

const region = 'eu-west-2';
const account = '000000000000';
const idMapping = kindOf('entityresolution:StartIdMappingJob')!;
const matching = kindOf('entityresolution:StartMatchingJob')!;
const arnOf = (name: string, where = region, owner = account): string =>
  `arn:aws:entityresolution:${where}:${owner}:idmappingworkflow/${name}`;
const madeAt = Date.parse('2026-01-05T09:00:00Z');
const key = (number: number, where = region): string =>
  `arn:aws:kms:${where}:${account}:key/00000000-0000-4000-8000-00000000000${number}`;

describe('live details', function () {
  let sandbox: RunningSandbox;
  let aws: AwsEnvironment;
  let proxy: FaultProxy;
  let calls: Record<string, unknown>[];
  let live: LivePort;
  let connected: Connected;

  before(async () => {
    sandbox = await startSandbox({ jobSeconds: 0.05 });
    proxy = await startFaultProxy(sandbox.url);
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
  });
  beforeEach(async () => {
    aws = await isolateAws();
    calls = [];
    await aws.credentials(
      `[clinic]\naws_access_key_id = ${sandbox.credentials.accessKeyId}\naws_secret_access_key = ${sandbox.credentials.secretAccessKey}\n`,
    );
    connected = valueOf(await open({ profile: 'clinic', region }, { url: proxy.url, calls }));
    ({ live } = connected);
  });
  afterEach(async () => {
    proxy.forget();
    await aws.restore();
  });

  const put = async (path: string, body: string): Promise<void> => {
    assert.equal((await signedRequest(sandbox, { service: 's3', method: 'PUT', path, body })).status, 200);
  };
  const start = async (workflow: string): Promise<string> => {
    const { status, text } = await signedRequest(sandbox, {
      service: 'entityresolution',
      method: 'POST',
      region,
      path: `/idmappingworkflows/${workflow}/jobs`,
      body: '{}',
    });
    assert.equal(status, 200, text);
    return (JSON.parse(text) as { jobId: string }).jobId;
  };

  describe('of a workflow', () => {
    it('are what its Get operation returns, for either kind', async () => {
      const { name, arn, type, isIncremental, createdAt, updatedAt, outputs, roleArn, description } = valueOf(
        await live.workflow(idMapping, region, 'patient-id-mapping-incremental'),
      );
      assert.deepEqual(
        { name, arn, type, isIncremental, createdAt, updatedAt, outputs, roleArn, description },
        {
          name: 'patient-id-mapping-incremental',
          arn: arnOf('patient-id-mapping-incremental'),
          type: 'RULE_BASED',
          isIncremental: true,
          createdAt: madeAt,
          updatedAt: madeAt,
          outputs: ['s3://example-results/entity-resolution/'],
          roleArn: `arn:aws:iam::${account}:role/EntityResolutionData`,
          description: 'The same mapping, run for what is new.',
        },
      );
      assert.equal(valueOf(await live.workflow(idMapping, region, 'patient-id-mapping')).isIncremental, false);
      const found = valueOf(await live.workflow(matching, region, 'patient-matching'));
      assert.deepEqual([found.type, found.isIncremental, found.name], ['RULE_MATCHING', false, 'patient-matching']);
    });

    it('are found by its ARN, but never those of a workflow with the same name in another account, region or kind', async () => {
      assert.equal(
        valueOf(await live.workflow(idMapping, region, arnOf('patient-id-mapping'))).name,
        'patient-id-mapping',
      );
      assert.match(
        proxy.seen.at(-1)?.path ?? '',
        /^\/idmappingworkflows\/patient-id-mapping$/,
        'the service accepts no ARN here',
      );
      const before = proxy.count();
      for (const arn of [
        arnOf('patient-id-mapping', 'us-east-1'),
        arnOf('patient-id-mapping').replace('idmapping', 'matching'),
        'arn:aws:iam::000000000000:role/x',
      ]) {
        for (const ask of [live.workflow(idMapping, region, arn), live.lastRun(idMapping, region, arn)])
          assert.deepEqual([refusalOf(await ask).kind, refusalOf(await ask).name], ['notFound', 'OtherWorkflow']);
      }
      assert.equal(proxy.count(), before, 'workflows elsewhere are not requested here');
      assert.equal(
        refusalOf(await live.workflow(idMapping, region, arnOf('patient-id-mapping', region, '111122223333'))).name,
        'OtherWorkflow',
      );
      assert.equal(refusalOf(await live.workflow(idMapping, region, 'nowhere')).kind, 'notFound');
    });

    it('leave out what an incomplete answer does not say', async () => {
      proxy.next('*', {
        kind: 'rewrite',
        change: answer => ({ workflowName: answer['workflowName'], workflowArn: answer['workflowArn'] }),
      });
      const found = valueOf(await live.workflow(idMapping, region, 'patient-id-mapping'));
      assert.deepEqual(found, { name: 'patient-id-mapping', arn: arnOf('patient-id-mapping'), outputs: [] });
      proxy.next('*', { kind: 'rewrite', change: answer => ({ ...answer, incrementalRunConfig: null }) });
      assert.equal(valueOf(await live.workflow(idMapping, region, 'patient-id-mapping')).isIncremental, false);
      proxy.next('*', { kind: 'rewrite', change: answer => ({ ...answer, incrementalRunConfig: {} }) });
      assert.equal(valueOf(await live.workflow(idMapping, region, 'patient-id-mapping')).isIncremental, true);
      proxy.next('*', { kind: 'rewrite', change: () => ({}) });
      assert.equal(refusalOf(await live.workflow(idMapping, region, 'patient-id-mapping')).kind, 'badReply');
    });

    it('in lists include when it was created and changed', async () => {
      const { items } = valueOf(await live.listWorkflows(matching, region));
      assert.deepEqual(
        items.map(({ name, createdAt, updatedAt }) => [name, createdAt, updatedAt]),
        [['patient-matching', madeAt, madeAt]],
      );
    });

    it('include the last run, by name and by ARN', async () => {
      assert.deepEqual(valueOf(await live.lastRun(idMapping, region, 'patient-id-mapping')), { neverRan: true });
      const first = await start('patient-id-mapping');
      await eventually(
        () => live.lastRun(idMapping, region, 'patient-id-mapping'),
        answer => valueOf(answer).run?.status === 'SUCCEEDED',
      );
      const second = await start('patient-id-mapping');
      const { run } = valueOf(await live.lastRun(idMapping, region, arnOf('patient-id-mapping')));
      assert.equal(run?.id, second);
      assert.notEqual(first, second);
      assert.ok(Math.abs((run.startedAt ?? 0) - Date.now()) < 10_000);
      const ended = await eventually(
        () => live.lastRun(idMapping, region, 'patient-id-mapping'),
        answer => valueOf(answer).run?.endedAt !== undefined,
      );
      assert.equal(valueOf(ended).run?.status, 'SUCCEEDED');
      assert.deepEqual(valueOf(await live.lastRun(matching, region, 'patient-matching')), { neverRan: true });
    });

    for (const [what, times, hasMore, expected] of [
      ['one page in any order', [20, 30, 10], false, '30'],
      ['newest first with more behind', [30, 20, 10], true, '30'],
      ['oldest first with more behind, which says nothing', [10, 20, 30], true, undefined],
      ['no order with more behind', [20, 30, 10], true, undefined],
      ['one time and more behind', [10, 10], true, undefined],
    ] as const) {
      it(`take the last run from a page of ${what}`, async () => {
        const page: Fault = {
          kind: 'answer',
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            jobs: times.map(time => ({ jobId: String(time), status: 'SUCCEEDED', startTime: time })),
            ...(hasMore ? { nextToken: 'x' } : {}),
          }),
        };
        proxy.next('ListIdMappingJobs', page);
        assert.equal(valueOf(await live.lastRun(idMapping, region, 'patient-id-mapping')).run?.id, expected);
        assert.equal(proxy.count('ListIdMappingJobs'), 1);
      });
    }
  });

  describe('of keys', () => {
    const json = (body: object): Fault => ({
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(body),
    });

    it("list the account's own keys under each of their names, with unnamed keys last", async () => {
      assert.deepEqual(valueOf(await live.listKeys(region)), {
        items: [
          { arn: key(2), alias: 'alias/example-archive' },
          { arn: key(1), alias: 'alias/example-results' },
          { arn: key(1), alias: 'alias/example-shared' },
          { arn: key(3) },
        ],
        more: false,
      });
      assert.equal(valueOf(await live.listKeys('us-east-1')).items[0]?.arn, key(2, 'us-east-1'));
    });

    it('list only named keys if the caller cannot list keys, and none if names are denied', async () => {
      proxy.always('ListKeys', serviceError('AccessDeniedException', 400));
      assert.deepEqual(
        valueOf(await live.listKeys(region)).items.map(({ arn }) => arn),
        [key(2), key(1), key(1)],
      );
      proxy.forget();
      proxy.always('ListAliases', serviceError('AccessDeniedException', 400));
      assert.equal(refusalOf(await live.listKeys(region)).kind, 'denied');
    });

    it('are read over all pages; a key whose name may be on an unread page is left out', async () => {
      const alias = (number: number): object => ({
        AliasName: `alias/n${number}`,
        AliasArn: `arn:aws:kms:${region}:${account}:alias/n${number}`,
        TargetKeyId: String(number),
      });
      proxy.next('ListAliases', json({ Aliases: [alias(1)], Truncated: true, NextMarker: 'on' }));
      proxy.next('ListAliases', json({ Aliases: [{ AliasName: 'alias/no-key' }], Truncated: false }));
      const { items, more } = valueOf(await live.listKeys(region));
      assert.deepEqual([items.length, items[0]?.alias, more], [5, 'alias/n1', false]);
      assert.equal(
        (
          JSON.parse(proxy.seen.filter(({ operation }) => operation === 'ListAliases').at(-1)?.body ?? '') as {
            Marker: string;
          }
        ).Marker,
        'on',
      );
      for (let page = 0; page < 20; page++)
        proxy.next('ListAliases', json({ Aliases: [alias(page)], Truncated: true, NextMarker: 'on' }));
      const long = valueOf(await live.listKeys(region));
      assert.deepEqual([long.items.length, long.more], [10, true]);
    });
  });

  describe('of a bucket', () => {
    before(async () => {
      await put('/example-results/level/folder/deep.txt', 'deep');
      await put('/example-results/level/other/', '');
      await put('/example-results/level/a.txt', 'three');
      for (let batch = 0; batch < 1_010; batch += 101)
        await Promise.all(
          Array.from({ length: 101 }, (_, index) =>
            put(`/example-results/many/${String(batch + index).padStart(4, '0')}.txt`, 'ab'),
          ),
        );
    });

    it('are one level: folders first, then objects with size and time', async () => {
      const { entries, next } = valueOf(await live.browse(region, 'example-results', 'level/'));
      assert.deepEqual(
        entries.map(({ key: name, isFolder, size }) => [name, isFolder, size]),
        [
          ['level/folder/', true, undefined],
          ['level/other/', true, undefined],
          ['level/a.txt', false, 5],
        ],
      );
      assert.ok(Math.abs((entries[2]?.modifiedAt ?? 0) - Date.now()) < 60_000);
      assert.equal(next, undefined);
      assert.deepEqual(
        valueOf(await live.browse(region, 'example-results', 'level/other/')).entries,
        [],
        'the marker of a folder is not an object in it',
      );
    });

    it('are read page by page, with one call per page, and only on request', async () => {
      const first = valueOf(await live.browse(region, 'example-results', 'many/'));
      assert.equal(first.entries.length, 1_000);
      assert.equal(calls.filter(({ operation }) => operation === 'ListObjectsV2').length, 1);
      const second = valueOf(await live.browse(region, 'example-results', 'many/', first.next));
      assert.deepEqual([second.entries.length, second.entries[0]?.key, second.next], [10, 'many/1000.txt', undefined]);
    });

    it('are cached for a minute, each page by itself', async () => {
      const { port } = new LiveValues(
        { state: { state: 'connected', choice: connected.choice, connected } },
        new MachineClock(),
      );
      assert.ok(port);
      const first = valueOf(await port.browse(region, 'example-results', 'many/'));
      for (let again = 0; again < 2; again++)
        assert.equal(valueOf(await port.browse(region, 'example-results', 'many/', first.next)).entries.length, 10);
      valueOf(await port.browse(region, 'example-results', 'many/'));
      assert.equal(calls.filter(({ operation }) => operation === 'ListObjectsV2').length, 2);
    });

    it('count the size of a prefix and report progress', async () => {
      const told: Measure[] = [];
      assert.deepEqual(
        valueOf(
          await live.measure(region, 'example-results', 'many/', undefined, soFar => {
            told.push(soFar);
          }),
        ),
        { objects: 1_010, bytes: 2_020, more: false },
      );
      assert.deepEqual(told, [
        { objects: 1_000, bytes: 2_000, more: true },
        { objects: 1_010, bytes: 2_020, more: false },
      ]);
      assert.deepEqual(valueOf(await live.measure(region, 'example-results', 'many/01')), {
        objects: 100,
        bytes: 200,
        more: false,
      });
      assert.deepEqual(
        valueOf(await live.measure(region, 'example-results', 'level/')),
        { objects: 3, bytes: 9, more: false },
        'including folders',
      );
      assert.deepEqual(valueOf(await live.measure(region, 'example-results', 'nowhere/')), {
        objects: 0,
        bytes: 0,
        more: false,
      });
    });

    const page = (objects: number, next?: string): Fault => ({
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType><IsTruncated>${String(next !== undefined)}</IsTruncated>${next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}${'<Contents><Key>k</Key><Size>3</Size></Contents>'.repeat(objects)}</ListBucketResult>`,
    });

    it('stop counting at a limit, and say that there is more', async () => {
      proxy.always('*', page(2, 'on'));
      assert.deepEqual(valueOf(await live.measure(region, 'example-results', '')), {
        objects: 2 * maxMeasuredPages,
        bytes: 6 * maxMeasuredPages,
        more: true,
      });
      assert.equal(calls.filter(({ operation }) => operation === 'ListObjectsV2').length, maxMeasuredPages);
    });

    it('are a lower bound if a later page is refused, and a refusal if the first page is', async () => {
      proxy.next('*', page(2, 'on'));
      proxy.always('*', {
        kind: 'answer',
        status: 403,
        headers: { 'content-type': 'application/xml' },
        body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
      });
      assert.deepEqual(valueOf(await live.measure(region, 'example-results', '')), {
        objects: 2,
        bytes: 6,
        more: true,
      });
      assert.equal(refusalOf(await live.measure(region, 'example-results', '')).kind, 'denied');
    });

    it('stop counting when cancelled', async () => {
      const stop = new AbortController();
      proxy.always('*', page(2, 'on'));
      let pages = 0;
      const answer = await live.measure(region, 'example-results', '', stop.signal, () => {
        if (++pages === 3) stop.abort();
      });
      assert.equal(refusalOf(answer).kind, 'cancelled');
      assert.ok(proxy.count() <= 5, `${proxy.count()} calls`);
    });
  });

  it('leave no names in the log', async () => {
    await Promise.all([
      live.workflow(idMapping, region, 'patient-id-mapping'),
      live.lastRun(idMapping, region, 'patient-id-mapping'),
      live.listKeys(region),
      live.browse(region, 'example-results', 'level/'),
      live.measure(region, 'example-results', 'level/'),
    ]);
    const made = calls.filter(({ operation }) => operation !== 'GetCallerIdentity');
    assert.deepEqual(made.map(({ operation }) => operation).sort(), [
      'GetIdMappingWorkflow',
      'ListAliases',
      'ListIdMappingJobs',
      'ListKeys',
      'ListObjectsV2',
      'ListObjectsV2',
    ]);
    assert.doesNotMatch(JSON.stringify(made), /example|level|patient|alias/);
  });

  it('end when cancelled', async () => {
    proxy.always('*', { kind: 'hang', forward: false });
    const { signal, abort } = ((stop: AbortController) => ({
      signal: stop.signal,
      abort: () => {
        stop.abort();
      },
    }))(new AbortController());
    const before = proxy.count();
    const asked = [
      live.workflow(idMapping, region, 'x', signal),
      live.lastRun(idMapping, region, 'x', signal),
      live.listKeys(region, signal),
      live.browse(region, 'example-results', '', undefined, signal),
      live.measure(region, 'example-results', '', signal),
    ];
    // Keys are listed with two calls.
    await until('the calls to be under way', () => proxy.count() - before === asked.length + 1);
    abort();
    for (const answer of await Promise.all(asked)) assert.equal(refusalOf(answer).kind, 'cancelled');
  });

  it("call KMS at the profile's endpoint and nowhere else", async () => {
    const other = await startFaultProxy(sandbox.url);
    try {
      await aws.config(
        `[profile trap]\nendpoint_url = ${other.url}\n[profile clinic]\nregion = ${region}\nservices = local\n[services local]\nkms =\n  endpoint_url = ${proxy.url}\nsts =\n  endpoint_url = ${proxy.url}\n`,
      );
      aws.set({ AWS_PROFILE: 'trap' });
      valueOf(await valueOf(await open({ profile: 'clinic', region })).live.listKeys(region));
      assert.equal(proxy.count('ListAliases'), 1);
      await aws.config(`[profile trap]\nendpoint_url = ${other.url}\n[profile clinic]\nregion = ${region}\n`);
      assert.equal(
        refusalOf(
          await valueOf(await open({ profile: 'clinic', region }, { endpoints: { sts: proxy.url } })).live.listKeys(
            region,
          ),
        ).kind,
        'network',
      );
      assert.deepEqual([[...new Set(aws.lookups)], other.count()], [['kms.eu-west-2.amazonaws.com'], 0]);
    } finally {
      await other.close();
    }
  });

  it('that take too long are not awaited, except a count, which reports progress', async () => {
    const { port } = new LiveValues(
      { state: { state: 'connected', choice: connected.choice, connected } },
      new MachineClock(),
    );
    assert.ok(port);
    let letThrough = (): void => undefined;
    proxy.always('*', {
      kind: 'delay',
      until: new Promise<void>(resolve => {
        letThrough = resolve;
      }),
    });
    const counted = port.measure(region, 'example-clinical-notes', 'notes/');
    assert.equal(refusalOf(await port.workflow(idMapping, region, 'patient-id-mapping')).name, 'StillWaiting');
    letThrough();
    assert.equal(valueOf(await counted).objects, 12);
    assert.equal(
      valueOf(await port.workflow(idMapping, region, 'patient-id-mapping')).isIncremental,
      false,
      'the late answer is available',
    );
  });
});

class MachineClock implements Clock {
  now(): number {
    return Date.now();
  }
  random(): number {
    return Math.random();
  }
  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  }
}
