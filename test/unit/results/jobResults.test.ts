import assert from 'node:assert/strict';
import type { Job } from '../../../src/domain/jobs/job.ts';
import { type Answer, type Refusal, type RefusalKind, answered, refused } from '../../../src/domain/refusal.ts';
import { JobResults } from '../../../src/domain/results/jobResults.ts';
import type { ObjectPage, ObjectPart, PartRequest, ResultsPort } from '../../../src/domain/results/port.ts';
import {
  copiedKey,
  copyDocuments,
  documentsToRerun,
  prefixProblem,
  rerunPrefix,
} from '../../../src/domain/results/rerun.ts';
import type { S3Place } from '../../../src/domain/s3Place.ts';
import { systemClock } from '../../../src/machine/clock.ts';

const job: Job = {
  partition: 'aws',
  account: '111122223333',
  region: 'us-east-1',
  service: 'comprehendmedical',
  id: 'abcdef0123456789',
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  status: 'PARTIAL_SUCCESS',
  input: 's3://notes/in/',
  output: 's3://results/out/job/',
  manifest: 's3://results/out/job/Manifest',
  submittedAt: 1_000,
  seenAt: 2_000,
};
const found = JSON.stringify({
  Entities: [{ BeginOffset: 0, EndOffset: 5, Category: 'A', Type: 'B' }],
  ModelVersion: '3',
});

/** S3 in memory. `refuse`: called before each call; what it returns is the answer. */
class FakeS3 implements ResultsPort {
  readonly objects = new Map<string, string>();
  readonly calls: string[] = [];
  refuse: (operation: string, uri: string) => Refusal | undefined = () => undefined;

  put(bucket: string, key: string, body: string): void {
    this.objects.set(`s3://${bucket}/${key}`, body);
  }

  read(_region: string, place: S3Place): Promise<Answer<Uint8Array>> {
    return Promise.resolve(this.#read(_region, place));
  }

  #read(_region: string, { bucket, key }: S3Place): Answer<Uint8Array> {
    const uri = `s3://${bucket}/${key}`;
    this.calls.push(`read ${uri}`);
    const refusal = this.refuse('read', uri);
    if (refusal !== undefined) return refused(refusal);
    const body = this.objects.get(uri);
    return body === undefined ? refused(refusalOf('notFound', 'NoSuchKey')) : answered(new TextEncoder().encode(body));
  }

  readPart(region: string, place: S3Place, { from, length }: PartRequest): Promise<Answer<ObjectPart>> {
    const whole = this.#read(region, place);
    return Promise.resolve(
      whole.ok
        ? answered({ bytes: whole.value.subarray(from, from + length), size: whole.value.length, version: '"1"' })
        : whole,
    );
  }

  list(_region: string, place: S3Place): Promise<Answer<ObjectPage>> {
    return Promise.resolve(this.#list(_region, place));
  }

  #list(_region: string, { bucket, key }: S3Place): Answer<ObjectPage> {
    const uri = `s3://${bucket}/${key}`;
    this.calls.push(`list ${uri}`);
    const refusal = this.refuse('list', uri);
    if (refusal !== undefined) return refused(refusal);
    const objects = Array.from(this.objects, ([name, body]) => ({ name, body }))
      .filter(({ name }) => name.startsWith(uri))
      .map(({ name, body }) => ({
        key: name.slice(`s3://${bucket}/`.length),
        bytes: body.length,
        modifiedAt: name.includes('later') ? 9_000 : 1,
      }));
    return answered({ objects });
  }

  copy(_region: string, from: S3Place, to: S3Place): Promise<Answer<true>> {
    return Promise.resolve(this.#copy(_region, from, to));
  }

  #copy(_region: string, from: S3Place, to: S3Place): Answer<true> {
    const uri = `s3://${to.bucket}/${to.key}`;
    this.calls.push(`copy ${uri}`);
    const refusal = this.refuse('copy', uri);
    if (refusal !== undefined) return refused(refusal);
    this.put(to.bucket, to.key, this.objects.get(`s3://${from.bucket}/${from.key}`) ?? '');
    return answered(true);
  }
}

function refusalOf(kind: RefusalKind, name: string): Refusal {
  return { kind, name, message: '', nothingHappened: true };
}

