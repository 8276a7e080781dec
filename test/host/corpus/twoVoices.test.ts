// The JSON service of the editor and our checks, side by side in the real editor over the whole corpus of bad specs.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds, extensionId } from '../../../src/ids.ts';
import { activated, until } from '../support.ts';
import { bound } from '../../pace.ts';

describe('each mistake of a spec', () => {
  let folder: string;
  let uris: readonly vscode.Uri[];
  const isOurs = ({ source }: vscode.Diagnostic): boolean => source === 'AWS Jobs';
  const rangeText = ({ start, end }: vscode.Range): string => [start.line, start.character, end.line, end.character].join(':');

  before(async () => {
    await activated();
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-voices-'));
    cpSync(join(extension.extensionPath, 'test', 'fixtures', 'specs', 'bad'), folder, { recursive: true });
    // What the editor does not open as text it tells nothing of.
    uris = readdirSync(folder).map(name => join(folder, name)).filter(path => !readFileSync(path).includes(0)).map(path => vscode.Uri.file(path));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Waits until something is told of each file, and nothing new for a while. */
  async function settled(some: readonly vscode.Uri[]): Promise<void> {
    let last = Date.now();
    const subscription = vscode.languages.onDidChangeDiagnostics(() => { last = Date.now(); });
    const silent = (): readonly string[] => some.filter(uri => vscode.languages.getDiagnostics(uri).length === 0).map(({ path }) => path);
    try {
      await until('a word about every file, and then silence', () => silent().length === 0 && Date.now() - last > bound(500));
    } catch (cause) {
      throw new Error(`nothing is told of ${silent().join(' ')}`, { cause });
    } finally {
      subscription.dispose();
    }
  }

  /** Places of which both tell, as the person would see them. */
  const doubled = (some: readonly vscode.Uri[]): readonly string[] => some.flatMap(uri => {
    const found = vscode.languages.getDiagnostics(uri);
    const theirs = new Map(found.filter(one => !isOurs(one)).map(one => [rangeText(one.range), one.message]));
    return found.filter(one => isOurs(one) && theirs.has(rangeText(one.range)))
      .map(one => `${uri.path.split('/').at(-1) ?? ''} ${rangeText(one.range)}: ${one.message} | ${theirs.get(rangeText(one.range)) ?? ''}`);
  });

  it('is told once, by one of the two: while a person types, and when all of it was asked for', async function () {
    this.timeout(bound(180_000));
    const counts = { ours: 0, theirs: 0 };
    // The JSON service tells only of files that have a tab.
    for (let from = 0; from < uris.length; from += 40) {
      const some = uris.slice(from, from + 40);
      // In the background: to show two hundred of them one after the other takes minutes.
      for (const uri of some) await vscode.commands.executeCommand('vscode.open', uri, { background: true, preview: false });
      await Promise.all(some.map(uri => vscode.workspace.openTextDocument(uri)));
      await settled(some);
      const all = some.flatMap(uri => vscode.languages.getDiagnostics(uri));
      counts.ours += all.filter(isOurs).length;
      counts.theirs += all.filter(one => !isOurs(one)).length;
      assert.deepEqual(doubled(some), [], 'while a person types');
      for (const uri of some) void vscode.commands.executeCommand(commandIds.checkSpec, uri);
      await settled(some);
      assert.deepEqual(doubled(some), [], 'asked for');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
    assert.ok(counts.ours > 150 && counts.theirs > 100, `${counts.ours} ours, ${counts.theirs} theirs`);
  });
});
