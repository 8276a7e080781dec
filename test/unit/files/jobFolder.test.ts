import assert from 'node:assert/strict';
import fc from 'fast-check';
import { authorityOf, jobFolder, jobOfAuthority } from '../../../src/domain/files/jobFolder.ts';
import { Rate } from '../../../src/ui/files/rate.ts';
import { summaryText } from '../../../src/ui/files/summaryText.ts';
import { FakeClock } from '../fakeClock.ts';

const job = { partition: 'aws', account: '123456789012', region: 'eu-west-1', service: 'comprehendmedical' as const };

describe('the folders of a job', () => {
  it('hold what it reads and writes, whether or not the URI ends with a slash', () => {
    for (const [root, uri, key] of [
      ['input', 's3://b/notes/', 'notes/'],
      ['input', 's3://b/notes/2024-', 'notes/'],
      ['input', 's3://b/notes', ''],
      ['input', 's3://b', ''],
      ['output', 's3://b/out', 'out/'],
      ['output', 's3://b/out/', 'out/'],
    ] as const)
      assert.deepEqual(jobFolder({ [root]: uri }, root), { bucket: 'b', key }, uri);
    assert.equal(jobFolder({}, 'input'), undefined);
    assert.equal(jobFolder({ output: 'https://b/out' }, 'output'), undefined);
  });

  it('have an authority that survives being written in lower case', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '~', '+', '0', '-', '.'), minLength: 1 }), id => {
        const authority = authorityOf({ ...job, id });
        assert.equal(authority, authority.toLowerCase());
        assert.deepEqual(jobOfAuthority(authority), { ...job, id });
      }),
    );
    for (const wrong of ['', 'a+b', 'a+b+c+d+', 'a+b+c+d+e+f']) assert.equal(jobOfAuthority(wrong), undefined, wrong);
  });
});

describe('the rate of a download', () => {
  it('is that of the last seconds', async () => {
    const clock = new FakeClock();
    const rate = new Rate(clock);
    assert.equal(rate.add(0), 0);
    await clock.advance(1_000);
    assert.equal(rate.add(1_000), 1_000);
    await clock.advance(20_000);
    rate.add(1_000);
    await clock.advance(5_000);
    assert.equal(rate.add(2_000), 200);
  });
});

describe('the summary of a download', () => {
  const from = { bucket: 'b', key: 'p/', region: 'eu-west-1' };
  const file = { key: 'p/a:b\u202E', bytes: 1, path: ['a_b'], isRenamed: true, existing: 'none' as const };
  const nothing = { written: 1, bytes: 1, unchanged: 0, kept: 0, unverified: [], changed: [], failed: [] };

  it('names each file that has another name or was not downloaded, and why', () => {
    const text = summaryText({ from, files: [file] }, { ...nothing, failed: [{ file, fileError: 'ENOSPC' }] });
    assert.match(text ?? '', /^Not downloaded \(1\)\n {2}a:b\\u\{202e\}: The disk is full\.\n\n/);
    assert.match(text ?? '', /another name.* \(1\)\n {2}a:b\\u\{202e\} → a_b\n$/);
  });

  it('is not there if there is nothing to say', () => {
    assert.equal(summaryText({ from, files: [{ ...file, isRenamed: false }] }, nothing), undefined);
  });
});
