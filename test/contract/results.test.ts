// What a job found, read with the real client from the sandbox's S3, with and without faults.
import assert from 'node:assert/strict';
import type { Connected } from '../../src/domain/connection.ts';
import type { Job } from '../../src/domain/jobs/job.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { connectedTo } from '../../src/domain/connectedTo.ts';
import { JobResults } from '../../src/domain/results/jobResults.ts';
import { Note } from '../../src/domain/results/note.ts';
import { copyDocuments, documentsToRerun, rerunPrefix } from '../../src/domain/results/rerun.ts';
import { summarize } from '../../src/domain/results/summary.ts';
import { noThresholds } from '../../src/domain/results/filter.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { bound } from '../pace.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, valueOf } from './connections.ts';
import { type FaultProxy, s3Error, startFaultProxy } from './faultProxy.ts';
import { finishJobs } from './sandboxJobs.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { signedRequest } from './sandboxRequest.ts';

/** Pauses between tries are over at once. */
const hurried = { ...systemClock, after: (_ms: number, callback: () => void) => systemClock.after(0, callback) };
const region = 'us-east-1';
const kind = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const oddKeys = ['odd/with blank.txt', 'odd/with#hash.txt', 'odd/with%2Fescape.txt', 'odd/with+plus.txt', 'odd/😀.txt'];

