import assert from 'node:assert/strict';
import fc from 'fast-check';
import { followChain, predecessorPath } from '../../../src/domain/spec/chain.ts';
import { linkRuns } from '../../../src/domain/jobs/queue/link.ts';
import { check, fullRequests } from './support.ts';
import { applyFix } from '../../../src/domain/spec/problem.ts';

const specText = (after?: unknown): string =>
  JSON.stringify({
    action: 'entityresolution:StartIdMappingJob',
    after,
    request: fullRequests['StartIdMappingJobRequest'],
  });

/** Follows the chain of a file; files: path → `after`. */
const follow = async (path: string, files: Readonly<Record<string, unknown>>): ReturnType<typeof followChain> =>
  await followChain(path, specText(files[path]), each =>
    Promise.resolve(each in files ? specText(files[each]) : undefined),
  );

describe('a spec that comes after another', () => {
  it('names it relative to its own folder', () => {
    assert.equal(predecessorPath('/w/a/phi.awsjob.json', 'b.awsjob.json'), '/w/a/b.awsjob.json');
    assert.equal(predecessorPath('/w/a/phi.awsjob.json', './b.awsjob.json'), '/w/a/b.awsjob.json');
    assert.equal(predecessorPath('/w/a/phi.awsjob.json', '../c/b.awsjob.json'), '/w/c/b.awsjob.json');
  });

  it('is refused if it would wait for itself, whatever the length of the circle', async () => {
    assert.deepEqual(await follow('/a.awsjob.json', { '/a.awsjob.json': 'a.awsjob.json' }), {
      circle: ['a.awsjob.json', 'a.awsjob.json'],
    });
    const files = {
      '/a.awsjob.json': 'b.awsjob.json',
      '/b.awsjob.json': 'x/c.awsjob.json',
      '/x/c.awsjob.json': '../a.awsjob.json',
    };
    const chain = await follow('/a.awsjob.json', files);
    assert.deepEqual(chain, { circle: ['a.awsjob.json', 'b.awsjob.json', 'c.awsjob.json', 'a.awsjob.json'] });
    const text = specText('b.awsjob.json');
    assert.ok(chain);
    const { problems, spec } = check(text, { chain });
    assert.equal(spec, undefined);
    const [found] = problems.filter(({ code }) => code === 'AJ091');
    assert.match(found?.message ?? '', /a\.awsjob\.json → b\.awsjob\.json → c\.awsjob\.json → a\.awsjob\.json/);
    assert.equal(text.slice(found?.offset).startsWith('"b.awsjob.json"'), true, 'at the member after');
    const [fix] = found?.fixes ?? [];
    assert.ok(fix);
    assert.equal('after' in (JSON.parse(applyFix(text, fix)) as object), false);
  });

  it('is told that the other one does not exist', async () => {
    const chain = await follow('/a.awsjob.json', { '/a.awsjob.json': 'b.awsjob.json' });
    assert.ok(chain);
    const { problems, spec } = check(specText('b.awsjob.json'), { chain });
    assert.deepEqual(
      problems.map(({ code }) => code).filter(code => code.startsWith('AJ09')),
      ['AJ090'],
    );
    assert.equal(spec?.after, 'b.awsjob.json');
  });

  it('leaves the circle of others to them, and ends', async () => {
    assert.deepEqual(
      await follow('/a.awsjob.json', {
        '/a.awsjob.json': 'b.awsjob.json',
        '/b.awsjob.json': 'c.awsjob.json',
        '/c.awsjob.json': 'b.awsjob.json',
      }),
      {},
    );
    assert.equal(await follow('/a.awsjob.json', { '/a.awsjob.json': undefined }), undefined);
    // A chain that never ends.
    let read = 0;
    const endless = await followChain('/0.awsjob.json', specText('1.awsjob.json'), () => {
      read += 1;
      return Promise.resolve(specText(`${read + 1}.awsjob.json`));
    });
    assert.deepEqual(endless, {});
  });

  it('has a path that its schema accepts, and no other', () => {
    for (const good of ['a.awsjob.json', './a.awsjob.json', '../x y/é.awsjob.json'])
      assert.ok(check(specText(good)).spec, good);
    for (const bad of [
      '',
      'a.json',
      '.awsjob.json',
      '/a.awsjob.json',
      'c:\\a.awsjob.json',
      'x/.awsjob.json',
      '${var:x}.awsjob.json',
      7,
      null,
    ])
      assert.equal(check(specText(bad)).spec, undefined, String(bad));
  });
});

describe('the runs of a batch', () => {
  it('come after the run of the spec that theirs names; what cannot be linked is told why', () => {
    assert.deepEqual(
      linkRuns([
        { file: 'a' },
        { file: 'b', after: 'a' },
        { file: 'c', after: 'gone' },
        { file: 'd', after: 'c' },
        { file: 'e' },
        { file: 'e' },
        { file: 'f', after: 'e' },
        { file: 'g', after: 'h' },
        { file: 'h', after: 'g' },
      ]),
      [undefined, 0, 'none', 'none', undefined, undefined, 'several', 'none', 'none'],
    );
  });

  it('are linked so that every chain ends at a run that waits for nothing', () => {
    const files = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    fc.assert(
      fc.property(fc.array(fc.record({ file: files, after: fc.option(files, { nil: undefined }) })), drawn => {
        const runs = drawn.map(({ file, after }) => (after === undefined ? { file } : { file, after }));
        const links = linkRuns(runs);
        for (const [index, link] of links.entries()) {
          if (typeof link === 'string') continue;
          let at: number | string | undefined = index;
          for (let steps = 0; typeof at === 'number'; steps += 1) {
            assert.ok(steps <= runs.length, 'no circle');
            at = links[at];
          }
          assert.equal(at, undefined, 'what it waits for can start');
        }
      }),
    );
  });
});
