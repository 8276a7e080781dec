// Every state of the view and of the connection in the status bar says what is going on and offers a next step.
import { fixActions } from '../../src/ui/fixActions.ts';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  type Connected,
  Connection,
  type ConnectionChoice,
  type ConnectionState,
} from '../../src/domain/connection.ts';
import { defaultQuery } from '../../src/domain/jobs/query.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { Watcher, type WatchState } from '../../src/domain/jobs/watcher.ts';
import { type Answer, type Refusal, answered, refused } from '../../src/domain/refusal.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { commandIds, contextKeys, extensionId, viewIds } from '../../src/ids.ts';
import { ConnectionStatus } from '../../src/ui/statusBar.ts';
import { messageOf } from '../../src/ui/tree/message.ts';
import { childrenOf } from '../../src/ui/tree/model.ts';
import type { Row, TreeSource } from '../../src/ui/tree/source.ts';
import { rowOf } from '../../src/ui/tree/rows.ts';
import { readRefusalTexts } from '../../src/ui/words.ts';
import { FakeClock } from '../unit/fakeClock.ts';
import { FakeServices, account, entities, refusalOf, startedJob } from '../unit/jobs/fakeServices.ts';

const now = new Date(2030, 0, 15, 12, 30).getTime();
const choice: ConnectionChoice = { profile: 'clinic', region: 'us-east-1' };
const connected = {
  state: 'connected',
  choice,
  connected: { services: new FakeServices(new FakeClock(now)), simulated: false },
} as unknown as ConnectionState;
const failed = (refusal: Refusal): ConnectionState => ({ state: 'failed', choice, refusal });
const fromKeys = { origin: { from: 'keys', profile: 'clinic' } } as const;
const fromSso = { origin: { from: 'sso', profile: 'clinic' } } as const;

function sourceOf(more: Partial<TreeSource>): TreeSource {
  return {
    query: defaultQuery,
    groups: [],
    rows: () => ({ keys: [], rest: 0 }),
    hasUnread: () => false,
    isFirstReading: () => false,
    loading: new Set(),
    openIntents: [],
    get: () => undefined,
    connection: connected,
    watch: { refreshing: false },
    now,
    ...more,
  };
}

const rowsOf = (source: TreeSource): readonly Row[] =>
  childrenOf(undefined, source).map(key => rowOf(key, source) ?? assert.fail(key));

/** The welcome content that the view shows when it has no rows and no message, by the manifest's own conditions. */
function welcomeOf(facts: Readonly<Record<string, string | number | boolean>>): string | undefined {
  const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON as {
    readonly contributes: {
      readonly viewsWelcome: readonly { readonly view: string; readonly when: string; readonly contents: string }[];
    };
  };
  const holds = (term: string): boolean => {
    const [key = '', operator, value] = term.split(' ');
    const fact = facts[key.replace('!', '')];
    if (operator === '==') return String(fact ?? '') === value;
    if (operator === '!=') return String(fact ?? '') !== value;
    return key.startsWith('!')
      ? fact === undefined || fact === false || fact === ''
      : fact !== undefined && fact !== false && fact !== '';
  };
  const fitting = manifest.contributes.viewsWelcome.filter(
    ({ view, when }) => view === viewIds.jobs && when.split(' || ').some(all => all.split(' && ').every(holds)),
  );
  assert.ok(fitting.length <= 1, 'one welcome at most');
  return fitting[0]?.contents;
}

const jobs = [1, 2].map(index => startedJob(entities, `id-${index}`, now - index * 60_000, { status: 'COMPLETED' }));
const withJobs: Partial<TreeSource> = {
  groups: [{ group: entities.action, jobs: 2, unfinished: 0 }],
  rows: () => ({ keys: jobs.map(({ id }) => id), rest: 0 }),
  get: key => jobs.find(({ id }) => id === key),
};

interface State {
  readonly name: string;
  readonly source: Partial<TreeSource>;
  /** The texts shown in the view's message and rows. */
  readonly words: RegExp;
  /** The commands of its rows, in order. */
  readonly steps: readonly string[];
}

