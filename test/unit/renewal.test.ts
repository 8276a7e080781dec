import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Renewal } from '../../src/domain/renewal.ts';
import type { Refusal } from '../../src/domain/refusal.ts';
import { watchProfileFiles } from '../../src/machine/profileFiles.ts';
import { until } from '../pace.ts';

const refusal = (kind: Refusal['kind']): Refusal => ({ kind, name: 'X', message: '', nothingHappened: true });

describe('a broken connection', () => {
  let broken: Refusal | undefined;
  let retries = 0;
  let changed: (() => void) | undefined;
  let watches = 0;
  const renewal = (): Renewal =>
    new Renewal({
      broken: () => broken,
      watchFiles: onChange => {
        watches += 1;
        changed = onChange;
        return Promise.resolve({
          dispose: () => {
            changed = undefined;
          },
        });
      },
      retry: () => {
        retries += 1;
        broken = undefined;
      },
    });
  beforeEach(() => {
    [broken, retries, changed, watches] = [undefined, 0, undefined, 0];
  });

  it('is tried again when the files have changed, once', async () => {
    const it_ = renewal();
    broken = refusal('expired');
    it_.update();
    it_.update();
    assert.equal(watches, 1);
    changed?.();
    assert.equal(retries, 1);
    await Promise.resolve();
    it_.update();
    assert.equal(changed, undefined, 'nothing is watched while it works');
    broken = refusal('expired');
    it_.update();
    assert.equal(watches, 2);
    it_.dispose();
  });

  for (const kind of ['network', 'timeout', 'throttled', 'denied', 'clock'] as const)
    it(`is not waited for by files if it is ${kind}`, () => {
      broken = refusal(kind);
      renewal().update();
      assert.equal(watches, 0);
    });
});

describe('the files of profiles', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'profiles-'));
    mkdirSync(join(folder, 'a'));
    mkdirSync(join(folder, 'b'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const file of ['a/config', 'b/credentials'])
    it(`tell of a change of ${file}, once for several writes`, async () => {
      let changes = 0;
      const watching = watchProfileFiles(
        () => {
          changes += 1;
        },
        {
          AWS_CONFIG_FILE: join(folder, 'a', 'config'),
          AWS_SHARED_CREDENTIALS_FILE: join(folder, 'b', 'credentials'),
        },
      );
      for (let count = 0; count < 3; count += 1) writeFileSync(join(folder, file), `[default]\n# ${count}\n`);
      await until('the change', () => changes > 0);
      assert.equal(changes, 1);
      watching.dispose();
    });

  it('may be missing', () => {
    watchProfileFiles(() => undefined, { AWS_CONFIG_FILE: join(folder, 'none', 'config') }).dispose();
  });
});
