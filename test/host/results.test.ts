// What a job found, in a real extension host with the real sandbox process.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Job, keyText } from '../../src/domain/jobs/job.ts';
import { commandIds } from '../../src/ids.ts';
import type { OpenNote } from '../../src/ui/results/openNotes.ts';
import type { Results } from '../../src/ui/results/index.ts';
import { readResultsUri, resultsUri } from '../../src/ui/results/uris.ts';
import type { Window } from '../../src/window.ts';
import { activated, clipboardHolds, endOf, hoverWords, jobSeconds, until } from './support.ts';

const specOf = (family: string) => ({
  action: `comprehendmedical:Start${family}Job`,
  request: {
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'results-of-host/' },
  },
});

/** Words of a note that are nowhere else: in no other note, and not in the lexicon of the sandbox. */
const canaries = ['Continue current medication', 'EX-000001', 'patient07@example.com'];

describe('results', () => {
  let api: Window;
  let results: Results;
  let folder: string;
  let entities: Job;
  let codes: Job;
  const { showQuickPick, showSaveDialog, showOpenDialog, showWarningMessage, showInformationMessage } = vscode.window;
  /** Chooses in the quick picks that open. */
  let choose: (labels: readonly string[]) => string | undefined = () => undefined;
  let said: string[] = [];

  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');
  const finished = async (family: string): Promise<Job> => {
    const path = join(folder, `${family}.awsjob.json`);
    writeFileSync(path, JSON.stringify(specOf(family)));
    const uri = vscode.Uri.file(path);
    await vscode.commands.executeCommand(commandIds.startJob, uri);
    const job = await until(`the ${family} job`, () => api.ports.store.lastOfSpec(uri.toString()));
    return await endOf(api, () => api.ports.store.get(keyText(job)));
  };
  const openNote = async (index: number): Promise<{ note: OpenNote; editor: vscode.TextEditor }> => {
    await vscode.window.showTextDocument(resultsUri('note', entities, index));
    return await until('the note', () => {
      const { active } = results.notes;
      return active?.note.index === index && active;
    });
  };

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-results-'));
    api = await activated();
    await settings().update('sandbox.jobSeconds', jobSeconds, vscode.ConfigurationTarget.Global);
    await settings().update('refresh.intervalSeconds', 5, vscode.ConfigurationTarget.Global);
    await settings().update('start.confirm', false, vscode.ConfigurationTarget.Global);
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('awsJobs.jobs.focus');
    await api.ports.connection.current();
    await until('the sandbox', () => api.ports.connection.state.state === 'connected');
    const ask = (text: string, ...rest: readonly unknown[]): Promise<unknown> => {
      said.push(text);
      const options = rest[0] as { modal?: boolean } | string | undefined;
      const buttons = rest.filter(each => typeof each === 'string');
      return Promise.resolve(typeof options === 'object' && options.modal === true ? buttons[0] : undefined);
    };
    Object.assign(vscode.window, {
      showWarningMessage: ask,
      showInformationMessage: ask,
      showQuickPick: async (items: readonly vscode.QuickPickItem[] | Promise<readonly vscode.QuickPickItem[]>) => {
        const all = await items;
        const label = choose(all.map(each => each.label));
        return all.find(each => each.label === label);
      },
    });
    [entities, codes] = await Promise.all([finished('EntitiesDetectionV2'), finished('ICD10CMInference')]);
    results = await api.results();
  });
  after(async () => {
    Object.assign(vscode.window, {
      showQuickPick,
      showSaveDialog,
      showOpenDialog,
      showWarningMessage,
      showInformationMessage,
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of ['sandbox.jobSeconds', 'refresh.intervalSeconds', 'start.confirm', 'connection'])
      await settings().update(name, undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    said = [];
  });

  it('open as a page that reads all outputs', async () => {
    await vscode.commands.executeCommand(commandIds.showResults, `job:${keyText(entities)}`);
    const open = results.open.of(entities);
    await until('all outputs', () => open.results.documents.tally.read === 12 && open.results.isReconciled);
    const tab = await until('the page', () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.startsWith('Results: ')),
    );
    assert.ok(tab.input instanceof vscode.TabInputWebview);
  });

  it('show what the manifest counts in the details of the job', async () => {
    const job = await until('the counts', () => {
      const now = api.ports.store.get(keyText(entities));
      return now?.metrics !== undefined && now;
    });
    assert.equal(job.metrics?.['SuccessFilesCount'], 12);
    assert.equal(job.metrics['UnprocessedFilesCount'], 0);
  });

  it('open a document as text under a name that says nothing of it', async () => {
    const { note, editor } = await openNote(0);
    assert.equal(editor.document.getText(), note.note.text);
    assert.ok(canaries.some(word => editor.document.getText().includes(word)));
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.equal(tab?.label, 'document-1.note');
    assert.deepEqual(readResultsUri(editor.document.uri), { sort: 'note', job: keyText(entities), index: 0 });
  });

  it('move from entity to entity, and around the end', async () => {
    const { note, editor } = await openNote(0);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    const shown = results.notes.shownOf(note);
    const seen: string[] = [];
    for (let count = 0; count <= shown.length; count += 1) {
      await vscode.commands.executeCommand(commandIds.nextEntity);
      assert.ok(note.selected);
      seen.push(editor.document.getText(editor.selection));
    }
    assert.deepEqual(
      seen.slice(0, shown.length),
      shown.map(({ begin, end }) => note.note.text.slice(begin, end)),
    );
    assert.equal(seen.at(-1), seen[0]);
    const { type } = note.selected!.entity;
    await vscode.commands.executeCommand(commandIds.previousOfType);
    assert.equal(note.selected?.entity.type, type);
  });

  it('tell of an entity in the hover, with its relations', async () => {
    const { note, editor } = await openNote(0);
    const drug = results.notes.shownOf(note).find(({ entity }) => entity.text === 'lisinopril')!;
    const range = results.notes.rangeOf(note, drug);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      range.start,
    );
    const words = hoverWords(hovers);
    assert.match(words, /MEDICATION · GENERIC_NAME/);
    assert.match(words, /DOSAGE → 20 mg/);
  });

  it('say in words, at which lines wrap, what is negated and past', async () => {
    const { note, editor } = await openNote(0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      editor.document.uri,
      new vscode.Range(0, 0, editor.document.lineCount, 0),
    );
    const said = hints.map(({ label, position }) => [label, editor.document.offsetAt(position)] as const);
    const endOf = (text: string): number => note.note.entities.find(({ entity }) => entity.text === text)!.end;
    assert.deepEqual(
      said.filter(([, offset]) => offset === endOf('chest pain') || offset === endOf('hypertension')),
      [
        ['(past)', endOf('hypertension')],
        ['(negated)', endOf('chest pain')],
      ],
    );
    // The words must stay when the person has turned hints off for code.
    const { enabled, maximumLength } = vscode.workspace
      .getConfiguration('editor', { languageId: editor.document.languageId })
      .get<{ enabled: string; maximumLength: number }>('inlayHints')!;
    assert.deepEqual([enabled, maximumLength], ['on', 0]);
  });

  it('outline the entities by category', async () => {
    const { note, editor } = await openNote(0);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      editor.document.uri,
    );
    assert.equal(
      symbols.reduce((sum, { children }) => sum + children.length, 0),
      results.notes.shownOf(note).length,
    );
    assert.ok(symbols.some(({ name }) => name === 'MEDICATION'));
  });

  it('hide entities below the threshold, and say how many', async () => {
    const { note, editor } = await openNote(0);
    const all = results.notes.shownOf(note).length;
    await results.open.setThresholds({ entity: 0.95 });
    const shown = results.notes.shownOf(note).length;
    assert.ok(shown < all, `${shown} of ${all}`);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      editor.document.uri,
    );
    assert.ok(
      lenses.some(({ command }) => command?.title.startsWith(`${shown} of ${all} entities`)),
      lenses.map(({ command }) => command?.title).join(),
    );
    await vscode.commands.executeCommand(commandIds.lowerThreshold);
    assert.equal(results.open.thresholds.entity, 0.9);
    await results.open.setThresholds({ entity: 0 });
  });

  it('lay the codes of another job over the text', async () => {
    const { note } = await openNote(0);
    choose = labels => labels.find(label => label.includes('ICD') || label === (codes.name ?? codes.id));
    await vscode.commands.executeCommand(commandIds.showCodesOf);
    await until('the codes', () => note.codes !== undefined && note.codes.concepts.size > 0);
    const coded = results.notes.shownOf(note).find(({ entity }) => entity.text === 'hypertension')!;
    const [concept] = results.notes.conceptsOf(note, coded);
    assert.equal(concept?.vocabulary, 'ICD-10-CM');
    results.notes.select(note, coded);
    await vscode.commands.executeCommand(commandIds.copyCode, concept.code);
    await clipboardHolds(concept.code);
  });

  it('show the output as JSON beside, at the selected entity', async () => {
    const { note } = await openNote(0);
    await vscode.commands.executeCommand(commandIds.showOutput);
    const uri = resultsUri('output', entities, 0).toString();
    const output = await until('the output', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri),
    );
    const wanted = results.notes.shownOf(note)[3]!;
    results.notes.select(note, wanted);
    await until('the entity in the output', () => {
      const text = output.document.getText(output.selection);
      return text !== '' && (JSON.parse(text) as { BeginOffset: number }).BeginOffset === wanted.entity.begin;
    });
  });

  it('preview the de-identified copy as a comparison', async () => {
    await openNote(0);
    await vscode.commands.executeCommand(commandIds.previewDeidentified);
    const uri = resultsUri('deidentified', entities, 0).toString();
    const copy = await until('the copy', () =>
      vscode.workspace.textDocuments.find(document => document.uri.toString() === uri),
    );
    assert.ok(!copy.getText().includes('EX-000001'));
    assert.match(copy.getText(), /\[ID\]/);
  });

  it('compare two jobs', async () => {
    choose = labels => labels[0];
    await vscode.commands.executeCommand(commandIds.compareResults, `job:${keyText(entities)}`);
    await until('the comparison', () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes('↔')),
    );
  });

  for (const label of [
    'CSV of Entities',
    'CSV of Attributes',
    'JSON Lines of Entities',
    'JSON Lines of Attributes',
    'spaCy and Prodigy',
    'FHIR R4 Bundle',
  ])
    it(`are exported: ${label}`, async () => {
      choose = () => label;
      const path = join(folder, `export of ${label}`);
      Object.assign(vscode.window, { showSaveDialog: () => Promise.resolve(vscode.Uri.file(path)) });
      await vscode.commands.executeCommand(commandIds.exportResults, `job:${keyText(entities)}`);
      await until('what was said', () => said.some(text => text.startsWith('Exported 12 documents.')));
      assert.ok(readFileSync(path, 'utf8').length > 1_000);
      assert.deepEqual(
        readdirSync(folder).filter(name => name.endsWith('.partial')),
        [],
      );
    });

  it('are exported as de-identified copies', async () => {
    choose = labels => labels.find(label => ['De-identified Copies', '[NAME-1]'].includes(label));
    const target = join(folder, 'copies');
    Object.assign(vscode.window, { showOpenDialog: () => Promise.resolve([vscode.Uri.file(target)]) });
    await vscode.commands.executeCommand(commandIds.exportResults, `job:${keyText(entities)}`);
    await until('what was said', () => said.some(text => text.startsWith('Exported 12 documents.')));
    const copy = readFileSync(join(target, `deidentified-${entities.id.slice(0, 8)}`, 'notes', 'note-01.txt'), 'utf8');
    assert.ok(!copy.includes('EX-000001'));
    assert.match(copy, /\[ID-1\]/);
  });
});
