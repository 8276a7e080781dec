// Files of this computer sent to S3: real files, the real SDK, the sandbox, and a proxy that injects faults.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import type { Connected } from '../../src/domain/connection.ts';
import { type Destination, type UploadPlan, planUpload } from '../../src/domain/upload/plan.ts';
import type { LocalFiles } from '../../src/domain/upload/port.ts';
import { scan } from '../../src/domain/upload/scan.ts';
import { type SendProgress, type Sent, sendNotes } from '../../src/domain/upload/send.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { openLocalFiles } from '../../src/machine/localFiles.ts';
import { until } from '../pace.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type FaultProxy, startFaultProxy } from './faultProxy.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { signedRequest, type Answer } from './sandboxRequest.ts';

const mebibyte = 1024 * 1024;
const region = 'us-east-1';
/** Text that is not the same twice. */
const randomText = (bytes: number): string => randomBytes(bytes / 2).toString('hex');

/** As the signature asks for. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

describe('uploads', function () {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let connected: Connected;
  let calls: object[];
  let folder: string;
  let number = 0;
  let to: Destination;

  before(async () => {
    sandbox = await startSandbox();
    proxy = await startFaultProxy(sandbox.url);
    calls = [];
    connected = valueOf(await open({ sandbox: true }, { url: proxy.url, sandbox: sandbox.credentials, calls }));
  });
  after(async () => {
    await proxy.close();
    await sandbox.stop();
  });
  beforeEach(() => {
    folder = makeScratch();
    number += 1;
    to = destination('example-results', `upload-${number}/`);
    proxy.forget();
    calls.length = 0;
  });
  afterEach(() => {
    removeScratch(folder);
  });

  const destination = (bucket: string, key: string): Destination => ({
    region,
    place: { bucket, key },
    caller: connected.services.identity.arn,
  });
  const file = (path: string, content: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const signal = (): AbortSignal => new AbortController().signal;
  const opened = (): Promise<LocalFiles> => openLocalFiles([folder]);
  const planned = async (where = to): Promise<UploadPlan> => {
    const files = await opened();
    const found = await scan(
      files,
      where.place.key,
      () => false,
      () => undefined,
      signal(),
    );
    return valueOf(await planUpload(connected.uploads, files, found?.notes ?? [], where, signal()));
  };
  const send = async (
    plan: UploadPlan,
    where = to,
    onProgress: (progress: SendProgress) => void = () => undefined,
    until_ = signal(),
  ): Promise<Sent> =>
    await sendNotes(
      {
        port: connected.uploads,
        files: await opened(),
        to: where,
        notes: plan.notes.filter(({ fate }) => fate !== 'same'),
        unfinished: plan.unfinished,
        clock: systemClock,
      },
      onProgress,
      until_,
    );
  const fates = ({ notes }: UploadPlan): Readonly<Record<string, string>> =>
    Object.fromEntries(notes.map(({ path, fate }) => [path, fate]));
  const direct = (method: string, key: string, more: { query?: string; body?: string } = {}): Promise<Answer> =>
    signedRequest(sandbox, {
      service: 's3',
      method,
      path: `/${to.place.bucket}/${(to.place.key + key).split('/').map(encoded).join('/')}`,
      ...more,
    });
  const heads = (): number => proxy.seen.filter(({ operation }) => operation.startsWith('HEAD ')).length;
  const unfinishedUploads = async (): Promise<number> =>
    valueOf(await connected.uploads.unfinished(region, to.place)).length;

  it('sends what is new, as text with a checksum, and nothing the second time', async () => {
    for (const path of ['one.txt', 'ward/ä + é/e\u0301 😀 &%#?.txt', "it's(1)*!~.txt", 'a/b/c/d.txt']) file(path, path);
    const plan = await planned();
    assert.deepEqual(new Set(Object.values(fates(plan))), new Set(['new']));
    const progress: SendProgress[] = [];
    const sent = await send(plan, to, each => progress.push(each));
    assert.deepEqual([sent.sent, sent.changed, sent.conflicts, sent.failure], [4, [], [], undefined]);
    assert.deepEqual(progress.at(-1), { done: 4, total: 4, bytes: sent.bytes, totalBytes: sent.bytes });
    for (const { path } of plan.notes) assert.equal((await direct('GET', path)).text, path);
    const [put] = proxy.seen.filter(({ operation }) => operation === 'PutObject');
    assert.deepEqual(
      [
        put?.headers['if-none-match'],
        put?.headers['content-type'],
        String(put?.headers['x-amz-checksum-sha256']).length,
      ],
      ['*', 'text/plain; charset=utf-8', 44],
    );
    proxy.forget();
    const again = await planned();
    assert.deepEqual(new Set(Object.values(fates(again))), new Set(['same']));
    assert.equal(proxy.count('PutObject'), 0);
    assert.equal(heads(), 0);
    // Nothing of the files is in the log.
    assert.doesNotMatch(JSON.stringify(calls), /ward|one\.txt|upload-/);
  });

  it('counts what else is under the prefix, and replaces another object only as it was seen', async () => {
    file('same.txt', 'same');
    file('edited.txt', 'new text');
    file('resized.txt', 'longer text');
    await direct('PUT', 'same.txt', { body: 'same' });
    await direct('PUT', 'edited.txt', { body: 'old text' });
    await direct('PUT', 'resized.txt', { body: 'short' });
    await direct('PUT', 'other.txt', { body: '12345' });
    await direct('PUT', '', { body: '' });
    const plan = await planned();
    assert.deepEqual(fates(plan), { 'same.txt': 'same', 'edited.txt': 'different', 'resized.txt': 'different' });
    assert.deepEqual(plan.others, { count: 1, bytes: 5 });
    // Somebody is faster with one of them, and removes the other.
    await direct('PUT', 'edited.txt', { body: 'theirs' });
    await direct('DELETE', 'resized.txt');
    const raced = await send(plan);
    assert.deepEqual([raced.sent, [...raced.conflicts].sort()], [0, ['edited.txt', 'resized.txt']]);
    assert.equal((await direct('GET', 'edited.txt')).text, 'theirs');
    const replaced = await send(await planned());
    assert.deepEqual([replaced.sent, replaced.conflicts], [2, []]);
    assert.equal((await direct('GET', 'edited.txt')).text, 'new text');
  });

  it('does not overwrite what comes to a key after it was free', async () => {
    file('a.txt', 'mine');
    file('b.txt', 'equal');
    const plan = await planned();
    await direct('PUT', 'a.txt', { body: 'theirs' });
    await direct('PUT', 'b.txt', { body: 'equal' });
    const sent = await send(plan);
    assert.deepEqual([sent.sent, sent.conflicts, sent.failure], [1, ['a.txt'], undefined]);
    assert.equal((await direct('GET', 'a.txt')).text, 'theirs');
  });

  it('takes an object that was written by a request without an answer as sent', async () => {
    file('a.txt', 'note');
    const plan = await planned();
    proxy.next('PutObject', { kind: 'reset', forward: true });
    const sent = await send(plan);
    assert.deepEqual([sent.sent, sent.conflicts, sent.failure], [1, [], undefined]);
    assert.ok(proxy.count('PutObject') > 1);
  });

  it('does not send a file that has changed since it was shown, or is gone', async () => {
    file('a.txt', 'shown');
    file('b.txt', 'shown');
    file('c.txt', 'shown');
    const plan = await planned();
    file('a.txt', 'other');
    rmSync(join(folder, 'b.txt'));
    const sent = await send(plan);
    assert.deepEqual([sent.sent, [...sent.changed].sort()], [1, ['a.txt', 'b.txt']]);
    assert.equal((await direct('GET', 'a.txt')).status, 404);
  });

  it('compares by SHA-256 where the entity tag is no MD5, as with a KMS key', async () => {
    const guarded = destination('example-guarded', to.place.key);
    file('a.txt', 'one');
    file('b.txt', 'two');
    assert.equal((await send(await planned(guarded), guarded)).sent, 2);
    file('b.txt', 'six');
    proxy.forget();
    assert.deepEqual(fates(await planned(guarded)), { 'a.txt': 'same', 'b.txt': 'different' });
    assert.equal(heads(), 2);
  });

  it('sends a large file in parts, and knows it again', async () => {
    file('large.txt', randomText(17 * mebibyte));
    const progress: SendProgress[] = [];
    const sent = await send(await planned(), to, each => progress.push(each));
    assert.deepEqual([sent.sent, sent.failure], [1, undefined]);
    assert.equal(proxy.count('UploadPart'), 3);
    assert.ok(progress.some(({ bytes, totalBytes }) => bytes > 0 && bytes < totalBytes));
    const { headers } = await direct('HEAD', 'large.txt');
    assert.match(String(headers['etag']), /-3"$/);
    assert.deepEqual(fates(await planned()), { 'large.txt': 'same' });
    // Another object that is there by now is not overwritten in the end.
    rmSync(join(folder, 'large.txt'));
    file('second.txt', randomText(9 * mebibyte));
    const plan = await planned();
    await direct('PUT', 'second.txt', { body: 'theirs' });
    const raced = await send(plan);
    assert.deepEqual([raced.sent, raced.conflicts, await unfinishedUploads()], [0, ['second.txt'], 0]);
    assert.equal((await direct('GET', 'second.txt')).text, 'theirs');
  });

  it('aborts an upload in parts when it is canceled, or when the file changes on the way', async () => {
    file('large.txt', randomText(40 * mebibyte));
    const plan = await planned();
    const stop = new AbortController();
    proxy.next('UploadPart', { kind: 'pass' });
    proxy.always('UploadPart', { kind: 'hang', forward: false });
    const sending = send(plan, to, () => undefined, stop.signal);
    await until('a part to hang', () => proxy.count('UploadPart') > 1);
    stop.abort();
    const sent = await sending;
    assert.deepEqual([sent.sent, sent.failure?.kind], [0, 'cancelled']);
    assert.equal(await unfinishedUploads(), 0);
    assert.equal(proxy.count('AbortMultipartUpload'), 1);
    proxy.forget();
    const text = randomText(40 * mebibyte);
    file('large.txt', text);
    const changed = await send(plan);
    assert.deepEqual([changed.sent, changed.changed, await unfinishedUploads()], [0, ['large.txt'], 0]);
    assert.equal((await direct('GET', 'large.txt')).status, 404);
  });

  it('discards what an earlier run left unfinished, and nothing of others', async () => {
    file('large.txt', randomText(9 * mebibyte));
    for (const key of ['large.txt', 'elsewhere.txt']) await direct('POST', key, { query: 'uploads=' });
    assert.equal(await unfinishedUploads(), 2);
    const plan = await planned();
    assert.deepEqual(
      plan.unfinished.map(({ key }) => key),
      [`${to.place.key}large.txt`],
    );
    assert.equal((await send(plan)).sent, 1);
    assert.equal(await unfinishedUploads(), 1);
  });

  it('ends at once when it is canceled, and sends the rest the next time', async () => {
    for (let index = 0; index < 60; index += 1) file(`${index}.txt`, `note ${index}`);
    const plan = await planned();
    const stop = new AbortController();
    const sent = await send(
      plan,
      to,
      ({ done }) => {
        if (done >= 20) stop.abort();
      },
      stop.signal,
    );
    assert.equal(sent.failure?.kind, 'cancelled');
    assert.ok(sent.sent >= 20 && sent.sent < 60, String(sent.sent));
    const rest = await planned();
    const left = Object.values(fates(rest)).filter(fate => fate === 'new').length;
    // What was on its way may have arrived.
    assert.ok(left > 0 && left <= 60 - sent.sent, String(left));
    assert.equal((await send(rest)).sent, left);
    assert.deepEqual(new Set(Object.values(fates(await planned()))), new Set(['same']));
  });

  it('tries again what S3 asks to try again', async () => {
    file('a.txt', 'note');
    const answer = (status: number, code: string) => ({
      kind: 'answer' as const,
      status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'r' },
      body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`,
    });
    const plan = await planned();
    proxy.next('PutObject', answer(503, 'SlowDown'));
    proxy.next('PutObject', answer(409, 'ConditionalRequestConflict'));
    proxy.next('PutObject', answer(400, 'BadDigest'));
    assert.equal((await send(plan)).sent, 1);
    assert.equal(proxy.count('PutObject'), 4);
  });

  for (const [bucket, prefix, kind, name] of [
    ['example-denied', 'a/', 'denied', 'AccessDenied'],
    ['example-requester-pays', 'a/', 'denied', 'AccessDenied'],
    ['example-elsewhere', 'a/', 'invalid', 'PermanentRedirect'],
    ['no-such-bucket', 'a/', 'notFound', 'NoSuchBucket'],
  ] as const)
    it(`compares nothing with ${bucket}, and says why`, async () => {
      const where = destination(bucket, prefix);
      const refusal = refusalOf(await planUpload(connected.uploads, await opened(), [], where, signal()));
      assert.deepEqual([refusal.kind, refusal.name], [kind, name]);
    });

  for (const [prefix, kind, text] of [
    ['example-kms-denied/', 'denied', /kms:GenerateDataKey/],
    ['example-kms-disabled/', 'denied', /not enabled/],
  ] as const)
    it(`stops at the first refusal under ${prefix}`, async () => {
      for (let index = 0; index < 100; index += 1) file(`${index}.txt`, 'note');
      const where = destination('example-results', prefix);
      const sent = await send(await planned(where), where);
      assert.deepEqual([sent.sent, sent.failure?.kind], [0, kind]);
      assert.match(sent.failure?.message ?? '', text);
      assert.ok(proxy.count('PutObject') <= 32, String(proxy.count('PutObject')));
    });

  it('writes to a bucket with Object Lock, which asks for a checksum', async () => {
    const locked = destination('example-locked', to.place.key);
    file('a.txt', 'note');
    file('large.txt', randomText(9 * mebibyte));
    assert.equal((await send(await planned(locked), locked)).sent, 2);
  });

  it('tells a bucket of another account, and writes nothing to one that no longer belongs to the account', async () => {
    const { account } = connected.services.identity;
    assert.equal(valueOf(await connected.uploads.isOwnedBy(region, 'example-results', account)), true);
    assert.equal(valueOf(await connected.uploads.isOwnedBy(region, 'example-locked', account)), false);
    assert.equal(refusalOf(await connected.uploads.isOwnedBy(region, 'no-such-bucket', account)).kind, 'notFound');
    file('a.txt', 'note');
    file('large.txt', randomText(9 * mebibyte));
    const own = { ...to, place: { ...to.place, owner: account } };
    const plan = await planned(own);
    const lost = { ...own, place: { ...own.place, bucket: 'example-locked' } };
    for (const path of ['a.txt', 'large.txt']) {
      const sent = await send({ ...plan, notes: plan.notes.filter(note => note.path === path) }, lost);
      assert.deepEqual([sent.sent, sent.failure?.kind], [0, 'denied']);
    }
    assert.equal((await send(plan, own)).sent, 2);
    assert.deepEqual(fates(await planned(own)), { 'a.txt': 'same', 'large.txt': 'same' });
  });

  it('takes a web page in place of an answer for no answer', async () => {
    file('a.txt', 'note');
    const plan = await planned();
    proxy.always('*', { kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' });
    const found = refusalOf(await connected.uploads.list(region, to.place));
    assert.equal(found.kind, 'badReply');
    const put = await connected.uploads.put(
      region,
      { bucket: to.place.bucket, key: `${to.place.key}a.txt` },
      (await (await opened()).read('a.txt'))!,
      { isNew: true },
    );
    assert.equal(refusalOf(put).kind, 'badReply');
    assert.equal(plan.notes.length, 1);
  });
});