describe('results from S3', function () {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let aws: AwsEnvironment;
  let connected: Connected;
  let calls: Record<string, unknown>[];

  before(async () => {
    sandbox = await startSandbox();
    proxy = await startFaultProxy(sandbox.url);
    for (const key of [...oddKeys, 'odd/large.txt', 'odd/binary.txt'])
      await put(
        key,
        key.includes('large')
          ? 'fever '.repeat(20_000)
          : key.includes('binary')
            ? Buffer.from([0xff, 0xfe, 0x00])
            : 'Fever 😀 and cough.\r\nNo rash.',
      );
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
  });
  beforeEach(async () => {
    aws = await isolateAws();
    proxy.forget();
    calls = [];
    connected = valueOf(await open({ sandbox: true }, { url: proxy.url, sandbox: sandbox.credentials, calls }));
  });
  afterEach(async () => {
    await aws.restore();
  });

  async function put(key: string, body: string | Buffer): Promise<void> {
    const path = `/example-clinical-notes/${key.split('/').map(encodeURIComponent).join('/')}`;
    assert.equal((await signedRequest(sandbox, { service: 's3', method: 'PUT', path, body })).status, 200);
  }

  /** Runs a job over a prefix to its end. */
  async function finished(prefix: string): Promise<Job> {
    const request: JsonObject = {
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: prefix },
      OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'found/' },
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/example-data-access',
      LanguageCode: 'en',
    };
    const { jobId } = valueOf(await connected.services.start(kind, region, request));
    finishJobs(sandbox, [jobId]);
    const snapshot = valueOf(await connected.services.describe(kind, region, { id: jobId }));
    const { account, partition } = connected.services.identity;
    return { ...snapshot, account, partition, region, service: 'comprehendmedical', action: kind.action, seenAt: 1 };
  }

  function resultsOf(job: Job): JobResults {
    const state = { state: 'connected' as const, choice: connected.choice, connected };
    return new JobResults(job, () => connectedTo(state, job)?.results, hurried);
  }

  it('are all documents of the job, with keys of every kind, and each entity at its place', async () => {
    const results = resultsOf(await finished('odd/'));
    valueOf(await results.readOutputs());
    assert.equal(results.located?.from, 'lists');
    assert.deepEqual(results.documents.tally, {
      unread: 0,
      read: oddKeys.length,
      unreadable: 0,
      unprocessed: 2,
      missing: 0,
    });
    for (const key of oddKeys) {
      const index = results.documents.indexOf(key) ?? -1;
      const read = valueOf(await results.read(index));
      assert.ok(read !== 'noOutput');
      const note = new Note(read.text, read.output);
      assert.deepEqual(note.misplaced, []);
      assert.ok(note.entities.some(({ begin, end }) => read.text.slice(begin, end) === 'cough'));
    }
    assert.ok(
      calls.every(call => !JSON.stringify(call).includes('odd/')),
      'no key in what is logged',
    );
  });

  it('have a summary that counts every entity', async () => {
    const results = resultsOf(await finished('notes/'));
    valueOf(await results.readOutputs());
    const { documents } = results;
    const summary = summarize(documents, documents.select({}, noThresholds, 'name', false), {}, noThresholds);
    let counted = 0;
    for (let index = 0; index < documents.length; index += 1)
      counted += valueOf(await results.output(index))?.entities.length ?? 0;
    assert.equal(summary.entities, counted);
    assert.ok(counted > 0);
  });

  it('can be run again for the documents that were refused', async () => {
    const results = resultsOf(await finished('odd/'));
    valueOf(await results.reconcile());
    const { indices, bytes } = documentsToRerun(results.documents, ['unprocessed', 'missing']);
    assert.equal(indices.length, 2);
    assert.equal(bytes, 120_000 + 3);
    const prefix = rerunPrefix('odd/', results.job.id);
    const copied = await copyDocuments(
      results.port!,
      results,
      indices,
      prefix,
      hurried,
      () => undefined,
      new AbortController().signal,
    );
    assert.deepEqual(copied, { ok: true, value: { copied: 2, failed: 0 } });
    const listed = valueOf(await connected.results.list(region, { bucket: 'example-clinical-notes', key: prefix }));
    assert.deepEqual(listed.objects.map(({ key }) => key).sort(), [`${prefix}binary.txt`, `${prefix}large.txt`]);
  });

  for (const key of oddKeys)
    it(`copy a document with its key: ${key}`, async () => {
      const from = { bucket: 'example-clinical-notes', key };
      const to = { bucket: 'example-results', key: `copies/${key}` };
      valueOf(await connected.results.copy(region, from, to));
      assert.deepEqual(
        valueOf(await connected.results.read(region, to)),
        valueOf(await connected.results.read(region, from)),
      );
    });

  it('continue after the network was lost in the middle', async () => {
    const results = resultsOf(await finished('notes/'));
    valueOf(await results.locate());
    let reads = 0;
    proxy.choose(({ operation }) =>
      operation === 'GetObject' && (reads += 1) > 4 ? { kind: 'reset', forward: false } : { kind: 'pass' },
    );
    const answer = await results.readOutputs();
    assert.ok(!answer.ok);
    assert.ok(results.documents.tally.unread > 0);
    assert.equal(results.documents.tally.unreadable, 0);
    proxy.forget();
    valueOf(await results.readOutputs());
    assert.equal(results.documents.tally.unread, 0);
  }).timeout(bound(120_000));

  for (const [code, status, refusalKind] of [
    ['AccessDenied', 403, 'denied'],
    ['ExpiredToken', 400, 'expired'],
    ['PermanentRedirect', 301, 'invalid'],
    ['NoSuchBucket', 404, 'notFound'],
  ] as const)
    it(`are refused as ${refusalKind} when S3 answers ${code}, and nothing is lost`, async () => {
      const results = resultsOf(await finished('notes/'));
      valueOf(await results.locate());
      proxy.always('GetObject', s3Error(code, status));
      const answer = await results.readOutputs();
      if (refusalKind === 'expired' || refusalKind === 'denied')
        assert.ok(!answer.ok && answer.refusal.kind === refusalKind);
      proxy.forget();
      await results.readOutputs();
      assert.equal(results.documents.tally.read + results.documents.tally.unreadable, results.documents.length);
    });

  it('name the document whose output is gone, archived, empty, cut off or another file', async () => {
    const job = await finished('odd/');
    const results = resultsOf(job);
    valueOf(await results.locate());
    const folder = `/example-results/${job.output!.slice('s3://example-results/'.length)}`;
    for (const [key, body] of [
      [oddKeys[0]!, ''],
      [oddKeys[1]!, '{"Entities":[{"Id"'],
      [oddKeys[2]!, '{"Message":"no"}'],
    ] as const)
      await signedRequest(sandbox, {
        service: 's3',
        method: 'PUT',
        path: `${folder}${key.split('/').map(encodeURIComponent).join('/')}.out`,
        body,
      });
    proxy.choose(({ operation, path }) =>
      operation !== 'GetObject'
        ? { kind: 'pass' }
        : path.includes('plus')
          ? s3Error('InvalidObjectState', 403)
          : path.includes('%F0')
            ? s3Error('NoSuchKey', 404)
            : { kind: 'pass' },
    );
    valueOf(await results.readOutputs());
    assert.deepEqual(
      oddKeys.map(key => results.documents.troubleOf(results.documents.indexOf(key) ?? -1)?.code),
      ['empty', 'notJson', 'notOutput', 'InvalidObjectState', 'NoSuchKey'],
    );
  });

  it('do not hang on an output that drips or never comes', async () => {
    connected = valueOf(
      await open(
        { sandbox: true },
        { url: proxy.url, sandbox: sandbox.credentials, calls, limits: { answerMs: 200, callMs: 500 } },
      ),
    );
    const results = resultsOf(await finished('odd/'));
    valueOf(await results.locate());
    proxy.always('GetObject', { kind: 'drip', forward: true, everyMs: 50 });
    const answer = await results.readOutputs();
    assert.ok(!answer.ok && ['timeout', 'brokenOff'].includes(answer.refusal.kind), JSON.stringify(answer));
  }).timeout(bound(120_000));

  it('refuse an output that is too large to show, and go on', async () => {
    connected = valueOf(
      await open(
        { sandbox: true },
        { url: proxy.url, sandbox: sandbox.credentials, calls, limits: { maxAnswerBytes: 50_000 } },
      ),
    );
    const job = await finished('odd/');
    const path = `/example-results/${job.output!.slice('s3://example-results/'.length)}${oddKeys[0]!.split('/').map(encodeURIComponent).join('/')}.out`;
    await signedRequest(sandbox, {
      service: 's3',
      method: 'PUT',
      path,
      body: JSON.stringify({ Entities: [], x: 'x'.repeat(60_000) }),
    });
    const results = resultsOf(job);
    valueOf(await results.readOutputs());
    assert.equal(results.documents.troubleOf(results.documents.indexOf(oddKeys[0]!) ?? -1)?.code, 'AnswerTooLarge');
    assert.equal(results.documents.tally.read, oddKeys.length - 1);
  });
});
