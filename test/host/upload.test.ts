// What is asked before an upload, in a real extension host: nothing is replaced, and nothing is sent to a protected
// account, without an answer.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connected } from '../../src/domain/connection.ts';
import type { JobServices } from '../../src/domain/jobs/ports.ts';
import type { Fate, PlannedNote } from '../../src/domain/upload/plan.ts';
import { agreedNotes } from '../../src/ui/upload/question.ts';
import { activated, until } from './support.ts';

const note = (path: string, fate: Fate, isLarge = false): PlannedNote => ({
  path,
  bytes: isLarge ? 100_000 : 10,
  etag: 'a',
  isLarge,
  fate,
  ...(fate === 'different' ? { stored: 'b' } : {}),
});

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');

describe('the questions before an upload', () => {
  const { showInformationMessage, showWarningMessage, showQuickPick, showInputBox } = vscode.window;
  let connected: Connected;
  let services: JobServices;
  const texts: string[] = [];

  before(async () => {
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    const { ports } = await activated();
    await until('the choice', () => ports.connection.state.state !== 'none');
    const state = await ports.connection.current();
    assert.equal(state.state, 'connected');
    ({ connected } = state);
    ({ services } = connected);
  });
  after(async () => {
    await settings().update('connection', undefined, vscode.ConfigurationTarget.Global);
  });
  afterEach(() => {
    Object.assign(vscode.window, { showInformationMessage, showWarningMessage, showQuickPick, showInputBox });
  });

  /** Chooses these buttons one after the other; `undefined` cancels. */
  const asked = async (
    notes: readonly PlannedNote[],
    buttons: readonly (string | undefined)[],
    { protectedConnections = [] as unknown, typed = '' } = {},
  ): Promise<readonly string[] | undefined> => {
    texts.length = 0;
    const left = [...buttons];
    const choose = (text: string, { detail = '' }: vscode.MessageOptions, ...titles: readonly string[]): unknown => {
      texts.push(`${text}\n${detail}\n${titles.join(' | ')}`);
      const button = left.shift();
      assert.ok(button === undefined || titles.includes(button), `${String(button)} is not in ${titles.join(' | ')}`);
      return Promise.resolve(button);
    };
    Object.assign(vscode.window, {
      showInformationMessage: choose,
      showWarningMessage: choose,
      showQuickPick: (rows: readonly vscode.QuickPickItem[]) => {
        texts.push(rows.map(({ label }) => label).join(' | '));
        return Promise.resolve(undefined);
      },
      showInputBox: () => Promise.resolve(typed),
    });
    const agreed = await agreedNotes(
      {
        plan: { notes, others: { count: 3, bytes: 30 }, unfinished: [{ key: 'k', id: 'i' }] },
        skipped: new Map([['notText', { count: 2, paths: ['scan-of-secret.pdf'] }]]),
        to: { region: 'us-east-1', place: { bucket: 'clinic', key: 'notes/' }, caller: services.identity.arn },
        // A protected connection is never the sandbox.
        connected: { ...connected, choice: { profile: 'prod', region: 'us-east-1' }, profile: 'prod' },
        services,
      },
      protectedConnections,
    );
    assert.deepEqual(left, [], 'every button was chosen');
    return agreed?.map(({ path }) => path);
  };
  const mixed = [note('new.txt', 'new'), note('same.txt', 'same'), note('edited.txt', 'different')];

  it('show the place, the account and what is left out, and no name', async () => {
    assert.equal(await asked(mixed, [undefined]), undefined);
    const [text = ''] = texts;
    for (const part of [
      'Upload 2 files (20 B) to S3?',
      'To: s3://clinic/notes/',
      `Account: ${services.identity.account} · prod`,
      '1 file is there already and is not sent again.',
      'For 1 file, another object is there. You are asked before it is replaced.',
      '3 other objects (30 B) are under this prefix. A job reads them too.',
      '1 upload of these files that was not finished is discarded first.',
      '2 files are not UTF-8 text.',
    ])
      assert.ok(text.includes(part), `${part} is missing in ${text}`);
    assert.doesNotMatch(text, /\.txt|secret/);
  });

  it('replace what is there only if that is chosen', async () => {
    assert.deepEqual(await asked(mixed, ['Upload', 'Replace']), ['new.txt', 'edited.txt']);
    assert.deepEqual(await asked(mixed, ['Upload', 'Keep']), ['new.txt']);
    assert.equal(await asked(mixed, ['Upload', undefined]), undefined);
  });

  it('leave out large files unless they are asked for, and list names on request', async () => {
    const large = [note('new.txt', 'new'), note('large.txt', 'new', true)];
    assert.deepEqual(await asked(large, ['Upload']), ['new.txt']);
    assert.match(texts[0] ?? '', /1 file is larger than 70\.0 KB/);
    assert.deepEqual(await asked(large, ['Include Large Files', 'Show Files', 'Upload']), ['new.txt', 'large.txt']);
    assert.match(texts[2] ?? '', /new\.txt.*large\.txt.*scan-of-secret\.pdf/);
    assert.deepEqual(await asked([note('large.txt', 'new', true)], [undefined]), undefined);
    assert.match(texts[0] ?? '', /^There is nothing to upload\.[^]*Include Large Files \| Show Files$/);
  });

  it('open the spec where all that may be sent is there', async () => {
    assert.deepEqual(await asked([note('same.txt', 'same'), note('large.txt', 'new', true)], ['Open Spec']), []);
  });

  it('take the name of the bucket for a protected connection', async () => {
    const protectedConnections = ['prod'];
    assert.equal(await asked([note('new.txt', 'new')], ['Upload'], { protectedConnections }), undefined);
    assert.equal(
      await asked([note('new.txt', 'new')], ['Upload'], { protectedConnections, typed: 'other' }),
      undefined,
    );
    assert.deepEqual(await asked([note('new.txt', 'new')], ['Upload'], { protectedConnections, typed: 'clinic' }), [
      'new.txt',
    ]);
  });
});
