// Runs in the extension host: how long after a keystroke our diagnostics appear, excluding the debounce delay, and how
// long "Check All Job Specs" takes. Writes its rows to the file named by TEST_RESULT.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds, extensionId } from '../../../src/ids.ts';
import type { Row } from '../row.ts';
import { Measurement } from '../yardstick.ts';

const typingPauseMs = 200;
const keystrokes = 15;
const checkAllRuns = 3;

const spec = (key: string, comment = ''): string => `{
  "action": "comprehendmedical:StartPHIDetectionJob",
  "request": {
    ${comment}
    "InputDataConfig": { "S3Bucket": "example-clinical-notes", "S3Key": "${key}" },
    "OutputDataConfig": { "S3Bucket": "example-results", "S3Key": "phi/" },
    "DataAccessRoleArn": "arn:aws:iam::000000000000:role/ComprehendMedicalData",
    "LanguageCode": "en"
  }
}
`;

export async function run(): Promise<void> {
  await vscode.extensions.getExtension(extensionId)?.activate();
  const folder = mkdtempSync(join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? tmpdir(), 'bench-'));
  const rows: Row[] = [
    (await keystroke(folder, 'usual', spec('notes/'))).row(
      'keystroke to diagnostics beyond the typing pause, usual spec',
      10,
    ),
    (await keystroke(folder, 'large', spec('notes/', '// a comment of a line\n'.repeat(45_000)))).row(
      'keystroke to diagnostics beyond the typing pause, 1 MB',
      50,
    ),
  ];
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const many = join(folder, 'many');
  mkdirSync(many);
  for (let index = 0; index < 1_000; index += 1)
    writeFileSync(join(many, `${index}.awsjob.json`), spec(index % 10 === 0 ? 'a//b/' : 'notes/'));
  const checkAll = new Measurement();
  for (let run = 0; run < checkAllRuns; run += 1) {
    const from = performance.now();
    await vscode.commands.executeCommand(commandIds.checkAll);
    checkAll.add(performance.now() - from);
  }
  rows.push(checkAll.row('Check All Job Specs, 1,000 files', 3_000));
  writeFileSync(process.env['TEST_RESULT'] ?? '', JSON.stringify(rows));
}

/** Toggles a character that adds and removes a problem, as if typed. */
async function keystroke(folder: string, name: string, text: string): Promise<Measurement> {
  const path = join(folder, `${name}.awsjob.json`);
  writeFileSync(path, text);
  const document = await vscode.workspace.openTextDocument(path);
  const editor = await vscode.window.showTextDocument(document);
  const at = document.positionAt(document.getText().indexOf('notes/"') + 'notes/'.length);
  const mine = (): number =>
    vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ source, code }) => source === 'AWS Jobs' && code !== 'AJ050').length;
  const measurement = new Measurement();
  for (let index = 0; index < keystrokes; index += 1) {
    const before = mine();
    let from = 0;
    const typed = vscode.workspace.onDidChangeTextDocument(event => {
      if (event.document === document) from = performance.now();
    });
    await editor.edit(edit => {
      if (index % 2 === 0) edit.insert(at, '/');
      else edit.delete(new vscode.Range(at, at.translate(0, 1)));
    });
    // The editor's own event is delayed by 50 ms to combine changes, so the diagnostics are polled instead.
    while (mine() === before)
      await new Promise(resolve => {
        setImmediate(resolve);
      });
    typed.dispose();
    measurement.add(performance.now() - from - typingPauseMs);
  }
  return measurement;
}
