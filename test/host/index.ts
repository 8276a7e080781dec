// The extension host calls `run`; mocha does the rest.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { bound } from '../pace.ts';

/**
 * Runs the test files of TEST_FOLDER, a folder below this one, or only those whose names contain TEST_ONLY. Rejects if
 * a test fails.
 */
export function run(): Promise<void> {
  const reporter = process.env['TEST_REPORTER'];
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: bound(60_000),
    color: true,
    ...(reporter === undefined ? {} : { reporter }),
  });
  // A command that stops early says why in a message, which nobody sees here: the reporter adds them to a failure.
  const shown = recordMessages();
  Object.assign(globalThis, { messagesShown: shown });
  mocha.rootHooks({
    beforeEach() {
      shown.length = 0;
    },
  });
  const only = process.env['TEST_ONLY'] ?? '';
  const folder = join(__dirname, process.env['TEST_FOLDER'] ?? '');
  for (const name of readdirSync(folder).filter(file => file.endsWith('.test.cjs') && file.includes(only)))
    mocha.addFile(join(folder, name));
  return new Promise((resolve, reject) => {
    mocha.run(failures => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests failed`));
    });
  });
}

/** Returns the texts of the messages that are shown from now on; they are shown as before. */
function recordMessages(): string[] {
  const shown: string[] = [];
  const { window } = vscode;
  for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) {
    const show = window[name].bind(window) as (...given: readonly unknown[]) => unknown;
    Object.assign(window, {
      [name]: (...given: readonly unknown[]) => {
        shown.push(String(given[0]));
        return show(...given);
      },
    });
  }
  return shown;
}
