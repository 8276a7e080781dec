// Commands for jobs from the tree and the palette, in a real extension host with the real sandbox process.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Job, keyText } from '../../src/domain/jobs/job.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { commandIds, documentScheme } from '../../src/ids.ts';
import { documentUri } from '../../src/ui/details/uris.ts';
import { gitCommitOf } from '../../src/host/git.ts';
import type { JobRecords } from '../../src/domain/jobs/ports.ts';
import type { Window } from '../../src/window.ts';
import { activated, clipboardHolds, clipboardText, endOf, jobSeconds, later, setClipboard, until } from './support.ts';
import { bound } from '../pace.ts';

const notes = {
  action: 'comprehendmedical:StartEntitiesDetectionV2Job',
  request: {
    JobName: 'to be stopped',
    LanguageCode: 'en',
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
    ClientRequestToken: 'of-the-first-start',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out/' },
  },
};

describe('commands for jobs', () => {
  let api: Window;
  let folder: string;
  const { showInformationMessage, showWarningMessage, showErrorMessage, showQuickPick, showInputBox, showSaveDialog } =
    vscode.window;
  /** Every message and question that was shown, and the answer to the next question. */
  let said: string[];
  let answer: (question: string, buttons: readonly string[]) => string | undefined;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('awsJobs');
  const start = async (name: string, content: object): Promise<Job> => {
    const path = join(folder, `${name}.awsjob.json`);
    writeFileSync(path, JSON.stringify(content));
    const uri = vscode.Uri.file(path);
    await vscode.commands.executeCommand(commandIds.startJob, uri);
    return await until('the job', () => api.ports.store.lastOfSpec(uri.toString()));
  };
  const node = (job: Job): string => `job:${keyText(job)}`;
  const now = (job: Job): Job => api.ports.store.get(keyText(job))!;
  const run = (command: string, ...jobs: readonly Job[]): Thenable<unknown> =>
    vscode.commands.executeCommand(command, jobs[0] && node(jobs[0]), jobs.map(node));
  const ended = (job: Job): Promise<Job> => endOf(api, () => now(job));

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'awsjobs-commands-'));
    api = await activated();
    await settings().update('sandbox.jobSeconds', jobSeconds, vscode.ConfigurationTarget.Global);
    await settings().update('refresh.intervalSeconds', 5, vscode.ConfigurationTarget.Global);
    await settings().update('connection', { sandbox: true }, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('awsJobs.jobs.focus');
    await api.ports.connection.current();
    await until('the sandbox', () => api.ports.connection.state.state === 'connected');
    const ask = (text: string, ...rest: readonly unknown[]): Promise<string | undefined> => {
      const options = rest[0] as { modal?: boolean; detail?: string } | string | undefined;
      const buttons = rest.filter(each => typeof each === 'string');
      said.push(typeof options === 'object' && options.detail !== undefined ? `${text}\n${options.detail}` : text);
      return Promise.resolve(answer(text, buttons));
    };
    Object.assign(vscode.window, { showInformationMessage: ask, showWarningMessage: ask, showErrorMessage: ask });
  });
  beforeEach(() => {
    said = [];
    answer = (_question, buttons) => buttons.find(button => /^(Start|Stop) /.test(button));
  });
  after(async () => {
    Object.assign(vscode.window, {
      showInformationMessage,
      showWarningMessage,
      showErrorMessage,
      showQuickPick,
      showInputBox,
      showSaveDialog,
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const id of ['connection', 'sandbox.jobSeconds', 'refresh.intervalSeconds'])
      await settings().update(id, undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  describe('starting a job', () => {
    it('records who confirmed it and when', async () => {
      const from = Date.now();
      const { confirmed } = await start('confirmed', {
        action: 'entityresolution:StartMatchingJob',
        request: { workflowName: 'patient-matching' },
      });
      assert.equal(confirmed?.by, 'arn:aws:iam::000000000000:user/sandbox');
      assert.ok(confirmed.at >= from && confirmed.at <= Date.now());
    });

    it('records the commit of the spec and whether it has uncommitted changes', async () => {
      const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
      assert.ok(workspace);
      const git = (...args: readonly string[]): string =>
        execFileSync('git', ['-c', 'user.name=nobody', '-c', 'user.email=nobody@invalid', ...args], {
          cwd: workspace.fsPath,
          encoding: 'utf8',
        }).trim();
      const file = vscode.Uri.joinPath(workspace, 'committed.awsjob.json');
      writeFileSync(file.fsPath, '{}\n');
      assert.equal(await gitCommitOf(file, '{}\n'), undefined, 'Git is switched off');
      const enabled = vscode.workspace.getConfiguration('git');
      await enabled.update('enabled', true, vscode.ConfigurationTarget.Global);
      const extension = vscode.extensions.getExtension<{ readonly enabled: boolean }>('vscode.git');
      await until('Git', () => extension?.exports.enabled);
      assert.equal(await gitCommitOf(file, '{}\n'), undefined, 'no repository');
      git('init', '-q');
      git('add', '.');
      git('commit', '-q', '-m', 'first');
      await vscode.commands.executeCommand('git.openRepository', workspace.fsPath);
      const hash = git('rev-parse', 'HEAD');
      assert.match(hash, /^[0-9a-f]{40}$/);
      assert.equal(await gitCommitOf(file, '{}\n'), hash);
      assert.equal(await gitCommitOf(file, '{}\r\n'), hash, 'line endings depend on the checkout');
      assert.equal(await gitCommitOf(file, '{ }\n'), `${hash}-dirty`);
      assert.equal(
        await gitCommitOf(vscode.Uri.joinPath(workspace, 'new.awsjob.json'), '{}\n'),
        `${hash}-dirty`,
        'not in the commit',
      );
      assert.equal(await gitCommitOf(vscode.Uri.file(join(folder, 'elsewhere.json')), '{}'), undefined);
      writeFileSync(
        file.fsPath,
        JSON.stringify({
          ...notes,
          request: { ...notes.request, JobName: 'committed', ClientRequestToken: 'committed' },
        }),
      );
      await vscode.commands.executeCommand(commandIds.startJob, file);
      assert.equal(
        (await until('the job', () => api.ports.store.lastOfSpec(file.toString()))).gitCommit,
        `${hash}-dirty`,
      );
      await enabled.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    });
  });

  describe('Stop Job', () => {
    it('asks, stops the job, and shows it stopping until it has stopped', async () => {
      const job = await start('stopped', notes);
      said = [];
      await run(commandIds.stopJob, job);
      const question = said.find(text => text.startsWith('Stop the')) ?? '';
      for (const part of [
        'Entities Detection V2',
        'to be stopped',
        job.id,
        '000000000000',
        'Simulated',
        's3://example-results/out/',
        'cannot be resumed',
      ])
        assert.ok(question.includes(part), `${part} is missing in ${question}`);
      assert.match(now(job).status, /^STOP/);
      assert.ok(
        said.some(text => text.startsWith('Stopping “to be stopped”') || text.startsWith('Stopped “to be stopped”')),
        said.join('\n'),
      );
      assert.equal((await ended(job)).status, 'STOPPED');
      assert.deepEqual(
        now(job)
          .timeline?.map(({ status }) => status)
          .filter(status => status !== 'IN_PROGRESS'),
        ['SUBMITTED', 'STOP_REQUESTED', 'STOPPED'],
      );
    });

    it('does nothing without confirmation', async () => {
      const job = await start('kept', {
        ...notes,
        request: { ...notes.request, JobName: 'kept', ClientRequestToken: 'kept' },
      });
      answer = () => undefined;
      await run(commandIds.stopJob, job);
      assert.doesNotMatch(now(job).status, /^STOP/);
      assert.equal((await ended(job)).status, 'COMPLETED');
      await run(commandIds.stopJob, job);
      assert.match(said.at(-1) ?? '', /Nothing was stopped\. “kept”: already finished: Completed\./);
    });

    it('asks once for several jobs, and says which were skipped', async () => {
      const one = await start('one', {
        ...notes,
        request: { ...notes.request, JobName: 'one', ClientRequestToken: 'one' },
      });
      const two = await start('two', {
        ...notes,
        request: { ...notes.request, JobName: 'two', ClientRequestToken: 'two' },
      });
      const mapping = await start('mapping', {
        action: 'entityresolution:StartIdMappingJob',
        request: { workflowName: 'patient-id-mapping' },
      });
      said = [];
      answer = (_question, buttons) => buttons.find(button => button === 'Stop 2 Jobs' || button === 'Stop Watching');
      await run(commandIds.stopJob, one, two, mapping);
      assert.equal(said.filter(text => text.startsWith('Stop 2 jobs?')).length, 1);
      assert.match(said[0] ?? '', /one · [0-9a-f]{32}\ntwo · [0-9a-f]{32}/);
      const message = said.find(text => text.includes('2 jobs') && text !== said[0]) ?? '';
      assert.match(message, /AWS Entity Resolution jobs cannot be stopped/);
      assert.deepEqual(
        [now(one), now(two)].map(({ status }) => status.startsWith('STOP')),
        [true, true],
      );
      await until('the one that cannot be stopped not watched', () => now(mapping).watched === false);
      await run(commandIds.watchJob, mapping);
      assert.equal(now(mapping).watched, true);
      assert.equal((await ended(mapping)).status, 'SUCCEEDED');
    });
  });

  describe('Watch Job by ID', () => {
    const byId = async (id: string): Promise<void> => {
      Object.assign(vscode.window, {
        showQuickPick: (items: readonly { label: string }[]) =>
          Promise.resolve(items.find(({ label }) => label.includes('PHI Detection'))),
        showInputBox: async (options: vscode.InputBoxOptions) =>
          (await options.validateInput?.(id)) === undefined ? id : undefined,
      });
      await vscode.commands.executeCommand(commandIds.watchById);
      Object.assign(vscode.window, { showQuickPick, showInputBox });
    };

    it('adds a job that was started elsewhere to the history and watches it to its end', async () => {
      const state = api.ports.connection.state;
      assert.ok(state.state === 'connected');
      const { services } = state.connected;
      const { ClientRequestToken: _token, ...work } = notes.request;
      const kind = kindOf('comprehendmedical:StartPHIDetectionJob')!;
      const started = await services.start(kind, services.region, { ...work, JobName: 'elsewhere' });
      assert.ok(started.ok);
      await byId(` ${started.value.jobId} `);
      const job = api.ports.store.get(
        keyText({ ...services.identity, region: services.region, service: kind.service, id: started.value.jobId }),
      );
      assert.deepEqual(
        [job?.name, job?.watched, job?.action, job?.intentId],
        ['elsewhere', true, kind.action, undefined],
      );
      assert.equal((await ended(job!)).status, 'COMPLETED');
    });

    it('brings back a job that was removed while it ran', async () => {
      const job = await start('removed', {
        ...notes,
        request: { ...notes.request, JobName: 'removed', ClientRequestToken: 'of-the-removed' },
        action: 'comprehendmedical:StartPHIDetectionJob',
      });
      api.ports.store.remove([job]);
      assert.equal(api.ports.store.get(keyText(job)), undefined);
      await byId(job.id);
      assert.deepEqual([now(job).name, now(job).watched, now(job).intentId], ['removed', true, job.intentId]);
      assert.equal((await ended(job)).status, 'COMPLETED');
    });

    it('adds nothing to the history if the connection changes to another account while it asks', async () => {
      const found = [...api.ports.list.all()].find(
        ({ name, action }) => name === 'elsewhere' && action.includes('PHI'),
      )!;
      const other = { partition: 'aws', account: '123456789012' };
      const { account } = api.ports.store;
      try {
        Object.assign(vscode.window, {
          showQuickPick: (items: readonly { label: string }[]) =>
            Promise.resolve(items.find(({ label }) => label.includes('PHI Detection'))),
          showInputBox: () => {
            api.ports.store.select(other);
            return Promise.resolve(found.id);
          },
        });
        await vscode.commands.executeCommand(commandIds.watchById);
        assert.match(said.at(-1) ?? '', /The connection changed, so the job was not added/);
        assert.deepEqual((api.ports.start.records as JobRecords).unfinished(other), []);
        assert.equal((api.ports.start.records as JobRecords).job({ ...found, ...other }), undefined);
      } finally {
        Object.assign(vscode.window, { showQuickPick, showInputBox });
        api.ports.store.select(account);
      }
    });

    it('says when there is no such job, and does not accept text that is not a job ID', async () => {
      await byId('00000000000000000000000000000000');
      assert.match(said.at(-1) ?? '', /PHI Detection job 0{32} not found in account 000000000000, region us-east-1/);
      said = [];
      await byId('a\nb');
      assert.deepEqual(said, []);
    });
  });

  describe('Run Again and Save as Job Spec', () => {
    it('sends the same request again, never with the old token, after the usual confirmation', async () => {
      const job = await ended([...api.ports.list.all()].find(({ name }) => name === 'to be stopped')!);
      const before = new Set([...api.ports.list.all()].map(keyText));
      said = [];
      await run(commandIds.runAgain, job);
      const again = await until('the second job', () =>
        [...api.ports.list.all()].find(found => !before.has(keyText(found)) && found.name === job.name),
      );
      assert.match(said[0] ?? '', /^Start Entities Detection V2 job “to be stopped”\?/);
      const { ClientRequestToken: _token, ...work } = notes.request;
      assert.deepEqual([again.request, again.specUri, again.input], [work, job.specUri, job.input]);
      assert.notEqual(again.id, job.id);
      assert.ok(again.confirmed);
    });

    it('builds the request of a job started elsewhere from what the service returns', async () => {
      const elsewhere = await until('the job', () => api.ports.list.find({ text: 'elsewhere' }, 1)[0]);
      assert.equal(elsewhere.request, undefined);
      await run(commandIds.runAgain, elsewhere);
      const again = await until(
        'the second job',
        () => api.ports.list.find({ text: 'elsewhere', startedHere: true }, 1)[0],
      );
      const { ClientRequestToken: _token, ...work } = notes.request;
      assert.deepEqual([again.action, again.request], [elsewhere.action, { ...work, JobName: 'elsewhere' }]);
    });

    it('saves the request that was sent, without its token', async () => {
      const job = [...api.ports.list.all()].find(({ name }) => name === 'kept')!;
      await run(commandIds.saveAsSpec, job);
      const document = await until('the spec', () =>
        vscode.workspace.textDocuments.find(
          ({ uri }) => uri.scheme === 'untitled' && /kept(-\d+)?\.awsjob\.json$/.test(uri.path),
        ),
      );
      const spec = JSON.parse(document.getText()) as { action: string; account: string; request: object };
      const { ClientRequestToken: _token, ...work } = { ...notes.request, JobName: 'kept' };
      assert.deepEqual([spec.action, spec.account, spec.request], [notes.action, '000000000000', work]);
      await until(
        'the check',
        () =>
          !vscode.languages
            .getDiagnostics(document.uri)
            .some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
      );
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });
  });

  describe('Show Details', () => {
    it('shows everything known about a job, with service texts as plain text', async () => {
      const job = await ended([...api.ports.list.all()].find(({ workflow }) => workflow === 'patient-id-mapping')!);
      await until('its metrics', () => now(job).metrics);
      api.ports.store.change(job, known => ({
        ...known,
        message: 'see [this](command:workbench.action.quit)\nReason: DATA_ACCESS_ROLE_ARN_INVALID',
        expiresAt: Date.now() + 40 * 3_600_000,
      }));
      await run(commandIds.showDetails, job);
      const uri = documentUri('details', job);
      const document = await until('the document', () =>
        vscode.workspace.textDocuments.find(each => each.uri.toString() === uri.toString()),
      );
      assert.equal(document.languageId, 'markdown');
      const text = document.getText();
      for (const part of [
        '# patient\\-id\\-mapping',
        '**Succeeded** (`SUCCEEDED`)',
        '## Metrics',
        '## Timeline',
        '## Origin',
        '## Expiry',
        job.id,
        '`arn:aws:iam::000000000000:user/sandbox`',
        'iam\\:PassRole',
        'Total mapped records',
        'mapping.awsjob.json',
      ]) {
        assert.ok(text.includes(part), `${part} is missing in ${text}`);
      }
      assert.match(text, /`see \[this\]\(command:workbench\.action\.quit\)`/, 'as code');
      assert.match(text, /lists this job until .* \\\(in 1 d 15 h\\\)\\\./);
    });

    it('updates with the job', async () => {
      const job = [...api.ports.list.all()].find(({ workflow }) => workflow === 'patient-id-mapping')!;
      const uri = documentUri('details', job);
      api.ports.store.change(job, known => ({ ...known, message: 'another message' }));
      await until('the new text', () =>
        vscode.workspace.textDocuments
          .find(each => each.uri.toString() === uri.toString())
          ?.getText()
          .includes('another message'),
      );
    });

    it('says in one line how to turn the job log on, which is off', async () => {
      const job = [...api.ports.list.all()].find(({ workflow }) => workflow === 'patient-id-mapping')!;
      const uri = documentUri('details', job).toString();
      await until('the line', () =>
        /## Job log\n\nThis workflow does not deliver its log.*To turn it on/.test(
          vscode.workspace.textDocuments.find(each => each.uri.toString() === uri)?.getText() ?? '',
        ),
      );
    });

    it('describes a job known only from a list once, even if the service returns no more', async () => {
      const { state } = api.ports.connection;
      assert.ok(state.state === 'connected');
      const { services } = state.connected;
      const id = 'a'.repeat(32);
      const submittedAt = Date.now() - 60_000;
      const told = services.describe.bind(services);
      let calls = 0;
      try {
        Object.assign(services, {
          describe: (...[kind, region, ref, signal]: Parameters<typeof told>) => {
            if (ref.id !== id) return told(kind, region, ref, signal);
            calls += 1;
            return Promise.resolve({ ok: true, value: { id, status: 'RUNNING', submittedAt } });
          },
        });
        api.ports.store.applyListed(
          kindOf('entityresolution:StartMatchingJob')!,
          services.region,
          'elsewhere',
          [{ id, status: 'RUNNING', submittedAt }],
          Date.now(),
        );
        const key = keyText({ ...services.identity, region: services.region, service: 'entityresolution', id });
        api.ports.store.change(api.ports.store.get(key)!, known => ({ ...known, watched: false }));
        await vscode.commands.executeCommand(commandIds.showDetails, `job:${key}`);
        await until('the call', () => calls > 0);
        await new Promise(resolve => {
          setTimeout(resolve, 1_500);
        });
        assert.equal(calls, 1);
        api.ports.store.remove([api.ports.store.get(key)!]);
      } finally {
        Reflect.deleteProperty(services, 'describe');
      }
    });

    it('says when there is no such job', async () => {
      const document = await vscode.workspace.openTextDocument(
        vscode.Uri.from({ scheme: documentScheme, authority: 'details', path: '/x.md', query: 'nothing' }),
      );
      assert.match(document.getText(), /not in the history/);
    });
  });

  describe('other commands', () => {
    it('compares two jobs of a kind by their requests, the earlier on the left, and rejects two kinds', async () => {
      const of = (name: string): Job => [...api.ports.list.all()].find(job => job.name === name)!;
      await run(commandIds.compareJobs, of('two'), of('one'));
      const input = await until('the diff', () => {
        const found = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        return found instanceof vscode.TabInputTextDiff && found;
      });
      assert.deepEqual([input.original.query, input.modified.query], [keyText(of('one')), keyText(of('two'))]);
      const texts = await Promise.all(
        [input.original, input.modified].map(
          async uri => JSON.parse((await vscode.workspace.openTextDocument(uri)).getText()) as { JobName: string },
        ),
      );
      assert.deepEqual(
        texts.map(({ JobName }) => JobName),
        ['one', 'two'],
      );
      assert.deepEqual(Object.keys(texts[0]!), Object.keys(texts[0]!).sort());
      await run(
        commandIds.compareJobs,
        of('one'),
        [...api.ports.list.all()].find(({ workflow }) => workflow !== undefined)!,
      );
      assert.match(said.at(-1) ?? '', /different kinds of job/);
    });

    it('copies one line per job, and says for which jobs there is nothing to copy', async () => {
      const [one, two] = [...api.ports.list.all()].filter(({ name }) => name === 'one' || name === 'two') as [Job, Job];
      await run(commandIds.copyJobId, one, two);
      await clipboardHolds(`${one.id}\n${two.id}`);
      await run(commandIds.copyOutputUri, one);
      await clipboardHolds(one.output);
      await run(commandIds.copyRequestId, one);
      await clipboardHolds(one.requestId);
      await run(commandIds.copyDescribeCommand, one, two);
      assert.match(said.at(-1) ?? '', /Nothing to copy\. Skipped: 2 jobs \(a local sandbox job/);
      await run(commandIds.openInConsole, one);
      assert.match(said.at(-1) ?? '', /local sandbox\. There is no console for it/);
    });

    it('does nothing with another job if the chosen row is gone', async () => {
      const [one, two] = [...api.ports.list.all()].filter(({ name }) => name === 'one' || name === 'two') as [Job, Job];
      await until('a selected row', async () => {
        // The editor may never end to reveal a row that is redrawn meanwhile.
        await Promise.race([vscode.commands.executeCommand(commandIds.showJob, node(one)), later(bound(3_000))]);
        return api.view.selection.includes(node(one) as never);
      });
      await setClipboard('as it was');
      // The argument VS Code passes for a row that was removed while its menu was open.
      const unknown = node({ ...one, id: 'removed' });
      for (const given of [
        [undefined, undefined],
        [null, [undefined]],
        [node(two), [node(two), undefined]],
        [unknown],
        [unknown, [unknown]],
        [undefined, [unknown]],
        ['intent:resolved'],
      ]) {
        said = [];
        await vscode.commands.executeCommand(commandIds.copyJobId, ...given);
        await vscode.commands.executeCommand(commandIds.removeJobs, ...given);
        await vscode.commands.executeCommand(commandIds.dismissStart, ...given);
        assert.ok(
          said.filter(
            text =>
              text ===
              'The view changed at that moment, and the row could not be determined. Nothing was done: try again.',
          ).length >= 2,
          JSON.stringify(given),
        );
        assert.ok(!said.some(text => /^(Remove|Nothing was)/.test(text)), said.join('\n'));
      }
      assert.equal(await clipboardText(), 'as it was');
      await vscode.commands.executeCommand(commandIds.copyJobId);
      await clipboardHolds(one.id);
    });

    for (const format of ['csv', 'json'] as const) {
      it(`exports the history as ${format.toUpperCase()}`, async () => {
        const uri = vscode.Uri.file(join(folder, `history.${format}`));
        Object.assign(vscode.window, { showSaveDialog: () => Promise.resolve(uri) });
        await vscode.commands.executeCommand(commandIds.exportHistory);
        await until('the message', () => said.some(text => text.includes(`history.${format}`)));
        const bytes = await vscode.workspace.fs.readFile(uri);
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        for (const { id } of [...api.ports.list.all()]) assert.ok(text.includes(id), id);
        assert.equal(text.startsWith('\ufeff'), format === 'csv');
      });
    }

    it('removes jobs from the history after a confirmation if they are not being watched; the jobs go on', async () => {
      const [one] = [...api.ports.list.all()].filter(({ name }) => name === 'one') as [Job];
      const running = await start('running', {
        action: 'entityresolution:StartIdMappingJob',
        request: { workflowName: 'patient-id-mapping-incremental' },
      });
      said = [];
      await run(commandIds.removeJobs, one, running);
      assert.match(
        said[0] ?? '',
        /^Remove “one” from the history\?[^]*are not affected[^]*Skipped: “patient-id-mapping-incremental” \(not finished; stop watching it first\)/,
      );
      assert.ok(now(one), 'nothing without confirmation');
      answer = (_question, buttons) => buttons.find(button => button === 'Remove');
      await run(commandIds.unwatchJob, running);
      await run(commandIds.removeJobs, one, running);
      assert.deepEqual(
        [one, running].map(job => api.ports.store.get(keyText(job))),
        [undefined, undefined],
      );
      assert.ok(said.at(-1)?.includes('Still running at AWS: “patient-id-mapping-incremental”'), said.at(-1));
    });
  });
});