function s3With(count: number, unprocessed: readonly string[] = []): FakeS3 {
  const s3 = new FakeS3();
  const names = Array.from({ length: count }, (_each, index) => `in/${index}.txt`);
  for (const name of [...names, ...unprocessed]) s3.put('notes', name, 'fever');
  for (const name of names) s3.put('results', `out/job/${name}.out`, found);
  s3.put(
    'results',
    'out/job/Success',
    JSON.stringify({ Files: names.map(name => ({ Input: name, Output: `out/job/${name}.out` })) }),
  );
  s3.put(
    'results',
    'out/job/Unprocessed',
    JSON.stringify({ Files: unprocessed.map(name => ({ Input: name, ErrorCode: 'TOO_LARGE' })) }),
  );
  s3.put(
    'results',
    'out/job/Manifest',
    JSON.stringify({
      Summary: {
        SuccessfulFilesListLocation: 'out/job/Success',
        UnprocessedFilesListLocation: 'out/job/Unprocessed',
        TotalMeteredCharacters: 50,
      },
    }),
  );
  return s3;
}

/** Pauses are over at once. */
const hurried = { ...systemClock, after: (_ms: number, callback: () => void) => systemClock.after(0, callback) };
const resultsOf = (s3: ResultsPort | undefined, of: Job = job): JobResults => new JobResults(of, () => s3, hurried);

