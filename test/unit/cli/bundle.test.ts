// The checker as published on npm: one file that runs on Node 20 and later.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { checkBundle } from '../../../scripts/build.mjs';
import { isWhole } from '../../runs.ts';
import { Folder, bad, good, mainFile, run, sourceFile } from './support.ts';

const repositoryFile = (path: string): URL => new URL(`../../../${path}`, import.meta.url);

describe('dist/check.js', () => {
  let folder: Folder;
  before(() => {
    folder = new Folder();
  });
  after(() => {
    folder.remove();
  });

  it('is the bin of the package, starts by itself, and imports nothing but Node', () => {
    const { bin, version } = JSON.parse(readFileSync(repositoryFile('package.json'), 'utf8')) as {
      bin: Record<string, string>;
      version: string;
    };
    assert.deepEqual(bin, { 'aws-job-specs': 'dist/check.js' });
    assert.ok(version);
    const text = readFileSync(mainFile, 'utf8');
    assert.match(text, /^#!\/usr\/bin\/env node\n/);
    const imported = [...text.matchAll(/(?<!["'.])\b(?:from|import|require)\s*\(?\s*["']([^"'./][^"']*)["']/g)].map(
      ([, name = '']) => name,
    );
    assert.deepEqual(
      imported.filter(name => !/^(node:|fs|path|url|module|process|util|os|picomatch$)/.test(name)),
      [],
    );
  });

  it('contains nothing of the SDK, of the job history or of the commands that need them', async () => {
    const { metafile } = await build({ ...checkBundle, write: false, metafile: true });
    const late = Object.keys(metafile?.inputs ?? {}).filter(path =>
      /@aws-sdk|@smithy|^src\/(?:aws|machine|sandbox)\/|^src\/cli\/(?:jobs|preflight\.ts|completion|commandWords)/.test(
        path,
      ),
    );
    assert.deepEqual(late, []);
    assert.ok(Object.keys(metafile?.inputs ?? {}).includes('src/cli/check.ts'));
  });

  it('behaves like the sources', async () => {
    folder.write('specs/a.awsjob.json', good);
    folder.write('specs/b.awsjob.json', bad);
    folder.write('specs/a.awsjobs.csv', 'workflowName,region\nx,us-east-9\ny,"z\n');
    folder.write('specs/a.awsjobs.json', '[{ "workflowNam": "x" }]');
    // The sources take five times as long.
    for (const args of [
      ['check', 'specs', '--format', 'sarif'],
      ...(isWhole
        ? [['check', 'specs/**'], ['check', 'specs', '--format', 'json'], ['--version'], ['--help'], ['check', 'none*']]
        : []),
    ]) {
      assert.deepEqual(
        await run(folder.path, args),
        await run(folder.path, args, { script: sourceFile }),
        args.join(' '),
      );
    }
  });
});
