import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { Window } from '../../src/window.ts';
import { extensionId } from '../../src/ids.ts';

export { until } from '../pace.ts';

/** The extension under test, active and with all its parts read. */
export async function activated(): Promise<Window> {
  const extension = vscode.extensions.getExtension<Api>(extensionId);
  assert.ok(extension, `the extension is there: ${vscode.extensions.all.map(({ id }) => id).filter(id => !id.startsWith('vscode.')).join(' ')}`);
  return await (await extension.activate()).window();
}

/** What hovers say, as it is read. */
export function hoverWords(hovers: readonly vscode.Hover[]): string {
  return hovers.flatMap(({ contents }) => contents).map(content => (typeof content === 'string' ? content : content.value)).join('\n').replaceAll('&nbsp;', ' ').replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}
