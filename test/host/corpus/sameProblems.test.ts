// The problems that the real editor shows are ours alone, and the same as the command line reports. A few files
// represent each code; CORPUS=all checks every bad spec, which takes longer.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds, extensionId, settingIds, settingsSection } from '../../../src/ids.ts';
import { isTable } from '../../../src/domain/table/suffixes.ts';
import { bound } from '../../pace.ts';
import { activated, until } from '../support.ts';

const severities = ['error', 'warning', 'information', 'hint'] as const;

/** A problem as one line of text; lines and columns count from 1. */
const lineOf = (
  problem: Readonly<Record<'line' | 'column' | 'endLine' | 'endColumn', number>>,
  code: unknown,
  severity: unknown,
  message: string,
): string =>
  `${problem.line}:${problem.column}-${problem.endLine}:${problem.endColumn} ${String(code)} ${String(severity)} ${message}`;

interface Report {
  readonly files: readonly {
    readonly path: string;
    readonly problems: readonly (Record<'line' | 'column' | 'endLine' | 'endColumn', number> &
      Record<'code' | 'severity' | 'message', string>)[];
  }[];
}

describe('the problems of every bad spec', () => {
  let folder: string;
  let uris: readonly vscode.Uri[];
  let tables: readonly vscode.Uri[];
  /** How many files per code are enough. */
  const ofEach = process.env['CORPUS'] === 'all' ? Infinity : 2;
  let reported: ReadonlyMap<string, readonly string[]>;

  before(async () => {
    await activated();
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-voices-'));
    cpSync(join(extension.extensionPath, 'test', 'fixtures', 'specs', 'bad'), folder, { recursive: true });
    cpSync(join(extension.extensionPath, 'test', 'fixtures', 'tables'), folder, { recursive: true });
    // The editor reports no problems for a file that it does not open as text.
    uris = readdirSync(folder)
      .filter(name => name.endsWith('.awsjob.json'))
      .map(name => join(folder, name))
      .filter(path => !readFileSync(path).includes(0))
      .map(path => vscode.Uri.file(path));
    tables = readdirSync(folder)
      .filter(isTable)
      .map(name => vscode.Uri.file(join(folder, name)));
    // The same values for both: a variable without a value changes the problems.
    writeFileSync(join(folder, 'voices.awsjobvars.json'), '{ "language": "en" }');
    await vscode.workspace
      .getConfiguration(settingsSection)
      .update(settingIds.overlay, 'voices', vscode.ConfigurationTarget.Global);
    const output = join(folder, 'report.json');
    // Exit code 1: there are errors, as expected.
    assert.throws(
      () =>
        execFileSync(
          process.execPath,
          [
            join(extension.extensionPath, 'dist', 'check.js'),
            'check',
            '--vars',
            join(folder, 'voices.awsjobvars.json'),
            '--format',
            'json',
            '--output',
            output,
          ],
          { cwd: folder, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, stdio: 'ignore' },
        ),
      { status: 1 },
    );
    const { files } = JSON.parse(readFileSync(output, 'utf8')) as Report;
    reported = new Map(
      files.map(({ path, problems }) => [
        path,
        problems.map(problem => lineOf(problem, problem.code, problem.severity, problem.message)).sort(),
      ]),
    );
    const taken = new Map<string, number>();
    const codesOf = new Map(files.map(({ path, problems }) => [path, problems.map(({ code }) => code)]));
    uris = uris.filter(uri => {
      const codes = codesOf.get(nameOf(uri)) ?? [];
      if (!codes.some(code => (taken.get(code) ?? 0) < ofEach)) return false;
      for (const code of codes) taken.set(code, (taken.get(code) ?? 0) + 1);
      return true;
    });
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace
      .getConfiguration(settingsSection)
      .update(settingIds.overlay, undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const nameOf = (uri: vscode.Uri): string => uri.path.split('/').at(-1) ?? '';
  const shown = (uri: vscode.Uri): readonly string[] =>
    vscode.languages
      .getDiagnostics(uri)
      // The editor itself says what is wrong with any JSON, as of a table.
      .filter(({ source }) => !isTable(uri.path) || source === 'AWS Jobs')
      .map(({ range: { start, end }, source, code, severity, message }) => {
        const place = {
          line: start.line + 1,
          column: start.character + 1,
          endLine: end.line + 1,
          endColumn: end.character + 1,
        };
        return lineOf(
          place,
          typeof code === 'object' && source === 'AWS Jobs' ? code.value : `${source ?? ''} ${JSON.stringify(code)}`,
          severities[severity],
          message,
        );
      })
      .sort();
  const agrees = (uri: vscode.Uri): boolean => shown(uri).join('\n') === (reported.get(nameOf(uri)) ?? []).join('\n');

  /**
   * Waits until the editor shows the same problems as the command line for each file, then compares file by file, so
   * that a failure shows both.
   */
  async function agreed(some: readonly vscode.Uri[]): Promise<void> {
    await until('the same problems', () => some.every(agrees)).catch(() => undefined);
    for (const uri of some) assert.deepEqual(shown(uri), reported.get(nameOf(uri)), nameOf(uri));
  }

  it('link their code to the page that explains it', async () => {
    // Must be the first test: a check brings its file to the front in place of a preview editor, and the checks below
    // are not awaited.
    const uri = vscode.Uri.file(join(folder, 'linked.awsjob.json'));
    writeFileSync(uri.fsPath, '{}');
    await vscode.commands.executeCommand('vscode.open', uri);
    const [problem] = await until('a problem', () => {
      const found = vscode.languages.getDiagnostics(uri);
      return found.length > 0 && found;
    });
    assert.ok(typeof problem?.code === 'object');
    const page = await vscode.workspace.openTextDocument(problem.code.target);
    assert.match(page.getText(), new RegExp(`^# ${problem.code.value} · `));
    assert.match(page.getText(), /^What to do: /m);
  });

  it('come from our checks alone and match the command line, while typing and on request', async function () {
    this.timeout(bound(180_000));
    // JSON language services report problems only for files that have a tab.
    for (let from = 0; from < uris.length; from += 40) {
      const some = uris.slice(from, from + 40);
      // In the background: showing two hundred files one after another takes minutes.
      for (const uri of some)
        await vscode.commands.executeCommand('vscode.open', uri, { background: true, preview: false });
      await Promise.all(some.map(uri => vscode.workspace.openTextDocument(uri)));
      await agreed(some);
      for (const uri of some) void vscode.commands.executeCommand(commandIds.checkSpec, uri);
      await agreed(some);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
    assert.ok(uris.length > 30, `${uris.length}`);
    assert.ok([...reported.values()].flat().length > 150);
  });

  it('match the command line in tables of runs', async () => {
    for (const uri of tables) await vscode.workspace.openTextDocument(uri);
    await agreed(tables);
    const found = tables.flatMap(uri => reported.get(nameOf(uri)) ?? []);
    assert.ok(tables.length > 12 && found.length > 30, `${tables.length} ${found.length}`);
  });
});
