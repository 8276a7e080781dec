// Notifications of finished jobs in a real extension host, with news as the database returns it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Job } from '../../src/domain/jobs/job.ts';
import type { Ports } from '../../src/ui/ports.ts';
import { FinishNotifications } from '../../src/ui/finishNotifications.ts';
import type { Window } from '../../src/window.ts';
import { activated, until } from './support.ts';

describe('notifications of finished jobs', () => {
  const shown = {
    info: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  };
  const said: { readonly sort: string; readonly text: string; readonly buttons: readonly string[] }[] = [];
  let api: Window;

  before(async () => {
    api = await activated();
    const keep =
      (sort: string) =>
      (text: string, ...buttons: string[]): Promise<undefined> => {
        said.push({ sort, text, buttons });
        return Promise.resolve(undefined);
      };
    Object.assign(vscode.window, {
      showInformationMessage: keep('info'),
      showWarningMessage: keep('warning'),
      showErrorMessage: keep('error'),
    });
  });
  after(() => {
    Object.assign(vscode.window, {
      showInformationMessage: shown.info,
      showWarningMessage: shown.warning,
      showErrorMessage: shown.error,
    });
  });

  const openedAt = Date.UTC(2030, 0, 1);
  const job = (name: string, status: string, endedAt = openedAt + 60_000): Job => ({
    partition: 'aws',
    account: '123456789012',
    region: 'us-east-1',
    service: 'comprehendmedical',
    id: name,
    action: 'comprehendmedical:StartPHIDetectionJob',
    name,
    status,
    output: `s3://out/${name}/`,
    submittedAt: endedAt - 720_000,
    endedAt,
    seenAt: endedAt,
  });

  /** The messages shown when the database returns these jobs. */
  async function tell(jobs: readonly Job[], which: 'all' | 'failed' = 'all'): Promise<typeof said> {
    said.length = 0;
    let taken = 0;
    const listeners: ((change: { all: boolean; added: string[]; changed: string[] }) => void)[] = [];
    const ports = {
      ...api.ports,
      settings: { notifyOnFinish: which, setNotifyOnFinish: () => Promise.resolve() },
      store: {
        account: { partition: 'aws', account: '123456789012' },
        onDidChange: (listener: (typeof listeners)[number]) => {
          listeners.push(listener);
          return { dispose: () => undefined };
        },
        get: () => undefined,
      },
      start: { clock: { now: () => openedAt } },
      finished: {
        takeFinished: () => {
          taken += 1;
          return taken === 1 ? jobs : [];
        },
        isOfBatch: () => false,
      },
    } as unknown as Ports;
    const news = new FinishNotifications(ports, api.view);
    for (let times = 0; times < 3; times += 1)
      for (const listener of listeners) listener({ all: true, added: [], changed: [] });
    await until('the news to be taken', () => taken > 0);
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
    news.dispose();
    assert.equal(taken, 1, 'simultaneous changes are processed once');
    return [...said];
  }

  it('name a finished job, how long it took and where its output is', async () => {
    assert.deepEqual(await tell([job('ward 7', 'COMPLETED')]), [
      {
        sort: 'info',
        text: '“ward 7”: Completed after 12 min.',
        buttons: ['Show Results', 'Show Job', "Don't Show Again"],
      },
    ]);
  });

  it('show a failure as an error', async () => {
    assert.deepEqual(
      (await tell([job('ward 7', 'FAILED')])).map(({ sort, buttons }) => [sort, buttons]),
      [['error', ['Show Details', 'Run Again']]],
    );
  });

  it('offer the log of a workflow that failed, and say nothing of it', async () => {
    const failed = { ...job('people', 'FAILED'), workflow: 'people' };
    assert.deepEqual(
      (await tell([failed])).map(({ buttons }) => buttons),
      [['Show Details', 'Show Job Log', 'Run Again']],
    );
  });

  it('combine many jobs in one message', async () => {
    const told = await tell([job('a', 'COMPLETED'), job('b', 'FAILED'), job('c', 'COMPLETED')]);
    assert.deepEqual(
      told.map(({ sort, text }) => [sort, text]),
      [['error', '3 jobs finished: 2 Completed, 1 Failed.']],
    );
  });

  it('show failures only, if so configured', async () => {
    assert.deepEqual(await tell([job('a', 'COMPLETED')], 'failed'), []);
    assert.deepEqual(
      (await tell([job('a', 'COMPLETED'), job('b', 'FAILED')], 'failed')).map(({ text }) => text),
      [
        '“b”: Failed after 12 min. AWS gives no reason. Check the input, the role and the output location, then run the job again.',
      ],
    );
  });

  it('separate the jobs that finished while no window was open', async () => {
    const before = openedAt - 3_600_000;
    const told = await tell([job('a', 'COMPLETED', before), job('b', 'STOPPED', before), job('c', 'COMPLETED')]);
    assert.deepEqual(
      told.map(({ text }) => text),
      ['While you were away, 2 jobs finished: 1 Completed, 1 Stopped.', '“c”: Completed after 12 min.'],
    );
  });
});
