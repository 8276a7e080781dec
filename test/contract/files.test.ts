// The folders of jobs as files: listed, read by ranges and downloaded with the real client from the sandbox's S3, with
// and without faults.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connected } from '../../src/domain/connection.ts';
import { Download, type DownloadOutcome } from '../../src/domain/files/download.ts';
import { keyPathOf, moreName } from '../../src/domain/files/names.ts';
import { type Plan, planDownload } from '../../src/domain/files/plan.ts';
import type { FilePlace, FileRange } from '../../src/domain/files/port.ts';
import { readFile } from '../../src/domain/files/readFile.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { targetFolder } from '../../src/machine/downloads.ts';
import { longIt } from '../runs.ts';
import { heldBytes } from '../unit/heap.ts';
import { type AwsEnvironment, isolateAws } from './awsEnvironment.ts';
import { open, refusalOf, valueOf } from './connections.ts';
import { type FaultProxy, s3Error, startFaultProxy } from './faultProxy.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { signedRequest } from './sandboxRequest.ts';

/** Pauses between tries are over at once. */
const hurried = { ...systemClock, after: (_ms: number, callback: () => void) => systemClock.after(0, callback) };
const region = 'us-east-1';
const bucket = 'example-results';
const never = new AbortController().signal;
const megabyte = 1_024 * 1_024;

const place = (key: string, where = bucket): FilePlace => ({ bucket: where, key, region });

