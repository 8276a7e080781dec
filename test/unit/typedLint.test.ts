// The lint rules run, those that need types, too: a planted violation of each of some kinds is reported.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const planted = [
  'const later = async (): Promise<number> => { await Promise.resolve(); return 1; };',
  'export function start(): void { later(); }',
  'export const cut = (text: string): string => JSON.parse(text);',
  "export const named = (sort: 'a' | 'b'): number => { switch (sort) { case 'a': return 1; } return 2; };",
  'export let kept: any = 1;',
  "export const same = (one: number): boolean => { console.log(''); return one == 1; };",
];

describe('the lint rules', () => {
  it('report a promise that nobody waits for, an any, a case that is missing, and what needs no types', () => {
    const folder = mkdtempSync(join(tmpdir(), 'typed-lint-'));
    try {
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true } }));
      writeFileSync(join(folder, 'planted.ts'), planted.join('\n'));
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [
          join(root, 'node_modules', 'oxlint', 'bin', 'oxlint'),
          '-c',
          join(root, 'oxlint.config.mjs'),
          '-f',
          'json',
          folder,
        ],
        { encoding: 'utf8' },
      );
      assert.equal(stderr, '');
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string }[] };
      assert.deepEqual(diagnostics.map(({ code }) => code).sort(), [
        'eslint(eqeqeq)',
        'eslint(no-console)',
        'eslint(prefer-const)',
        'typescript(no-explicit-any)',
        'typescript(no-floating-promises)',
        'typescript(no-unsafe-return)',
        'typescript(switch-exhaustiveness-check)',
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
