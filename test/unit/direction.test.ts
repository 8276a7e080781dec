// The direction of imports is a lint rule. This test adds violations, each of which must be reported.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files of src/ and what stands in them, each of which the lint must report. */
const forbidden: readonly (readonly [file: string, code: string])[] = [
  ['src/domain/jobs/planted.ts', "import { createConnector } from '../../aws/index.ts';"],
  ['src/domain/jobs/planted.ts', "export const late = () => import('../../aws/index.ts');"],
  ['src/domain/jobs/planted.ts', "import type * as vscode from 'vscode';"],
  ['src/domain/jobs/planted.ts', "export type { Connector } from '../../aws/index.ts';"],
  ['src/domain/jobs/planted.ts', "export type Late = typeof import('../../aws/index.ts');"],
  ['src/domain/jobs/planted.ts', "import '../../aws/index.ts';"],
  ['src/domain/jobs/planted.ts', "import { readFileSync } from 'node:fs';"],
  ['src/domain/jobs/planted.ts', "import { STSClient } from '@aws-sdk/client-sts';"],
  ['src/domain/jobs/planted.ts', "export const late = () => import('@aws-sdk/client-sts');"],
  ['src/domain/jobs/planted.ts', "import { commandIds } from '../../ids.ts';"],
  ['src/domain/spec/planted.ts', "import { jobOf } from '../jobs/job.ts';"],
  ['src/domain/spec/rules/planted.ts', "import type { Job } from '../../jobs/job.ts';"],
  ['src/domain/spec/planted.ts', "import { fieldsOf } from '../form/view.ts';"],
  ['src/domain/jobs/planted.ts', "import type { LivePort } from '../live/port.ts';"],
  ['src/domain/form/planted.ts', "import type { Job } from '../jobs/job.ts';"],
  ['src/domain/live/planted.ts', "import { checkSpec } from '../spec/check.ts';"],
  ['src/machine/planted.ts', "import type * as vscode from 'vscode';"],
  ['src/machine/planted.ts', "import { settingIds } from '../ids.ts';"],
  ['src/machine/planted.ts', "import { Log } from '../host/log.ts';"],
  ['src/ui/planted.ts', "import { JobDatabase } from '../machine/database.ts';"],
  ['src/ui/planted.ts', "import { createConnector } from '../aws/index.ts';"],
  ['src/ui/commands/planted.ts', "import { Log } from '../../host/log.ts';"],
  ['src/ui/planted.ts', "import { readFileSync } from 'node:fs';"],
  ['src/aws/planted.ts', "import * as vscode from 'vscode';"],
  ['src/aws/planted.ts', "import { Log } from '../host/log.ts';"],
  ['src/host/planted.ts', "import { say } from '../ui/window/messages.ts';"],
  ['src/host/planted.ts', "import { STSClient } from '@aws-sdk/client-sts';"],
  ['src/sandbox/planted.ts', "import { jobKinds } from '../domain/jobs/kinds.ts';"],
  ['src/sandbox/planted.ts', "import { families } from '../aws/comprehendMedical.ts';"],
  ['src/cli/planted.ts', "import * as vscode from 'vscode';"],
  ['src/cli/planted.ts', "import { specFileSuffix } from '../ids.ts';"],
  ['src/ui/planted.ts', "import { checkFiles } from '../cli/check.ts';"],
  ['src/webview/planted.ts', "import { jobKinds } from '../domain/jobs/kinds.ts';"],
  ['src/webview/planted.ts', "import { isFromPage } from '../ui/form/fromPage.ts';"],
  ['src/webview/planted.ts', "import * as vscode from 'vscode';"],
  ['src/webview/planted.ts', "import { readFileSync } from 'node:fs';"],
  ['src/ui/planted.ts', "import { element } from '../webview/shared/dom.ts';"],
  ['src/domain/planted.ts', "import { accountId } from '../sandbox/account.ts';"],
  ['src/ui/window/planted.ts', "export const late = () => import('node:fs');"],
  // Only one folder shows text.
  ...['src/ui/planted.ts', 'src/ui/commands/planted.ts', 'src/host/planted.ts', 'src/planted.ts'].flatMap(file =>
    [
      "await vscode.window.showInputBox({ prompt: 'x' });",
      'vscode.window.createQuickPick();',
      "void vscode.window.showErrorMessage('x');",
      "void vscode.window['showErrorMessage']('x');",
      "const name = 'showErrorMessage'; void vscode.window[name]('x');",
      'const all = vscode.window;',
      'const { window } = vscode;',
      'const { l10n, ...rest } = vscode;',
      "void vscode['window'].showErrorMessage('x');",
      "import { window } from 'vscode';",
      "new vscode.TreeItem('x');",
      "new vscode.MarkdownString('x');",
      "import { MarkdownString } from 'vscode'; new MarkdownString('x');",
      'view.message = name;',
      'this.item.tooltip = name;',
      "void vscode.commands.executeCommand('vscode.diff', left, right, name);",
    ].map(code => [file, code] as const),
  ),
];