const states: readonly State[] = [
  {
    name: 'connecting',
    source: { connection: { state: 'connecting', choice } },
    words: /Loading jobs….*clinic/,
    steps: [],
  },
  {
    name: 'connecting, with jobs of before',
    source: { ...withJobs, connection: { state: 'connecting', choice } },
    words: /Connecting to “clinic”… Jobs are shown as last seen\./,
    steps: [],
  },
  { name: 'loading', source: { isFirstReading: () => true }, words: /Loading jobs…/, steps: [] },
  {
    name: 'filtered to nothing',
    source: { query: { ...defaultQuery, filter: { text: 'x' } } },
    words: /Filter: “x”\..*No jobs match the filter/,
    steps: [commandIds.clearFilter],
  },
  {
    name: 'denied',
    source: { connection: failed(refusalOf('denied')) },
    words: /Not connected to “clinic”\. You do not have permission/,
    steps: [commandIds.refresh, commandIds.selectConnection],
  },
  {
    name: 'denied a list',
    source: { ...withJobs, watch: { refreshing: false, unlisted: refusalOf('denied') } },
    words: /Some jobs are missing.*not allowed/,
    steps: [commandIds.refresh],
  },
  {
    name: 'expired keys',
    source: { connection: failed(refusalOf('expired', fromKeys)) },
    words: /“clinic” has expired.*Put new keys/,
    steps: [commandIds.refresh, commandIds.selectConnection],
  },
  {
    name: 'expired SSO',
    source: { connection: failed(refusalOf('expired', fromSso)) },
    words: /“clinic” has expired.*Sign in/,
    steps: [commandIds.signIn, commandIds.copySignIn, commandIds.refresh, commandIds.selectConnection],
  },
  {
    name: 'signed out',
    source: { connection: failed(refusalOf('signedOut', fromSso)) },
    words: /You are not signed in with the profile “clinic”/,
    steps: [commandIds.signIn, commandIds.copySignIn, commandIds.refresh, commandIds.selectConnection],
  },
  {
    name: 'expired while connected',
    source: { ...withJobs, watch: watched(refusalOf('expired', fromSso)) },
    words: /Not updated since 12:20.*session expired/,
    steps: [commandIds.refresh, commandIds.signIn],
  },
  {
    name: 'offline',
    source: { ...withJobs, connection: failed(refusalOf('network', { name: 'ECONNREFUSED' })) },
    words: /Could not reach the service.*Jobs are shown as last seen/,
    steps: [commandIds.refresh, commandIds.selectConnection],
  },
  {
    name: 'offline while connected',
    source: { ...withJobs, watch: watched(refusalOf('network')) },
    words: /Last updated 10 min ago: service not reachable\./,
    steps: [commandIds.refresh],
  },
  {
    name: 'restricted, with jobs',
    source: { ...withJobs, isRestricted: true },
    words: /Restricted Mode: jobs cannot be started from this workspace\./,
    steps: [],
  },
  {
    name: 'history unreadable',
    source: { storageFailure: 'Disk full.' },
    words: /The job history cannot be read.*Job history unreadable/,
    steps: [commandIds.showLog],
  },
];

function watched(refusal: Refusal): WatchState {
  return { refreshing: false, freshAt: now - 600_000, failure: { refusal, since: now - 500_000 } };
}

describe('states of the Jobs view', () => {
  before(readRefusalTexts);

  for (const { name, source, words, steps } of states) {
    it(`${name}: shows its message and its next steps`, () => {
      const whole = sourceOf(source);
      const rows = rowsOf(whole);
      assert.match(
        [messageOf(whole), ...rows.map(({ label, description = '' }) => `${label} ${description}`)].join(' '),
        words,
      );
      assert.deepEqual(
        rows.flatMap(({ command }) => command ?? []),
        steps,
      );
      for (const row of rows) assert.ok(row.accessibleLabel !== '' && row.icon !== undefined, row.label);
    });
  }

  for (const [name, facts, next] of [
    ['not looked at yet', { isWorkspaceTrusted: true, workspaceFolderCount: 1 }, undefined],
    [
      'not connected yet',
      { [contextKeys.connection]: 'idle', isWorkspaceTrusted: true, workspaceFolderCount: 1 },
      undefined,
    ],
    [
      'no connection',
      { [contextKeys.connection]: 'none', isWorkspaceTrusted: true, workspaceFolderCount: 1 },
      commandIds.selectConnection,
    ],
    [
      'no connection, restricted',
      { [contextKeys.connection]: 'none', isWorkspaceTrusted: false, workspaceFolderCount: 1 },
      'workbench.trust.manage',
    ],
    [
      'no connection, no folder',
      { [contextKeys.connection]: 'none', isWorkspaceTrusted: true, workspaceFolderCount: 0 },
      commandIds.selectConnection,
    ],
    [
      'empty',
      { [contextKeys.connection]: 'connected', isWorkspaceTrusted: true, workspaceFolderCount: 1 },
      commandIds.startJob,
    ],
    [
      'empty, restricted',
      { [contextKeys.connection]: 'connected', isWorkspaceTrusted: false, workspaceFolderCount: 1 },
      'workbench.trust.manage',
    ],
    [
      'empty, no folder',
      { [contextKeys.connection]: 'connected', isWorkspaceTrusted: true, workspaceFolderCount: 0 },
      'vscode.openFolder',
    ],
  ] as const) {
    it(`${name}: shows welcome content`, () => {
      const state = 'awsJobs.connection' in facts ? facts[contextKeys.connection] : 'idle';
      const connection =
        state === 'connected'
          ? connected
          : state === 'none'
            ? ({ state } as const)
            : ({ state: 'idle', choice } as const);
      const source = sourceOf({ connection });
      assert.deepEqual([rowsOf(source), messageOf(source)], [[], ''], 'a row or a message would hide it');
      const welcome = welcomeOf(facts) ?? assert.fail('no welcome');
      if (next === undefined) assert.match(welcome, /^Loading jobs…$/);
      else assert.ok(welcome.includes(`(command:${next})`), welcome);
    });
  }

  it('offers a sign-in only where there is one', () => {
    const labels = (refusal: Refusal): readonly string[] => fixActions(refusal).map(({ title }) => title);
    assert.deepEqual(labels(refusalOf('expired', fromSso)), [
      'Sign In',
      'Copy Sign-In Command',
      'Try Again',
      'Select Connection…',
    ]);
    for (const refusal of [
      refusalOf('expired', fromKeys),
      refusalOf('expired'),
      refusalOf('denied', fromSso),
      refusalOf('network'),
    ])
      assert.deepEqual(labels(refusal), ['Try Again', 'Select Connection…']);
  });
});

