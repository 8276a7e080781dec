// What the schema offers in a spec, in a real extension host, where the JSON service is our own library.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { specLanguageId } from '../../src/ids.ts';
import { activated } from './support.ts';

const medical = (request: string): string =>
  `{\n  "action": "comprehendmedical:StartPHIDetectionJob",\n  "request": {\n    ${request}\n  }\n}\n`;

describe('the schema of a spec', () => {
  before(activated);
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  let count = 0;
  async function opened(text: string): Promise<vscode.TextDocument> {
    const uri = vscode.Uri.from({ scheme: 'untitled', path: `/schema-${count++}.awsjob.json` });
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), text);
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.languageId, specLanguageId);
    return document;
  }

  /** The suggestions at the `|` in a text, and the text after each was accepted. */
  async function rowsAt(
    marked: string,
  ): Promise<readonly { readonly label: string; readonly text: string; readonly documentation: string }[]> {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    const document = await opened(text);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      document.positionAt(offset),
    );
    return items.map(({ label, range, insertText, documentation }) => {
      const replaced = range === undefined || range instanceof vscode.Range ? range : range.replacing;
      const inserted = insertText instanceof vscode.SnippetString ? insertText.value : (insertText ?? '');
      return {
        label: typeof label === 'string' ? label : label.label,
        documentation: typeof documentation === 'string' ? documentation : (documentation?.value ?? ''),
        text:
          replaced === undefined
            ? inserted
            : text.slice(0, document.offsetAt(replaced.start)) + inserted + text.slice(document.offsetAt(replaced.end)),
      };
    });
  }
  const labelsAt = async (marked: string): Promise<readonly string[]> =>
    (await rowsAt(marked)).map(({ label }) => label);

  it("suggests the missing members of the action's request, with their descriptions", async () => {
    const rows = await rowsAt(medical('"LanguageCode": "en",\n    "|"'));
    assert.ok(!rows.some(({ label }) => label === 'LanguageCode' || label === 'workflowName'));
    const role = rows.find(({ label }) => label === 'DataAccessRoleArn');
    assert.ok(role, rows.map(({ label }) => label).join());
    assert.match(role.documentation, /The IAM role the service takes on/);
    assert.match(role.text, /"DataAccessRoleArn": /);
    assert.deepEqual(
      (await labelsAt('{ "action": "entityresolution:StartIdMappingJob", "request": { "|" } }')).toSorted(),
      ['jobType', 'outputSourceConfig', 'workflowName'],
    );
  });

  it('suggests the values of a member, whatever schema the file names', async () => {
    for (const start of ['', '"$schema": "https://example.com/other.json", ']) {
      const labels = await labelsAt(
        `{ ${start}"action": "entityresolution:StartIdMappingJob", "request": { "jobType": | } }`,
      );
      assert.deepEqual(labels.filter(label => /^"?[A-Z_]+"?$/.test(label)).toSorted(), [
        '"BATCH"',
        '"DELETE_ONLY"',
        '"INCREMENTAL"',
      ]);
    }
    assert.ok((await labelsAt('{ "action": "|" }')).some(label => label.includes('StartRxNormInferenceJob')));
  });

  it('suggests a whole spec of each kind in an empty file', async () => {
    const labels = await labelsAt('|');
    for (const label of ['Entities Detection V2 job', 'ID Mapping job', 'Matching job'])
      assert.ok(labels.includes(label), labels.join());
  });

  it('suggests the same while the text is incomplete', async () => {
    assert.ok(
      (
        await labelsAt(
          '{\n  "action": "entityresolution:StartIdMappingJob",\n  "request": {\n    "workflowName": "w",\n    |\n',
        )
      ).includes('jobType'),
    );
  });

  it('explains a member in a hover', async () => {
    const text = medical('"LanguageCode": "en"');
    const document = await opened(text);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(text.indexOf('LanguageCode') + 2),
    );
    assert.match(
      hovers.flatMap(({ contents }) => contents.map(each => (each as vscode.MarkdownString).value)).join(),
      /English is the only one/,
    );
  });

  it('provides the outline, and formats the text without removing comments', async () => {
    const document = await opened(
      '{ // why\n"action": "entityresolution:StartMatchingJob", "request": {"workflowName": "w"}}',
    );
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, children.map(child => child.name)]),
      [
        ['action', []],
        ['request', ['workflowName']],
      ],
    );
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.equal(
      document.getText(),
      '{ // why\n  "action": "entityresolution:StartMatchingJob",\n  "request": {\n    "workflowName": "w"\n  }\n}',
    );
  });

  it('does not parse a text beyond the size limits of a spec', async () => {
    const text = `${'['.repeat(5_000)}|`;
    assert.deepEqual(await labelsAt(text), []);
  });
});
