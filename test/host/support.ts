import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { Window } from '../../src/window.ts';
import { extensionId } from '../../src/ids.ts';

const patienceMs = 15_000;

/** Waits until `found` gives something; fails with `what` after fifteen seconds. */
export async function until<T>(what: string, found: () => T | undefined | false): Promise<T> {
  for (const from = Date.now(); Date.now() - from < patienceMs;) {
    const value = found();
    if (value !== undefined && value !== false) return value;
    await new Promise(resolve => { setTimeout(resolve, 50); });
  }
  assert.fail(`waited for ${what}`);
}

/** The extension under test, active and with all its parts read. */
export async function activated(): Promise<Window> {
  const extension = vscode.extensions.getExtension<Api>(extensionId);
  assert.ok(extension, `the extension is there: ${vscode.extensions.all.map(({ id }) => id).filter(id => !id.startsWith('vscode.')).join(' ')}`);
  return await (await extension.activate()).window();
}