describe('the results of a job', () => {
  it('are found by the manifest and its lists, and read', async () => {
    const results = resultsOf(s3With(40, ['in/large.txt']));
    assert.deepEqual(await results.readOutputs(), { ok: true, value: true });
    assert.deepEqual(results.documents.tally, { unread: 0, read: 40, unreadable: 0, unprocessed: 1, missing: 0 });
    assert.equal(results.located?.from, 'lists');
    assert.equal(results.located.manifest?.meteredCharacters, 50);
    assert.deepEqual(results.modelVersions, ['3']);
  });

  for (const [what, remove] of [
    ['no manifest', 'out/job/Manifest'],
    ['no list', 'out/job/Success'],
  ] as const)
    it(`are found in the output folder when there is ${what}`, async () => {
      const s3 = s3With(3);
      s3.objects.delete(`s3://results/${remove}`);
      const results = resultsOf(s3);
      await results.readOutputs();
      assert.equal(results.located?.from, 'folder');
      assert.deepEqual(
        [0, 1, 2].map(index => results.documents.inputOf(index)),
        ['in/0.txt', 'in/1.txt', 'in/2.txt'],
      );
      assert.equal(results.documents.tally.read, 3);
    });

  it('are refused when the manifest is, and found by the next try', async () => {
    const s3 = s3With(2);
    s3.refuse = () => refusalOf('denied', 'AccessDenied');
    const results = resultsOf(s3);
    const answer = await results.locate();
    assert.ok(!answer.ok && answer.refusal.kind === 'denied');
    assert.equal(results.failure?.kind, 'denied');
    s3.refuse = () => undefined;
    assert.ok((await results.locate()).ok);
    assert.equal(results.failure, undefined);
  });

  it('are not read without a connection to their account', async () => {
    const answer = await resultsOf(undefined).readOutputs();
    assert.ok(!answer.ok && answer.refusal.name === 'NotConnected');
  });

  it('name what cannot be read of a document, and go on', async () => {
    const s3 = s3With(6);
    s3.put('results', 'out/job/in/1.txt.out', '');
    s3.put('results', 'out/job/in/2.txt.out', '{"Entities":[');
    s3.put('results', 'out/job/in/3.txt.out', '{}');
    s3.objects.delete('s3://results/out/job/in/4.txt.out');
    s3.refuse = (operation, uri) =>
      operation === 'read' && uri.includes('/5.txt') ? refusalOf('denied', 'AccessDenied') : undefined;
    const results = resultsOf(s3);
    await results.readOutputs();
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map(index => results.documents.troubleOf(index)?.code),
      [undefined, 'empty', 'notJson', 'notOutput', 'NoSuchKey', 'AccessDenied'],
    );
    assert.equal(results.documents.tally.read, 1);
  });

  it('continue where the network was lost', async () => {
    const s3 = s3With(100);
    let reads = 0;
    s3.refuse = (operation, uri) =>
      operation === 'read' && uri.endsWith('.out') && (reads += 1) > 50
        ? refusalOf('network', 'ECONNREFUSED')
        : undefined;
    const results = resultsOf(s3);
    const answer = await results.readOutputs();
    assert.ok(!answer.ok && answer.refusal.kind === 'network');
    assert.equal(results.documents.tally.read, 50);
    assert.equal(results.documents.tally.unread, 50);
    s3.refuse = () => undefined;
    const before = s3.calls.length;
    assert.ok((await results.readOutputs()).ok);
    assert.equal(results.documents.tally.read, 100);
    assert.equal(s3.calls.length - before, 50);
  });

  it('wait out a refusal that passes', async () => {
    const s3 = s3With(20);
    let count = 0;
    s3.refuse = operation =>
      operation === 'read' && (count += 1) % 5 === 0 ? refusalOf('throttled', 'SlowDown') : undefined;
    const results = resultsOf(s3);
    while (!(await results.readOutputs()).ok);
    assert.equal(results.documents.tally.read, 20);
  });

  it('stop at once when every document is denied', async () => {
    const s3 = s3With(1_000);
    s3.refuse = (operation, uri) =>
      operation === 'read' && uri.endsWith('.out') ? refusalOf('denied', 'AccessDenied') : undefined;
    const results = resultsOf(s3);
    const answer = await results.readOutputs();
    assert.ok(!answer.ok && answer.refusal.kind === 'denied');
    assert.ok(s3.calls.length < 60, `${s3.calls.length} calls`);
  });

  for (const [name, kind] of [
    ['AccessDenied', 'denied'],
    ['NoSuchBucket', 'notFound'],
    ['PermanentRedirect', 'invalid'],
  ] as const)
    for (const count of [5, 40])
      it(`are all read once S3 answers no more with ${name} (${count} documents)`, async () => {
        const s3 = s3With(count);
        s3.refuse = (operation, uri) =>
          operation === 'read' && uri.endsWith('.out') ? refusalOf(kind, name) : undefined;
        const results = resultsOf(s3);
        await results.readOutputs();
        assert.equal(results.documents.tally.read, 0);
        s3.refuse = () => undefined;
        assert.ok((await results.readOutputs()).ok);
        assert.equal(results.documents.tally.read, count);
      });

  it('are read but for one output that always takes too long', async () => {
    const s3 = s3With(60);
    s3.refuse = (_operation, uri) => (uri.endsWith('/7.txt.out') ? refusalOf('timeout', 'TimeoutError') : undefined);
    const results = resultsOf(s3);
    assert.ok((await results.readOutputs()).ok);
    assert.deepEqual([results.documents.tally.read, results.documents.troubleOf(7)?.code], [59, 'TimeoutError']);
  });

  it('leave out what the lists name in another bucket, and count it', async () => {
    const s3 = s3With(1);
    const files = [
      { Input: 'in/0.txt', Output: 's3://results/out/job/in/0.txt.out' },
      { Input: 's3://notes/in/1.txt', Output: 's3://elsewhere/out/job/in/0.txt.out' },
      { Input: 's3://elsewhere/in/2.txt', Output: 'out/job/in/0.txt.out' },
      { Input: '', Output: 'out/job/in/0.txt.out' },
    ];
    s3.put('results', 'out/job/Success', JSON.stringify({ Files: files }));
    const results = resultsOf(s3);
    await results.readOutputs();
    assert.equal(results.documents.length, 1);
    assert.equal(results.located?.skipped, 3);
    assert.ok(!s3.calls.some(call => call.includes('elsewhere')));
  });

  it('answer a cancel at once, and leave what others wait for', async () => {
    const s3 = s3With(5);
    const results = resultsOf(s3);
    const cancel = new AbortController();
    const others = results.locate();
    const own = results.readOutputs(cancel.signal);
    cancel.abort();
    const answer = await own;
    assert.ok(!answer.ok && answer.refusal.kind === 'cancelled');
    assert.ok((await others).ok);
    assert.ok((await results.readOutputs()).ok);
  });

  it('do nothing any more once they are disposed', async () => {
    const s3 = s3With(50);
    const results = resultsOf(s3);
    const reading = results.readOutputs();
    const after = results.reconcile();
    results.dispose();
    assert.ok(!(await reading).ok);
    assert.ok(!(await after).ok);
    assert.ok(!s3.calls.some(call => call.startsWith('list s3://notes/')));
  });

  it('are stopped by the user without a failure', async () => {
    const s3 = s3With(500);
    const results = resultsOf(s3);
    await results.locate();
    results.onDidChange(() => {
      if (results.documents.tally.read >= 20) results.stop();
    });
    const answer = await results.readOutputs();
    assert.ok(!answer.ok && answer.refusal.kind === 'cancelled');
    assert.equal(results.failure, undefined);
    assert.ok(results.documents.tally.read < 100);
  });

  it('name what lay in the input and has no output, but not what came later', async () => {
    const s3 = s3With(2, ['in/large.txt']);
    for (const name of ['in/lost.txt', 'in/later.txt', 'in/folder/']) s3.put('notes', name, 'fever');
    const results = resultsOf(s3);
    await results.reconcile();
    assert.equal(results.documents.tally.missing, 1);
    assert.equal(results.documents.stateOf(results.documents.indexOf('in/lost.txt') ?? -1), 'missing');
    assert.equal(results.addedLater, 1);
    assert.equal(results.documents.bytesOf(results.documents.indexOf('in/large.txt') ?? -1), 5);
  });

  it('of a job whose output lies in its input do not take outputs for missing documents', async () => {
    const s3 = s3With(1);
    s3.put('notes', 'in/out/job/in/0.txt.out', found);
    const results = resultsOf(s3, { ...job, output: 's3://notes/in/out/job/' });
    await results.reconcile();
    assert.equal(results.documents.tally.missing, 0);
  });
});

