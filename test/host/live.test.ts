// What the account says about a spec, in a real extension host with the real sandbox process: hovers, and the check
// that queries the account.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../src/ids.ts';
import type { Window } from '../../src/window.ts';
import { accountHovers, activated, codeOf, dialogsOf, jobSeconds, until } from './support.ts';

const roleOf = (name: string, account = '000000000000'): string => `arn:aws:iam::${account}:role/${name}`;
const mapping = (request: object, more: object = {}): string =>
  JSON.stringify({ action: 'entityresolution:StartIdMappingJob', ...more, request }, undefined, 2);
const medical = (request: object): string =>
  JSON.stringify({ action: 'comprehendmedical:StartPHIDetectionJob', request }, undefined, 2);

describe('what the account says about a spec', () => {
  let api: Window;
  let folder: string;
  let count = 0;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');

  const connect = async (): Promise<void> => {
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await until('the choice', () => api.ports.connection.state.state !== 'none');
    assert.equal((await api.ports.connection.current()).state, 'connected');
  };
  const disconnect = async (): Promise<void> => {
    await settings().update('connection', undefined, vscode.ConfigurationTarget.Global);
    await until('no connection', () => api.ports.connection.state.state === 'none');
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-live-'));
    api = await activated();
    await settings().update('sandbox.jobSeconds', jobSeconds, vscode.ConfigurationTarget.Global);
    await connect();
  });
  after(async () => {
    for (const id of ['connection', 'sandbox.jobSeconds'])
      await settings().update(id, undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const opened = async (text: string): Promise<vscode.TextDocument> => {
    const path = join(folder, `spec-${count++}.awsjob.json`);
    writeFileSync(path, text);
    return await vscode.workspace.openTextDocument(path);
  };

  describe('in a hover', () => {
    const over = async (text: string, value: string): Promise<readonly string[]> =>
      await accountHovers(await opened(text), value);

    it("shows a workflow's type, whether it is incremental, when it was changed and its last run", async () => {
      const [words, ...more] = await over(
        mapping({ workflowName: 'patient-id-mapping-incremental' }),
        'patient-id-mapping-incremental',
      );
      assert.deepEqual(more, []);
      const lines = words?.split('\n\n') ?? [];
      assert.deepEqual(lines.slice(0, 2), [
        'ID Mapping workflow, RULE_BASED, set up for incremental runs.',
        'The same mapping, run for what is new.',
      ]);
      assert.match(lines[2] ?? '', /^Last changed .*2026.*\.$/);
      const arn = 'arn:aws:entityresolution:us-east-1:000000000000:idmappingworkflow/patient-id-mapping';
      assert.match(
        (await over(mapping({ workflowName: arn }), arn))[0] ?? '',
        /^ID Mapping workflow, RULE_BASED, not set up for incremental runs\./,
      );
      assert.match(
        (
          await over(
            '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "patient-matching" } }',
            'patient-matching',
          )
        )[0] ?? '',
        /^Matching workflow, RULE_MATCHING, /,
      );
    });

    it('shows the last run of a workflow that has run', async () => {
      const text = mapping({ workflowName: 'patient-matching' }).replace('StartIdMappingJob', 'StartMatchingJob');
      const document = await opened(text);
      await settings().update('start.confirm', false, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand(commandIds.startJob, document.uri);
      const job = await until('the job', () => api.ports.store.lastOfSpec(document.uri.toString()));
      await settings().update('start.confirm', undefined, vscode.ConfigurationTarget.Global);
      // Earlier answers are cached for a minute, so a new connection asks.
      await disconnect();
      await connect();
      assert.ok(job.id);
      assert.match(
        (await over(text, 'patient-matching'))[0] ?? '',
        /Last run: (Running|Queued|Succeeded), (started )?\d+ s ago\.$/,
      );
    });

    it('shows whether the service can assume a role', async () => {
      const over2 = (role: string): Promise<readonly string[]> => over(medical({ DataAccessRoleArn: role }), role);
      assert.deepEqual(await over2(roleOf('ComprehendMedicalData')), ['Trusts comprehendmedical.amazonaws.com.']);
      assert.deepEqual(await over2(roleOf('ExampleAnalysts')), [
        'Does not trust comprehendmedical.amazonaws.com, so the service cannot use this role.',
      ]);
      assert.deepEqual(await over2(roleOf('Nobody')), ['The account has no role with this name.']);
      assert.deepEqual(
        await over2(roleOf('ComprehendMedicalData', '111122223333')),
        [],
        'nothing is known about another account',
      );
    });

    it('shows whether a bucket exists, by name or in a URI', async () => {
      assert.deepEqual(await over(medical({ InputDataConfig: { S3Bucket: 'example-results' } }), 'example-results'), [
        'A bucket of your account.',
      ]);
      assert.deepEqual(
        await over(
          mapping({ outputSourceConfig: [{ outputS3Path: 's3://example-results/out/' }] }),
          's3://example-results/out/',
        ),
        ['A bucket of your account.'],
      );
      assert.match(
        (await over(medical({ OutputDataConfig: { S3Bucket: 'example-nowhere' } }), 'example-nowhere'))[0] ?? '',
        /^The account has no bucket with this name/,
      );
    });

    it('shows nothing where there is nothing to say', async () => {
      for (const [text, value] of [
        [mapping({ workflowName: 'nowhere' }), 'nowhere'],
        [mapping({ workflowName: '${var:workflow}' }), '${var:workflow}'],
        [medical({ JobName: 'example-results' }), 'example-results'],
        [medical({ InputDataConfig: { S3Bucket: 'example-results', S3Key: 'notes/' } }), 'notes/'],
      ] as const)
        assert.deepEqual(await over(text, value), [], value);
    });

    it('shows nothing without a connection', async () => {
      await disconnect();
      assert.deepEqual(
        await over(medical({ DataAccessRoleArn: roleOf('ExampleAnalysts') }), roleOf('ExampleAnalysts')),
        [],
      );
      await connect();
    });
  });

  describe('in a check', () => {
    const codesOf = (uri: vscode.Uri): readonly unknown[] =>
      vscode.languages
        .getDiagnostics(uri)
        .filter(({ source }) => source === 'AWS Jobs')
        .map(codeOf);
    const doubted = mapping({ workflowName: 'patient-id-mapping', jobType: 'INCREMENTAL' });

    it('warns about an incremental job of a workflow that is not incremental, and offers a fix', async () => {
      const document = await opened(doubted);
      await vscode.window.showTextDocument(document);
      await until('AJ071', () => codesOf(document.uri).includes('AJ071'));
      const range = vscode.languages.getDiagnostics(document.uri).find(found => codeOf(found) === 'AJ071')!.range;
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
      );
      const [fix] = actions.filter(({ title }) => title.startsWith('Change to BATCH'));
      assert.ok(fix?.edit);
      await vscode.workspace.applyEdit(fix.edit);
      await until('no AJ071', () => !codesOf(document.uri).includes('AJ071'));
    });

    it('does not warn about a workflow that is incremental or does not exist', async () => {
      for (const workflowName of ['patient-id-mapping-incremental', 'nowhere']) {
        const document = await opened(mapping({ workflowName, jobType: 'INCREMENTAL', x: 1 }));
        await vscode.window.showTextDocument(document);
        await vscode.commands.executeCommand(commandIds.checkSpec, document.uri);
        await until(
          'the check',
          () => codesOf(document.uri).length > 0 || vscode.languages.getDiagnostics(document.uri).length > 0,
        );
        assert.ok(!codesOf(document.uri).includes('AJ071'));
      }
    });

    it('warns on an explicit check, too', async () => {
      const document = await opened(doubted);
      await vscode.commands.executeCommand(commandIds.checkSpec, document.uri);
      await until('AJ071', () => codesOf(document.uri).includes('AJ071'));
    });

    it('adds and removes the warning with the connection', async () => {
      await disconnect();
      const document = await opened(mapping({ workflowName: 'patient-id-mapping', jobType: 'DELETE_ONLY' }));
      await vscode.window.showTextDocument(document);
      await until('the check', () => codesOf(document.uri).includes('AJ070'));
      assert.ok(!codesOf(document.uri).includes('AJ071'));
      await connect();
      await until('AJ071', () => codesOf(document.uri).includes('AJ071'));
      await disconnect();
      await until('no AJ071', () => !codesOf(document.uri).includes('AJ071'));
      assert.ok(codesOf(document.uri).includes('AJ070'), 'the other problems stay');
      await connect();
    });

    it('shows the warning before a start is confirmed', async () => {
      const document = await opened(doubted);
      const asked = await dialogsOf(() => vscode.commands.executeCommand(commandIds.startJob, document.uri));
      assert.equal(asked.length, 1);
      assert.match(
        asked[0] ?? '',
        /✗ The workflow is not set up for incremental runs, so the service may refuse the job type INCREMENTAL\.\n\nAccount: /,
      );
    });
  });
});