describe('files in S3', function () {
  let sandbox: RunningSandbox;
  let proxy: FaultProxy;
  let aws: AwsEnvironment;
  let connected: Connected;
  let calls: Record<string, unknown>[];
  let folder: string;

  before(async () => {
    sandbox = await startSandbox({ documents: 1_100 });
    proxy = await startFaultProxy(sandbox.url);
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
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-files-'));
  });
  afterEach(async () => {
    await aws.restore();
    rmSync(folder, { recursive: true, force: true });
  });

  async function put(
    key: string,
    body: string | Buffer,
    headers: Record<string, string> = {},
    where = bucket,
  ): Promise<void> {
    const path = `/${where}/${key.split('/').map(encodeURIComponent).join('/')}`;
    assert.equal((await signedRequest(sandbox, { service: 's3', method: 'PUT', path, body, headers })).status, 200);
  }

  async function planned(prefix: string, where = bucket): Promise<Plan> {
    const ports = { port: connected.files, local: targetFolder(folder), clock: hurried };
    return valueOf(await planDownload(place(prefix, where), ports, never, () => undefined));
  }

  async function downloaded(prefix: string, replaces = false, signal = never): Promise<DownloadOutcome> {
    const ports = { port: connected.files, local: targetFolder(folder), clock: hurried };
    return await new Download(await planned(prefix), ports, signal, () => undefined).run(replaces);
  }

  const on = (...path: readonly string[]): string => join(folder, ...path);
  const names = (): readonly string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

  describe('are listed', () => {
    it('a page at a time, with the next page after a file or a folder', async () => {
      for (const key of ['p/a.txt', 'p/b/x', 'p/b/y', 'p/c.txt', 'p/d/z']) await put(key, 'x');
      const found: string[] = [];
      let after: string | undefined;
      let pages = 0;
      do {
        const page = valueOf(
          await connected.files.folder(place('p/'), { limit: 1, ...(after === undefined ? {} : { after }) }),
        );
        found.push(...page.entries.map(({ key, isFolder }) => `${isFolder ? 'folder ' : ''}${key}`));
        after = page.next;
        pages += 1;
      } while (after !== undefined && pages < 10);
      assert.deepEqual(found, ['p/a.txt', 'folder p/b/', 'p/c.txt', 'folder p/d/']);
    });

    it('one request for a page, however many there are, and by names that lead to the next', async () => {
      const found: string[] = [];
      let path = '';
      for (let pages = 1; ; pages += 1) {
        const at = keyPathOf(path);
        const many = place('many/', 'example-clinical-notes');
        const after = at?.after === undefined ? {} : { after: `many/${at.after}` };
        const page = valueOf(await connected.files.folder(many, after));
        assert.equal(proxy.seen.filter(({ path: asked }) => asked.includes('list-type=2')).length, pages);
        found.push(...page.entries.map(({ key }) => key));
        if (page.next === undefined) break;
        assert.equal(page.entries.length, 1_000);
        path = `${path}/${moreName(page.next.slice('many/'.length))}`;
      }
      assert.equal(new Set(found).size, 1_100);
      assert.equal(found.length, 1_100);
    });

    longIt('a hundred thousand of them, a page at a time and for a download, each once and in order', async () => {
      const all = 100_000;
      const huge = await startSandbox({ documents: all });
      try {
        const { files: port } = valueOf(await open({ sandbox: true }, { url: huge.url, sandbox: huge.credentials }));
        const many = place('many/', 'example-clinical-notes');
        const found: string[] = [];
        let after: string | undefined;
        do {
          const page = valueOf(await port.folder(many, after === undefined ? {} : { after }));
          found.push(...page.entries.map(({ key }) => key));
          after = page.next;
        } while (after !== undefined);
        assert.equal(found.length, all);
        assert.ok(found.every((key, index) => index === 0 || key > found[index - 1]!));
        const before = heldBytes();
        const ports = { port, local: targetFolder(folder), clock: hurried };
        const plan = valueOf(await planDownload(many, ports, never, () => undefined));
        const held = heldBytes() - before;
        assert.deepEqual(
          plan.files.map(({ key }) => key),
          found,
        );
        assert.ok(held < 150 * megabyte, String(held));
      } finally {
        await huge.stop();
      }
    });

    it('with keys that no path could have', async () => {
      const odd = [
        'odd//x',
        'odd/../y',
        'odd/./z',
        'odd/A',
        'odd/a',
        'odd/both',
        'odd/both/in',
        'odd/tail/',
        'odd/%2F',
        'odd/…',
      ];
      for (const key of odd) await put(key, 'x');
      const { entries } = valueOf(await connected.files.folder(place('odd/'), {}));
      assert.deepEqual(
        entries.map(({ key }) => key),
        ['odd/%2F', 'odd/../', 'odd/./', 'odd//', 'odd/A', 'odd/a', 'odd/both', 'odd/both/', 'odd/tail/', 'odd/…'],
      );
      assert.ok(!JSON.stringify(calls).includes('odd'), 'no key in what is logged');
    });
  });

  describe('are read', () => {
    const large = randomBytes(9 * megabyte);
    before(() => put('read/large.bin', large));

    it('whole, in ranges of one version', async () => {
      const read = valueOf(await readFile(connected.files, place('read/large.bin'), hurried, never));
      assert.ok(Buffer.from(read.bytes).equals(large) && !read.isChanged);
      const ranges = proxy.seen.filter(({ operation }) => operation === 'GetObject');
      assert.equal(ranges.length, 3);
      for (const { headers } of ranges) assert.ok(headers['if-match'] !== undefined && headers['range'] !== undefined);
    });

    it('again when a range is cut off', async () => {
      proxy.next('GetObject', { kind: 'cutOff' });
      proxy.next('GetObject', { kind: 'truncate' });
      proxy.next('GetObject', { kind: 'reset', forward: true });
      const read = valueOf(await readFile(connected.files, place('read/large.bin'), hurried, never));
      assert.ok(Buffer.from(read.bytes).equals(large));
    });

    it('from the beginning when they change in between, which is told', async () => {
      await put('read/changing.bin', large);
      const other = randomBytes(5 * megabyte);
      let isChanged = false;
      const port = {
        ...delegated(connected),
        read: async (at: FilePlace, range: FileRange | undefined, signal?: AbortSignal) => {
          if (!isChanged && (range?.from ?? 0) > 0) {
            isChanged = true;
            await put('read/changing.bin', other);
          }
          return await connected.files.read(at, range, signal);
        },
      };
      const read = valueOf(await readFile(port, place('read/changing.bin'), hurried, never));
      assert.ok(read.isChanged && Buffer.from(read.bytes).equals(other));
    });

    it('not if they are too large, before anything is read', async () => {
      await put('read/huge.bin', Buffer.alloc(megabyte), { 'x-amz-meta-sandbox-repeat': '51' });
      const refusal = refusalOf(await readFile(connected.files, place('read/huge.bin'), hurried, never));
      assert.deepEqual([refusal.name, refusal.message], ['FileTooLarge', String(51 * megabyte)]);
      assert.equal(proxy.count('GetObject'), 0);
    });
  });

  describe('are refused with the cause', () => {
    for (const [key, name, message] of [
      ['denied', 'AccessDenied', /s3:GetObject/],
      ['key-denied', 'AccessDenied', /kms:Decrypt/],
      ['gone', 'NoSuchKey', /./],
      ['archived', 'InvalidObjectState', /./],
    ] as const)
      it(key, async () => {
        const refusal = refusalOf(await connected.files.read(place(`notes/${key}.txt`, 'example-states'), undefined));
        assert.equal(refusal.name, name);
        assert.match(refusal.message, message);
      });

    it('a file with a delete marker', async () => {
      await put('marked.txt', 'x', { 'x-amz-meta-sandbox-answer': 'DeleteMarker' });
      for (const answer of [
        connected.files.read(place('marked.txt'), undefined),
        connected.files.facts(place('marked.txt')),
      ]) {
        const refusal = refusalOf(await answer);
        assert.deepEqual([refusal.name, refusal.kind], ['DeleteMarker', 'notFound']);
      }
    });

    it('a bucket of another region, with the region', async () => {
      const elsewhere = place('notes/note.txt', 'example-elsewhere');
      for (const answer of [
        connected.files.read(elsewhere, undefined),
        connected.files.facts(elsewhere),
        connected.files.folder({ ...elsewhere, key: '' }, {}),
        // As the results read it, too.
        connected.results.read(elsewhere.region, elsewhere),
        connected.results.list(elsewhere.region, { ...elsewhere, key: '' }),
      ]) {
        const refusal = refusalOf(await answer);
        assert.deepEqual([refusal.name, refusal.message], ['PermanentRedirect', 'eu-central-1']);
      }
    });

    it('a Requester Pays bucket, unless the requester pays', async () => {
      await put('note.txt', 'paid', { 'x-amz-request-payer': 'requester' }, 'example-requester-pays');
      const at = place('note.txt', 'example-requester-pays');
      const denied = refusalOf(await connected.files.read(at, undefined));
      assert.deepEqual([denied.name, denied.unpaidBucket], ['AccessDenied', at.bucket]);
      assert.equal(refusalOf(await connected.files.folder({ ...at, key: '' }, {})).kind, 'denied');
      const head = refusalOf(await connected.files.facts(at));
      assert.deepEqual([head.kind, head.unpaidBucket], ['denied', at.bucket]);
      const { region, ...file } = at;
      const folder = { ...at, key: '' };
      assert.equal(refusalOf(await connected.results.read(region, file)).unpaidBucket, at.bucket);
      connected.paidBuckets.add(at.bucket);
      try {
        const read = valueOf(await connected.files.read(at, undefined));
        assert.equal(Buffer.from(read.bytes).toString(), 'paid');
        assert.equal(valueOf(await connected.files.facts(at)).bytes, 4);
        assert.equal(valueOf(await connected.files.folder(folder, {})).entries.length, 1);
        assert.equal(valueOf(await connected.files.filesBelow(folder, undefined)).files.length, 1);
        assert.equal(Buffer.from(valueOf(await connected.results.read(region, file))).toString(), 'paid');
        const part = valueOf(await connected.results.readPart(region, file, { from: 1, length: 2 }));
        assert.equal(Buffer.from(part.bytes).toString(), 'ai');
        assert.equal(valueOf(await connected.results.list(region, folder)).objects.length, 1);
      } finally {
        connected.paidBuckets.delete(at.bucket);
      }
    });

    it('no bucket that would have to be paid for, where a permission or a key is named', async () => {
      for (const key of ['denied', 'key-denied'])
        assert.equal(
          refusalOf(await connected.files.read(place(`notes/${key}.txt`, 'example-states'), undefined)).unpaidBucket,
          undefined,
        );
      await put('disabled.txt', 'x', { 'x-amz-meta-sandbox-answer': 'KMS.Disabled' });
      const disabled = refusalOf(await connected.files.read(place('disabled.txt'), undefined));
      assert.deepEqual([disabled.kind, disabled.unpaidBucket], ['denied', undefined]);
    });
  });

  describe('are downloaded', () => {
    // Three parts in all, of eight megabytes each at most.
    const third = randomBytes(5.5 * megabyte);
    const large = Buffer.concat([third, third, third]);
    const putLarge = (key: string): Promise<void> => put(key, third, { 'x-amz-meta-sandbox-repeat': '3' });
    before(async () => {
      await putLarge('down/large.bin');
      for (const [key, body] of [
        ['down/a.txt', 'a'],
        ['down/sub/b.txt', 'b'],
        ['down/empty', ''],
        ['down/marker/', ''],
      ] as const)
        await put(key, body);
    });

    it('each verified, with its time, and only the user may read them', async () => {
      const outcome = await downloaded('down/');
      assert.deepEqual(
        [outcome.written, outcome.bytes, outcome.failed, outcome.unverified],
        [4, large.length + 2, [], []],
      );
      assert.deepEqual(names(), ['a.txt', 'empty', 'large.bin', 'sub', join('sub', 'b.txt')]);
      assert.ok(readFileSync(on('large.bin')).equals(large));
      const facts = valueOf(await connected.files.facts(place('down/a.txt')));
      assert.ok(Math.abs(statSync(on('a.txt')).mtimeMs - (facts.modifiedAt ?? 0)) < 2_000);
      assert.equal(statSync(on('a.txt')).mode & 0o077, 0);
      assert.ok(!/down\/|large\.bin|b\.txt/.test(JSON.stringify(calls)), 'no key in what is logged');
    });

    it('not again if they are there with the same content, and not over another one', async () => {
      await downloaded('down/');
      writeFileSync(on('a.txt'), 'z');
      proxy.forget();
      const plan = await planned('down/');
      assert.deepEqual(
        plan.files.map(({ existing }) => existing),
        ['other', 'same', 'same', 'same'],
      );
      const kept = await downloaded('down/');
      assert.deepEqual([kept.written, kept.unchanged, kept.kept], [0, 3, 1]);
      assert.equal(readFileSync(on('a.txt'), 'utf8'), 'z');
      assert.equal(proxy.count('GetObject'), 0);
      const replaced = await downloaded('down/', true);
      assert.deepEqual([replaced.written, replaced.unchanged, replaced.kept], [1, 3, 0]);
      assert.equal(readFileSync(on('a.txt'), 'utf8'), 'a');
    });

    it('not over a file that is created meanwhile', async () => {
      const plan = await planned('down/');
      writeFileSync(on('a.txt'), 'mine');
      const ports = { port: connected.files, local: targetFolder(folder), clock: hurried };
      const outcome = await new Download(plan, ports, never, () => undefined).run(false);
      assert.deepEqual(
        outcome.failed.map(failed => [failed.file.key, 'fileError' in failed && failed.fileError]),
        [['down/a.txt', 'EEXIST']],
      );
      assert.equal(readFileSync(on('a.txt'), 'utf8'), 'mine');
    });

    it('through ranges that are cut off, stalled or answered with an error', async () => {
      for (const fault of [
        { kind: 'cutOff' },
        { kind: 'truncate' },
        { kind: 'reset', forward: true },
        s3Error('SlowDown', 503),
        s3Error('InternalError', 500),
      ] as const)
        for (let time = 0; time < 2; time += 1) proxy.next('GetObject', fault);
      const outcome = await downloaded('down/');
      assert.deepEqual([outcome.written, outcome.failed, outcome.failure], [4, [], undefined]);
      assert.ok(readFileSync(on('large.bin')).equals(large));
    });

    it('on from where a fault ended them, the next time', async () => {
      let parts = 0;
      proxy.choose(({ operation, headers }) =>
        operation === 'GetObject' && headers['range'] !== undefined && (parts += 1) > 1
          ? { kind: 'reset', forward: false }
          : { kind: 'pass' },
      );
      const first = await downloaded('down/');
      assert.equal(first.failure?.kind, 'brokenOff');
      const [partial = ''] = names().filter(name => name.endsWith('.partial'));
      assert.ok(!names().includes('large.bin') && statSync(on(partial)).size > 0, names().join());
      proxy.forget();
      const second = await downloaded('down/');
      assert.equal(second.failure, undefined);
      assert.ok(readFileSync(on('large.bin')).equals(large));
      const ranges = proxy.seen.filter(({ headers }) => headers['range'] !== undefined);
      assert.ok(ranges.length === 2 && ranges.every(({ headers }) => headers['range'] !== 'bytes=0-8388607'));
      assert.ok(!names().some(name => name.endsWith('.partial')));
    });

    it('from the beginning when what an earlier download left is not what S3 has', async () => {
      proxy.choose(({ headers }) =>
        headers['range']?.includes('bytes=8388608') === true ? { kind: 'reset', forward: false } : { kind: 'pass' },
      );
      await downloaded('down/');
      const [partial = ''] = names().filter(name => name.endsWith('.partial'));
      writeFileSync(on(partial), randomBytes(megabyte));
      proxy.forget();
      const outcome = await downloaded('down/');
      assert.deepEqual([outcome.failure, outcome.failed], [undefined, []]);
      assert.ok(readFileSync(on('large.bin')).equals(large));
    });

    it('not under their names when they are canceled, and nothing else is left of them', async () => {
      const stop = new AbortController();
      proxy.choose(({ headers }) => {
        if (headers['range']?.includes('bytes=16777216') !== true) return { kind: 'pass' };
        stop.abort();
        return { kind: 'hang', forward: false };
      });
      const outcome = await downloaded('down/', false, stop.signal);
      assert.equal(outcome.failure?.kind, 'cancelled');
      assert.ok(!names().some(name => name.includes('large')), names().join());
      for (const name of ['a.txt', 'empty'].filter(each => names().includes(each)))
        assert.equal(readFileSync(on(name), 'utf8'), name === 'empty' ? '' : 'a');
    });

    it('as they are when they change in the middle, which is told', async () => {
      await putLarge('moving/large.bin');
      const other = randomBytes(6 * megabyte);
      const plan = await planned('moving/');
      let isChanged = false;
      const port = {
        ...delegated(connected),
        read: async (at: FilePlace, range: FileRange | undefined, signal?: AbortSignal) => {
          if (!isChanged && (range?.from ?? 0) > 0) {
            isChanged = true;
            await put('moving/large.bin', other);
          }
          return await connected.files.read(at, range, signal);
        },
      };
      const ports = { port, local: targetFolder(folder), clock: hurried };
      const outcome = await new Download(plan, ports, never, () => undefined).run(false);
      assert.deepEqual(
        [outcome.changed.map(({ key }) => key), outcome.written, outcome.bytes],
        [['moving/large.bin'], 1, other.length],
      );
      assert.ok(readFileSync(on('large.bin')).equals(other));
    });

    it('not if their content is not that of the checksum', async () => {
      await put('wrong/note.txt', 'what S3 has');
      proxy.choose(({ operation }) =>
        operation === 'GetObject'
          ? {
              kind: 'answer',
              status: 200,
              headers: { etag: `"${createHash('md5').update('what S3 has').digest('hex')}"` },
              body: 'what came in',
            }
          : { kind: 'pass' },
      );
      const outcome = await downloaded('wrong/');
      assert.deepEqual(
        outcome.failed.map(failed => 'refusal' in failed && failed.refusal.name),
        ['ChecksumMismatch'],
      );
      assert.deepEqual(names(), []);
    });

    it('with the checksum of what is encrypted with a KMS key, whose entity tag is no MD5', async () => {
      await put('kms/note.txt', 'encrypted', {}, 'example-guarded');
      const at = place('kms/note.txt', 'example-guarded');
      const facts = valueOf(await connected.files.facts(at));
      assert.deepEqual([facts.md5, facts.checksum?.algorithm], [undefined, 'CRC64NVME']);
      const verifier = await connected.files.verifier(facts);
      await verifier?.update(Buffer.from('encrypted'));
      assert.equal(await verifier?.matches(), true);
      const wrong = await connected.files.verifier(facts);
      await wrong?.update(Buffer.from('encrypteD'));
      assert.equal(await wrong?.matches(), false);
    });

    it('but for those that may not be read, each with its reason', async () => {
      const ports = { port: connected.files, local: targetFolder(folder), clock: hurried };
      const plan = await planned('notes/', 'example-states');
      const outcome = await new Download(plan, ports, never, () => undefined).run(false);
      assert.equal(outcome.failure?.kind, 'throttled', 'a service that is busy ends it');
      const again = await planned('notes/', 'example-states');
      const readable = { ...again, files: again.files.filter(({ key }) => !key.includes('busy')) };
      const rest = await new Download(readable, ports, never, () => undefined).run(true);
      assert.deepEqual(
        rest.failed
          .map(failed => `${failed.file.path.join('/')} ${'refusal' in failed ? failed.refusal.name : ''}`)
          .sort(),
        [
          'archived.txt InvalidObjectState',
          'denied.txt AccessDenied',
          'gone.txt NoSuchKey',
          'key-denied.txt AccessDenied',
        ],
      );
      assert.ok(names().includes('readable.txt'));
    });

    it('not through a link that is in the folder', async () => {
      const outside = mkdtempSync(join(tmpdir(), 'awsjobs-outside-'));
      try {
        symlinkSync(outside, on('sub'));
        const outcome = await downloaded('down/');
        assert.deepEqual(
          outcome.failed.map(failed => [failed.file.key, 'fileError' in failed && failed.fileError]),
          [['down/sub/b.txt', 'ELOOP']],
        );
        assert.deepEqual([readdirSync(outside), outcome.written], [[], 3]);
      } finally {
        rmSync(outside, { recursive: true, force: true });
      }
    });

    it('not into a link that has the name of what an earlier download left', async () => {
      proxy.choose(({ headers }) =>
        headers['range']?.includes('bytes=8388608') === true ? { kind: 'reset', forward: false } : { kind: 'pass' },
      );
      await downloaded('down/');
      proxy.forget();
      const [partial = ''] = names().filter(name => name.endsWith('.partial'));
      const mine = on('mine');
      writeFileSync(mine, 'mine');
      rmSync(on(partial));
      symlinkSync(mine, on(partial));
      await downloaded('down/');
      assert.equal(readFileSync(mine, 'utf8'), 'mine');
      assert.ok(readFileSync(on('large.bin')).equals(large));
    });

    it('not as whole if something else wrote to the file, even if S3 has no checksum', async () => {
      const content = randomBytes(6 * megabyte);
      await put('twice/large.bin', content);
      const plan = await planned('twice/');
      let isDisturbed = false;
      const port = {
        ...delegated(connected),
        verifier: () => Promise.resolve(undefined),
        read: async (at: FilePlace, range: FileRange | undefined, signal?: AbortSignal) => {
          if (!isDisturbed)
            appendFileSync(on(names().find(name => name.endsWith('.partial')) ?? ''), Buffer.alloc(7 * megabyte));
          isDisturbed = true;
          return await connected.files.read(at, range, signal);
        },
      };
      const ports = { port, local: targetFolder(folder), clock: hurried };
      const outcome = await new Download(plan, ports, never, () => undefined).run(false);
      assert.deepEqual(
        outcome.failed.map(failed => 'fileError' in failed && failed.fileError),
        ['EBUSY'],
      );
      assert.deepEqual(names(), []);
    });

    it('without what was left of others that were killed, unless they may still be written', async () => {
      const hour = 3_600_000;
      const leftover = (name: string, ageMs: number): string => {
        writeFileSync(on(name), 'half');
        const at = (Date.now() - ageMs) / 1_000;
        utimesSync(on(name), at, at);
        return name;
      };
      for (const name of ['.a.txt.0123abcd.partial', '.large.bin.0123456789ab.partial']) leftover(name, 2 * hour);
      const others = [
        leftover('.empty.0123abcd.partial', 0),
        leftover('.large.bin.0123456789ac.0123abcd.partial', hour / 2),
        leftover('.mine.0123abcd.partial', 2 * hour),
      ];
      await downloaded('down/');
      assert.deepEqual(
        names().filter(name => name.endsWith('.partial')),
        [...others].sort(),
      );
    });

    it('beside what cannot even be looked at, which is neither replaced nor ends the rest', async () => {
      symlinkSync('a.txt', on('a.txt'));
      const outcome = await downloaded('down/', true);
      assert.deepEqual(
        outcome.failed.map(failed => [failed.file.key, 'fileError' in failed && failed.fileError]),
        [['down/a.txt', 'EEXIST']],
      );
      assert.equal(outcome.written, 3);
    });

    it('under other names where no file system takes the key', async () => {
      const keys = [
        'aux.txt',
        'CON',
        'a:b',
        'dot.',
        'Case',
        'case',
        '../up',
        'x//y',
        'both',
        'both/in',
        `${'é'.repeat(300)}.txt`,
      ];
      for (const key of keys) await put(`names/${key}`, key);
      const plan = await planned('names/');
      assert.equal(plan.files.filter(({ isRenamed }) => isRenamed).length, keys.length - 2);
      const outcome = await downloaded('names/');
      assert.deepEqual([outcome.written, outcome.failed], [keys.length, []]);
      for (const { key, path } of plan.files)
        assert.equal(readFileSync(on(...path), 'utf8'), key.slice('names/'.length));
      assert.equal(new Set(names().map(name => name.toLowerCase())).size, names().length);
    });
  });
});

/** The port's methods as a plain object, some of which a test replaces. */
function delegated({ files }: Connected): Connected['files'] {
  return {
    folder: (...given) => files.folder(...given),
    filesBelow: (...given) => files.filesBelow(...given),
    facts: (...given) => files.facts(...given),
    read: (...given) => files.read(...given),
    verifier: (...given) => files.verifier(...given),
  };
}