/** Those that it must not report. */
const allowed: readonly (readonly [file: string, code: string])[] = [
  [
    'src/ui/planted.ts',
    "import { jobKinds } from '../domain/jobs/kinds.ts'; import * as vscode from 'vscode'; import { commandIds } from '../ids.ts';",
  ],
  [
    'src/aws/planted.ts',
    "import { jobKinds } from '../domain/jobs/kinds.ts'; import { STSClient } from '@aws-sdk/client-sts';",
  ],
  [
    'src/host/planted.ts',
    "import { jobKinds } from '../domain/jobs/kinds.ts'; import { readFileSync } from 'node:fs'; import * as vscode from 'vscode';",
  ],
  [
    'src/cli/planted.ts',
    "import { checkSpec } from '../domain/spec/check.ts'; import { readFileSync } from 'node:fs';",
  ],
  ['src/domain/spec/planted.ts', "import { jobKinds } from '../jobs/kinds.ts';"],
  ['src/domain/jobs/planted.ts', "import { readS3Place } from '../spec/s3.ts';"],
  ['src/host/planted.ts', "import { JobDatabase } from '../machine/database.ts';"],
  ['src/webview/planted.ts', "import type { FromPage } from '../ui/form/protocol.ts';"],
  [
    'src/ui/planted.ts',
    'const { l10n } = vscode; vscode.window.onDidChangeWindowState(work); await vscode.window.showTextDocument(uri);',
  ],
  [
    'src/ui/window/planted.ts',
    "await vscode.window.showInputBox({ prompt: 'x' }); new vscode.MarkdownString('x'); view.message = 'x';",
  ],
  [
    'src/extension.ts',
    "import { createConnector } from './aws/index.ts'; import { say } from './ui/window/messages.ts';",
  ],
];

/** Lints each text as the file that it is for, all in one go; resolves with how often each is reported. */
function complaints(planted: readonly (readonly [file: string, code: string])[]): readonly number[] {
  const folder = mkdtempSync(join(tmpdir(), 'direction-'));
  try {
    // The rules without the types, which the planted texts do not have.
    writeFileSync(
      join(folder, 'oxlint.config.mjs'),
      `import config from ${JSON.stringify(join(root, 'oxlint.config.mjs'))};\nexport default { ...config, options: {} };\n`,
    );
    const names = planted.map(([file], index) => file.replace('.ts', `-${index}.ts`));
    for (const [index, [, code]] of planted.entries()) {
      const path = join(folder, names[index] ?? '');
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, code);
    }
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules', 'oxlint', 'bin', 'oxlint'), '-c', 'oxlint.config.mjs', '-f', 'json', '.'],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: readonly { readonly code?: string; readonly filename: string; readonly message: string }[];
    };
    for (const { code, message } of diagnostics) assert.ok(code !== undefined, message);
    return names.map(
      name =>
        diagnostics.filter(
          ({ code, filename }) => code === 'eslint-js(no-restricted-syntax)' && filename.replaceAll('\\', '/') === name,
        ).length,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the direction of imports', () => {
  let found: readonly number[];
  before(() => {
    found = complaints([...forbidden, ...allowed]);
  });

  for (const [index, [file, code]] of forbidden.entries())
    it(`forbids ${file.split('/')[1] ?? ''}: ${code}`, () => {
      assert.equal(found[index], 1);
    });

  for (const [index, [file, code]] of allowed.entries())
    it(`allows ${file}: ${code.slice(0, 60)}…`, () => {
      assert.equal(found[forbidden.length + index], 0);
    });
});