describe('running again for the documents that were not processed', () => {
  it('copies just them to a prefix of their own, and continues where it ended', async () => {
    const s3 = s3With(3, ['in/a/large.txt', 'in/b.txt', 'in/c#%2F 😀.txt']);
    const results = resultsOf(s3);
    await results.reconcile();
    const { indices, bytes } = documentsToRerun(results.documents, ['unprocessed', 'missing']);
    assert.deepEqual([indices.length, bytes], [3, 15]);
    const prefix = rerunPrefix('in/', job.id);
    const copy = () =>
      copyDocuments(s3, results, indices, prefix, hurried, () => undefined, new AbortController().signal);
    s3.refuse = (operation, uri) =>
      operation === 'copy' && uri.endsWith('b.txt') ? refusalOf('expired', 'ExpiredToken') : undefined;
    const answer = await copy();
    assert.ok(!answer.ok && answer.refusal.kind === 'expired');
    s3.refuse = () => undefined;
    s3.calls.length = 0;
    assert.deepEqual(await copy(), { ok: true, value: { copied: 3, failed: 0 } });
    assert.deepEqual(
      s3.calls.filter(call => call.startsWith('copy')),
      ['copy s3://notes/in-again-abcdef01/b.txt'],
    );
    assert.ok(s3.objects.has('s3://notes/in-again-abcdef01/c#%2F 😀.txt'));
  });

  it('leaves out a document that is gone, and says so', async () => {
    const s3 = s3With(1, ['in/a.txt', 'in/b.txt']);
    const results = resultsOf(s3);
    await results.reconcile();
    const { indices } = documentsToRerun(results.documents, ['unprocessed']);
    s3.refuse = (operation, uri) =>
      operation === 'copy' && uri.endsWith('a.txt') ? refusalOf('notFound', 'NoSuchKey') : undefined;
    const copied = await copyDocuments(
      s3,
      results,
      indices,
      'again/',
      hurried,
      () => undefined,
      new AbortController().signal,
    );
    assert.deepEqual(copied, { ok: true, value: { copied: 1, failed: 1 } });
  });

  it('copies nothing to where other documents lie, but to a folder that the console made', async () => {
    const s3 = s3With(1, ['in/a.txt']);
    const results = resultsOf(s3);
    await results.reconcile();
    const { indices } = documentsToRerun(results.documents, ['unprocessed']);
    const copy = () =>
      copyDocuments(s3, results, indices, 'again/', hurried, () => undefined, new AbortController().signal);
    s3.put('notes', 'again/', '');
    assert.ok((await copy()).ok);
    s3.put('notes', 'again/other.txt', 'x');
    const answer = await copy();
    assert.ok(!answer.ok && answer.refusal.name === 'PrefixInUse');
  });

  it('proposes a prefix that no job over the same input reads', () => {
    for (const input of ['notes/', 'notes', '', '/', 'a/b/', 'a/b/no', 'a', 'ag', 'again', 'again-', 'x//']) {
      const prefix = rerunPrefix(input, job.id);
      assert.equal(prefixProblem(prefix, input), undefined, `${input} → ${prefix}`);
    }
    assert.equal(prefixProblem('notes/again/', 'notes/'), 'inInput');
    assert.equal(prefixProblem('again', 'notes/'), 'noSlash');
    assert.equal(prefixProblem(' ', 'notes/'), 'empty');
    assert.equal(prefixProblem(' /', 'notes/'), 'empty');
    for (const prefix of ['a//', '/a/', 'a\u0000/', `${'a'.repeat(2_000)}/`])
      assert.equal(prefixProblem(prefix, 'notes/'), 'invalid');
  });

  it('keeps the folders below the input', () => {
    assert.equal(copiedKey('in/a/b.txt', 'in/', 'again/'), 'again/a/b.txt');
    assert.equal(copiedKey('in/a/b.txt', 'in/a/b', 'again/'), 'again/b.txt');
  });
});