describe('the connection in the status bar', () => {
  before(readRefusalTexts);

  const { createStatusBarItem } = vscode.window;
  const clock = new FakeClock(now);
  let item: vscode.StatusBarItem;
  let shows: boolean;
  let end: () => void;
  let connection: Connection;

  /** Opens a connection whose attempts `answer` resolves. */
  function open(chosen: ConnectionChoice | undefined, answer: () => Promise<Answer<Connected>>): void {
    const records = new JobDatabase(':memory:');
    const store = new JobStore(records);
    store.select(account);
    connection = new Connection({ open: answer }, () => chosen, clock);
    const watcher = new Watcher({
      store,
      records,
      clock,
      pace: () => ({ intervalMs: 15_000, visible: false }),
      inFlight: new Set(),
      onFault: fault => {
        throw fault as Error;
      },
    });
    const status = new ConnectionStatus(connection, store, watcher);
    end = () => {
      status.dispose();
      watcher.dispose();
      connection.dispose();
      store.dispose();
      records.dispose();
    };
  }

  /** The tooltip, if it is plain text. */
  const tooltip = (): string => (typeof item.tooltip === 'string' ? item.tooltip : '');

  beforeEach(() => {
    shows = false;
    Object.assign(vscode.window, {
      createStatusBarItem: (...given: Parameters<typeof createStatusBarItem>) => {
        item = createStatusBarItem(...given);
        const show = item.show.bind(item);
        const hide = item.hide.bind(item);
        Object.assign(item, {
          show: () => {
            shows = true;
            show();
          },
          hide: () => {
            shows = false;
            hide();
          },
        });
        return item;
      },
    });
  });
  afterEach(() => {
    end();
    Object.assign(vscode.window, { createStatusBarItem });
  });

  it('is hidden before one is chosen', () => {
    open(undefined, () => assert.fail());
    assert.equal(shows, false);
  });

  it('names the profile before and while it connects', () => {
    open(choice, () => new Promise(() => undefined));
    assert.deepEqual([shows, item.text, item.tooltip], [true, '$(cloud) clinic', 'clinic, not connected']);
    void connection.current();
    assert.deepEqual(
      [item.text, item.tooltip, item.command],
      ['$(loading~spin) clinic', 'Connecting to clinic…', commandIds.selectConnection],
    );
  });

  it('names the account, region and identity when connected', async () => {
    open(choice, () =>
      Promise.resolve(
        answered({ ...(connected as Extract<ConnectionState, { state: 'connected' }>).connected, choice }),
      ),
    );
    await connection.current();
    assert.equal(item.text, '$(cloud) clinic · 123456789012');
    assert.match(tooltip(), /account 123456789012, region us-east-1, as arn:/);
    assert.deepEqual([item.backgroundColor, item.command], [undefined, commandIds.selectConnection]);
  });

  for (const [refusal, phrase] of [
    [refusalOf('denied'), 'not allowed'],
    [refusalOf('expired', fromSso), 'session expired'],
    [refusalOf('signedOut', fromSso), 'not signed in'],
    [refusalOf('network'), 'service not reachable'],
  ] as const) {
    it(`shows a warning in words for a failed connection (${refusal.kind}), with a command that fixes it`, async () => {
      open(choice, () => Promise.resolve(refused(refusal)));
      await connection.current();
      assert.equal(item.text, `$(warning) clinic: ${phrase}`);
      assert.match(tooltip(), /^Not connected to clinic\. .*Click to fix it$/);
      assert.ok(item.backgroundColor instanceof vscode.ThemeColor);
      assert.equal(item.command, commandIds.fixConnection);
      assert.match(item.accessibilityInformation?.label ?? '', /Not connected to clinic/);
    });
  }
});
