// The sandbox's process as started by a window.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxProcess } from '../../src/machine/sandbox.ts';
import { sandboxEntry } from './sandboxProcess.ts';

describe('sandbox: as started by a window', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-host-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

  const processOf = (script: string): SandboxProcess =>
    new SandboxProcess({
      script,
      stateDirectory: join(directory, 'state'),
      jobSeconds: () => 1,
      onDied: () => undefined,
    });

  it('runs and responds at its address', async () => {
    const sandbox = processOf(sandboxEntry);
    const { url } = await sandbox.run();
    assert.equal((await fetch(url)).status, 403);
    sandbox.dispose();
  });

  it('gets only the environment variables that a process needs', async () => {
    const script = join(directory, 'tell.mjs');
    await writeFile(
      script,
      'console.log(JSON.stringify({ url: Object.keys(process.env).join() })); setInterval(() => undefined, 1_000);',
    );
    process.env['AWS_SECRET_ACCESS_KEY'] = 'a secret';
    try {
      const sandbox = processOf(script);
      const { url: names } = await sandbox.run();
      sandbox.dispose();
      const allowed = [
        'ELECTRON_RUN_AS_NODE',
        'NODE_NO_WARNINGS',
        'SystemRoot',
        'windir',
        'TEMP',
        'TMP',
        'TMPDIR',
        'TZ',
        'LD_LIBRARY_PATH',
      ];
      assert.deepEqual(
        names.split(',').filter(name => !allowed.includes(name)),
        [],
      );
      assert.ok(names.includes('NODE_NO_WARNINGS'));
    } finally {
      delete process.env['AWS_SECRET_ACCESS_KEY'];
    }
  });
});
