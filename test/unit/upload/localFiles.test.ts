// Reading a folder of this computer: what is found, what is left out, and what is never held whole.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, removeScratch } from '../../../scripts/processes.mjs';
import { partBytesFor } from '../../../src/domain/upload/port.ts';
import { type Scan, scan } from '../../../src/domain/upload/scan.ts';
import { openLocalFiles } from '../../../src/machine/localFiles.ts';
import { longIt } from '../../runs.ts';
import { heldBytes } from '../heap.ts';

const mebibyte = 1024 * 1024;
const md5 = (data: Buffer | string): Buffer => createHash('md5').update(data).digest();
const nobody = (): boolean => false;

describe('files of this computer', () => {
  let folder: string;
  const file = (path: string, content: string | Buffer): string => {
    const full = join(folder, path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, content);
    return full;
  };
  const scanned = async (paths: readonly string[] = [folder], prefix = 'p/'): Promise<Scan> => {
    const found = await scan(
      await openLocalFiles(paths),
      prefix,
      path => path.endsWith('.awsjob.json'),
      () => undefined,
      new AbortController().signal,
    );
    assert.ok(found);
    return found;
  };
  const named = ({ notes }: Scan): readonly string[] => notes.map(({ path }) => path);
  const left = ({ skipped }: Scan): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(Array.from(skipped, ([reason, { paths }]) => [reason, [...paths].sort()]));

  beforeEach(() => {
    folder = makeScratch();
  });
  afterEach(() => {
    removeScratch(folder);
  });

  it('finds text files at any depth, in the order of their names, with the entity tags of S3', async () => {
    file('b.txt', 'note');
    file('ä ward/e\u0301 😀.txt', 'n');
    file('a/x/y.txt', '\uFEFFnote\r\n');
    const found = await scanned();
    assert.deepEqual(named(found), ['a/x/y.txt', 'b.txt', 'ä ward/e\u0301 😀.txt']);
    assert.deepEqual(found.notes[1], {
      path: 'b.txt',
      bytes: 4,
      etag: md5('note').toString('hex'),
      isLarge: false,
    });
    assert.equal(found.skipped.size, 0);
  });

  it('says what is left out and why', async () => {
    file('good.txt', 'note');
    file('empty.txt', '');
    file('.hidden', 'x');
    file('.git/deep/config', 'x');
    file('Thumbs.db', 'x');
    file('spec.awsjob.json', '{}');
    file('latin1.txt', Buffer.from([0x66, 0xfc, 0x72]));
    file('zero.txt', 'a\0b');
    file('line\nbreak.txt', 'x');
    file(`${'long'.repeat(60)}.txt`, 'x');
    const secret = file('secret.txt', 'x');
    symlinkSync(join(folder, 'good.txt'), join(folder, 'link.txt'));
    symlinkSync(folder, join(folder, 'circle'));
    chmodSync(secret, 0);
    const found = await scanned([folder], `${'p'.repeat(900)}/`);
    // Whoever may read everything reads this, too.
    const isRoot = process.getuid?.() === 0;
    assert.deepEqual(named(found), isRoot ? ['good.txt', 'secret.txt'] : ['good.txt']);
    assert.deepEqual(left(found), {
      empty: ['empty.txt'],
      hidden: ['.git', '.hidden', 'Thumbs.db'],
      ours: ['spec.awsjob.json'],
      notText: ['latin1.txt', 'zero.txt'],
      name: ['line\nbreak.txt', `${'long'.repeat(60)}.txt`].sort(),
      link: ['circle', 'link.txt'],
      ...(isRoot ? {} : { unreadable: ['secret.txt'] }),
    });
  });

  it('takes several files and folders, each once, below the nearest common folder', async () => {
    const [one, two] = [file('a/one.txt', '1'), file('b/two.txt', '2')];
    file('b/c/three.txt', '3');
    file('d/four.txt', '4');
    assert.deepEqual(named(await scanned([one, two, join(folder, 'b'), two])), [
      'a/one.txt',
      'b/c/three.txt',
      'b/two.txt',
    ]);
    assert.deepEqual(named(await scanned([one])), ['one.txt']);
    assert.equal((await openLocalFiles([one])).name, 'a');
    assert.deepEqual(named(await scanned([join(folder, 'a'), join(folder, 'a-b')])), ['a/one.txt']);
  });

  it('finds nothing in an empty folder, and says that one is gone', async () => {
    assert.deepEqual(await scanned(), { notes: [], skipped: new Map() });
    const gone = join(folder, 'gone');
    assert.deepEqual(left(await scanned([gone])), { unreadable: ['gone'] });
  });

  it('ends when it is called off', async () => {
    for (let index = 0; index < 50; index += 1) file(`${index}.txt`, 'x');
    const stop = new AbortController();
    const found = await scan(
      await openLocalFiles([folder]),
      '',
      nobody,
      () => {
        stop.abort();
      },
      stop.signal,
    );
    assert.equal(found, undefined);
  });

  it('recognizes text whose characters are cut by its pieces, and other bytes after the first piece', async () => {
    const text = Buffer.from('ä'.repeat(mebibyte)).subarray(1);
    file('cut.txt', Buffer.concat([Buffer.from('a'), Buffer.from('ä'.repeat(mebibyte))]));
    file('late.txt', Buffer.concat([Buffer.alloc(2 * mebibyte, 'a'), Buffer.from([0xff])]));
    file('open.txt', Buffer.concat([Buffer.alloc(2 * mebibyte, 'a'), Buffer.from([0xc3])]));
    file('begin.txt', text);
    const found = await scanned();
    assert.deepEqual(named(found), ['cut.txt']);
    assert.equal(found.notes[0]?.isLarge, true);
    assert.deepEqual(left(found), { notText: ['begin.txt', 'late.txt', 'open.txt'] });
  });

  it('reads a large file in parts, and not to its end if it is another by then', async () => {
    const content = Buffer.alloc(17 * mebibyte, 'note ');
    const path = file('large.txt', content);
    const files = await openLocalFiles([folder]);
    const contents = await files.examine('large.txt');
    assert.ok(contents);
    const pieces = [0, 1, 2].map(index => content.subarray(index * 8 * mebibyte, (index + 1) * 8 * mebibyte));
    assert.equal(partBytesFor(content.length), 8 * mebibyte);
    assert.equal(contents.etag, `${md5(Buffer.concat(pieces.map(md5))).toString('hex')}-3`);
    const composite = createHash('sha256')
      .update(Buffer.concat(pieces.map(piece => createHash('sha256').update(piece).digest())))
      .digest('base64');
    assert.equal(await files.sha256('large.txt'), `${composite}-3`);
    const read = async (signal = new AbortController().signal): Promise<number[]> => {
      const sizes = [];
      for await (const part of files.parts('large.txt', contents, signal)) sizes.push(part.length);
      return sizes;
    };
    assert.deepEqual(await read(), [8 * mebibyte, 8 * mebibyte, mebibyte]);
    await assert.rejects(read(AbortSignal.abort()), { name: 'AbortError' });
    content[3] = 0x58;
    writeFileSync(path, content);
    await assert.rejects(read(), { name: 'FileChanged' });
    writeFileSync(path, Buffer.concat([content, content]));
    await assert.rejects(read(), { name: 'FileChanged' });
    rmSync(path);
    await assert.rejects(read(), { name: 'FileChanged' });
  });

  longIt('holds little of 100,000 files', async function (this: Mocha.Context) {
    this.timeout(0);
    // A listing of so many files, with the real code for all that follows it.
    const paths = Array.from({ length: 100_000 }, (_each, index) => `ward-${index % 100}/note-${index}.txt`);
    const before = heldBytes();
    const found = await scan(
      {
        ...(await openLocalFiles([folder])),
        name: 'x',
        walk: async function* () {
          for (const path of paths) yield await Promise.resolve({ path });
        },
        examine: () => Promise.resolve({ bytes: 2_000, etag: randomBytes(16).toString('hex'), isText: true }),
      },
      '',
      nobody,
      () => undefined,
      new AbortController().signal,
    );
    assert.equal(found?.notes.length, 100_000);
    assert.ok(heldBytes() - before < 40 * mebibyte, `${(heldBytes() - before) / mebibyte} MB`);
  });
});
