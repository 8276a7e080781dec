// The tree over a real history: which keys are under which, and which nodes are redrawn when something happens.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as vscode from 'vscode';
import type { ConnectionState } from '../../src/domain/connection.ts';
import { Discovery } from '../../src/domain/jobs/discovery.ts';
import type { Intent } from '../../src/domain/jobs/intent.ts';
import { type Job, keyText } from '../../src/domain/jobs/job.ts';
import { JobList, initialRows } from '../../src/domain/jobs/list.ts';
import { type JobQuery, groupings, sortings, defaultQuery } from '../../src/domain/jobs/query.ts';
import { JobStore } from '../../src/domain/jobs/store.ts';
import { Watcher } from '../../src/domain/jobs/watcher.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import type { Ports } from '../../src/ui/ports.ts';
import { capabilities, commandIds } from '../../src/ids.ts';
import { LazyTree } from '../../src/ui/tree/lazyTree.ts';
import type { NodeKey } from '../../src/ui/tree/keys.ts';
import { childrenOf, inOrder, parentOf } from '../../src/ui/tree/model.ts';
import type { TreeSource } from '../../src/ui/tree/source.ts';
import { rowOf } from '../../src/ui/tree/rows.ts';
import { JobsView } from '../../src/ui/tree/view.ts';
import { FakeClock } from '../unit/fakeClock.ts';
import {
  FakeServices,
  account,
  entities,
  idMapping,
  intentOf,
  phi,
  refusalOf,
  region,
  requestOf,
  startedJob,
} from '../unit/jobs/fakeServices.ts';
import { runs } from '../runs.ts';
import { TreeScreen } from './treeScreen.ts';

const day = 24 * 3_600_000;

/** Everything a view consists of, except the tree view itself. */
class Parts {
  readonly clock = new FakeClock(Date.UTC(2030, 0, 15, 12));
  readonly services = new FakeServices(this.clock);
  readonly records = new JobDatabase(':memory:');
  readonly store = new JobStore(this.records);
  readonly list = new JobList(this.store, this.records, this.clock);
  readonly discovery = new Discovery({ store: this.store, records: this.records, clock: this.clock });
  readonly pace = { intervalMs: 15_000, visible: false };
  readonly watcher = new Watcher({
    store: this.store,
    records: this.records,
    clock: this.clock,
    discovery: this.discovery,
    pace: () => this.pace,
    inFlight: new Set(),
    onFault: fault => {
      throw fault as Error;
    },
  });
  connection = {
    state: 'connected',
    choice: { profile: 'p' },
    connected: { services: this.services, simulated: false },
  } as unknown as ConnectionState;

  constructor() {
    this.store.select(account);
  }

  job(index: number, more: Partial<Job> = {}, kind = entities): Job {
    return startedJob(kind, `${kind.family}-${index}`, this.clock.now() - index * 60_000, {
      status: 'COMPLETED',
      ...more,
    });
  }

  starts(job: Job): void {
    this.records.add([job]);
    this.store.intentsChanged(job);
  }

  dispose(): void {
    this.watcher.dispose();
    this.store.dispose();
    this.records.dispose();
  }
}

describe('the keys of the tree', function () {
  const kinds = [entities, phi, idMapping];
  const job = fc.record({
    kind: fc.nat(2),
    age: fc.integer({ min: 0, max: 4 * day }),
    status: fc.constantFrom('COMPLETED', 'IN_PROGRESS', 'FAILED', 'PAUSED'),
    spec: fc.constantFrom(
      undefined,
      'file:///w/a.awsjob.json',
      'file:///w/%E0%A4%A.awsjob.json',
      'file:///w/b/a.awsjob.json',
    ),
    isDated: fc.boolean(),
    isNewer: fc.boolean(),
    gone: fc.boolean(),
  });
  const query: fc.Arbitrary<JobQuery> = fc.record({
    filter: fc.constantFrom(
      {},
      { text: '1' },
      { text: 'nothing has this' },
      { statuses: ['FAILED'] },
      { startedHere: true as const },
    ),
    grouping: fc.constantFrom(...groupings),
    sorting: fc.constantFrom(...sortings),
  });

  it('are unique, are under their parent and have a row, in every grouping', () => {
    fc.assert(
      fc.property(
        fc.array(job, { maxLength: 15 }),
        fc.constantFrom(0, 130),
        query,
        fc.boolean(),
        fc.boolean(),
        (jobs, more, asked, hasUnread, isLost) => {
          const parts = new Parts();
          parts.records.add([
            ...jobs.map(({ kind, age, status, spec, isDated, isNewer, gone }, index): Job => {
              const { submittedAt, ...rest } = startedJob(kinds[kind]!, `job-${index}`, parts.clock.now() - age, {
                status,
                ...(spec === undefined ? {} : { specUri: spec }),
                ...(gone ? { gone } : {}),
              });
              return {
                ...rest,
                ...(isDated && submittedAt !== undefined ? { submittedAt } : {}),
                ...(isNewer ? { action: 'comprehendmedical:StartSomethingNewJob' } : {}),
              };
            }),
            ...Array.from({ length: more }, (_, index) => parts.job(index)),
          ]);
          parts.store.select(account);
          parts.list.setQuery(asked);
          const intent: Intent = intentOf(entities, requestOf(entities), parts.clock.now());
          const source: TreeSource = {
            query: parts.list.query,
            groups: parts.list.groups(),
            rows: group => parts.list.rows(group),
            hasUnread: () => hasUnread,
            isFirstReading: () => false,
            loading: new Set(['*']),
            openIntents: isLost ? [intent] : [],
            get: key => parts.store.get(key),
            connection: parts.connection,
            watch: { refreshing: false },
            now: parts.clock.now(),
          };
          const seen = new Set<NodeKey>();
          const visit = (key: NodeKey | undefined): void => {
            const children = childrenOf(key, source);
            for (const child of children) {
              assert.ok(!seen.has(child), `${child} twice`);
              seen.add(child);
              assert.equal(parentOf(child, source), key, child);
              const row = rowOf(child, source);
              assert.ok(row !== undefined && row.label !== '' && row.accessibleLabel !== '', child);
              const below = childrenOf(child, source);
              assert.equal(below.length > 0, row.expandable !== undefined, `${child} can be opened`);
              visit(child);
            }
          };
          visit(undefined);
          assert.deepEqual(
            inOrder([...seen, 'job:of nobody' as const].sort(), source),
            [...seen],
            'from top to bottom',
          );
          // Every job that matches the filter has a row or is behind "Load More".
          const shown = [...seen].filter(key => key.startsWith('job:')).length;
          assert.ok(
            shown === parts.list.total || [...seen].some(key => key.startsWith('more:')),
            `${shown} of ${parts.list.total}`,
          );
          if (hasUnread && (parts.list.total > 0 || Object.keys(asked.filter).length > 0))
            assert.ok(
              [...seen].some(key => key.startsWith('more:')),
              'unread jobs are offered',
            );
          assert.deepEqual(childrenOf(undefined, source), childrenOf(undefined, source));
          parts.dispose();
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('offer to start again only a job that was started from a spec', () => {
    const { specUri: _specUri, ...bare } = intentOf(entities, requestOf(entities), 0);
    const isOffered = (intent: Intent): boolean | undefined =>
      rowOf(`intent:${intent.id}`, { openIntents: [intent], now: 0 } as unknown as TreeSource)?.capabilities.includes(
        capabilities.lostStart,
      );
    assert.deepEqual(
      [
        isOffered({ ...bare, state: 'notFound', specUri: 'file:///w/a.awsjob.json' }),
        isOffered({ ...bare, state: 'notFound' }),
      ],
      [true, false],
    );
  });

  it('contain nothing that changes with the job, its group or the time', () => {
    const parts = new Parts();
    parts.starts(parts.job(1, { status: 'IN_PROGRESS', name: 'before' }));
    const source = (): TreeSource => ({
      query: parts.list.query,
      groups: parts.list.groups(),
      rows: group => parts.list.rows(group),
      hasUnread: () => false,
      isFirstReading: () => false,
      loading: new Set(),
      openIntents: [],
      get: key => parts.store.get(key),
      connection: parts.connection,
      watch: { refreshing: false },
      now: parts.clock.now(),
    });
    const all = (): readonly NodeKey[] => {
      const under = (key?: NodeKey): NodeKey[] => childrenOf(key, source()).flatMap(child => [child, ...under(child)]);
      return under();
    };
    const before = all();
    parts.store.change(parts.job(1), known => ({
      ...known,
      status: 'COMPLETED',
      name: 'after',
      endedAt: parts.clock.now(),
    }));
    parts.list.update();
    parts.clock.jump(3 * day);
    assert.deepEqual(
      all()
        .filter(key => !before.includes(key))
        .map(key => key.split('#')[1]),
      ['ended'],
    );
    parts.dispose();
  });
});

describe('the tree view', function () {
  let parts: Parts;
  let tree: LazyTree;
  let view: JobsView;
  let screen: TreeScreen;
  let kept: Map<string, unknown>;
  let connections: vscode.EventEmitter<ConnectionState>;
  let visibility: vscode.EventEmitter<vscode.TreeViewVisibilityChangeEvent>;
  let picture: {
    visible: boolean;
    selection: readonly NodeKey[];
    message?: string;
    description?: string;
    badge?: vscode.ViewBadge;
  };
  let revealed: NodeKey[];

  function open(): void {
    tree = new LazyTree(() => Promise.resolve(view));
    connections = new vscode.EventEmitter();
    visibility = new vscode.EventEmitter();
    revealed = [];
    picture = { visible: true, selection: [] };
    const treeView = Object.assign(picture, {
      onDidChangeVisibility: visibility.event,
      onDidChangeSelection: new vscode.EventEmitter().event,
      reveal: (key: NodeKey) => {
        revealed.push(key);
        return Promise.resolve();
      },
    }) as unknown as vscode.TreeView<NodeKey>;
    const memento = {
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => {
        kept.set(key, structuredClone(value));
        return Promise.resolve();
      },
      keys: () => [...kept.keys()],
    } satisfies vscode.Memento;
    const { store, watcher, list, discovery, clock, records } = parts;
    const ports = {
      store,
      watcher,
      list,
      discovery,
      finished: records,
      start: { clock, records, newId: () => 'id', inFlight: new Set() },
      connection: {
        get state() {
          return parts.connection;
        },
        onDidChange: connections.event,
        current: () => Promise.resolve(parts.connection),
      },
      log: {
        fault: (_: string, fault: unknown) => {
          throw fault as Error;
        },
      },
    } as unknown as Ports;
    view = new JobsView(ports, treeView, tree, memento, memento);
    view.start();
  }

  beforeEach(async () => {
    parts = new Parts();
    kept = new Map();
    open();
    await tree.getChildren();
    screen = new TreeScreen(tree);
  });
  afterEach(() => {
    screen.dispose();
    view.dispose();
    tree.dispose();
    parts.dispose();
  });

  /** Redraws the tree, waits for what follows, and clears the recorded events. */
  async function drawn(): Promise<void> {
    parts.store.select(account);
    await pause();
    screen.clear();
  }
  /** Waits longer than changes are collected, then until everything announced by then is drawn. */
  const pause = async (): Promise<void> => {
    await new Promise(resolve => {
      setTimeout(resolve, 260);
    });
    await screen.idle();
  };
  const fired = async (change: () => void): Promise<readonly (NodeKey | undefined)[]> => {
    screen.clear();
    change();
    await pause();
    return [...screen.fired];
  };
  const nodeOf = (job: Job): NodeKey => `job:${keyText(job)}`;
  const groupOf = (kind = entities): NodeKey => `group:${kind.action}`;
  const [medical, resolution]: readonly NodeKey[] = ['service:comprehendmedical', 'service:entityresolution'];

  it('redraws one node for a job that changed, even if its group is full', async () => {
    const jobs = Array.from({ length: 50 }, (_, index) => parts.job(index, { status: 'IN_PROGRESS' }));
    parts.records.add(jobs);
    await drawn();
    assert.deepEqual(
      await fired(() => {
        parts.store.apply(jobs[7]!, { id: jobs[7]!.id, status: 'STOP_REQUESTED' }, parts.clock.now());
      }),
      [nodeOf(jobs[7]!)],
    );
    assert.equal(screen.drawn.get(nodeOf(jobs[7]!))?.description.includes('Stopping'), true);
    assert.deepEqual(
      await fired(() => {
        parts.store.apply(jobs[7]!, { id: jobs[7]!.id, status: 'STOP_REQUESTED' }, parts.clock.now());
      }),
      [],
    );
  });

  it('redraws all selected rows when one of them changes, from top to bottom, because the editor deselects those below', async () => {
    const jobs = Array.from({ length: 4 }, (_, index) => parts.job(index, { status: 'IN_PROGRESS' }));
    const other = parts.job(9, {}, phi);
    parts.records.add([...jobs, other]);
    await drawn();
    const stops = (index: number) => () => {
      parts.store.apply(jobs[index]!, { id: jobs[index]!.id, status: 'STOP_REQUESTED' }, parts.clock.now());
    };
    picture.selection = [nodeOf(other), nodeOf(jobs[2]!), nodeOf(jobs[0]!)];
    assert.deepEqual(await fired(stops(2)), [jobs[0]!, jobs[2]!, other].map(nodeOf));
    assert.deepEqual(await fired(stops(1)), [nodeOf(jobs[1]!)], 'one job that is not selected');
    picture.selection = [nodeOf(jobs[3]!)];
    assert.deepEqual(await fired(stops(3)), [nodeOf(jobs[3]!)], 'only one is selected');
    picture.selection = [nodeOf(other), nodeOf(jobs[0]!)];
    screen.open(nodeOf(other));
    assert.deepEqual(await fired(stops(0)), [undefined], 'one of them is expanded');
    screen.open(nodeOf(other), false);
    await drawn();
    assert.deepEqual(
      await fired(() => {
        parts.store.apply(jobs[1]!, { id: jobs[1]!.id, status: 'STOPPED' }, parts.clock.now());
      }),
      [nodeOf(jobs[1]!), undefined],
      'the group of some of them',
    );
  });

  it('redraws the counts above a job when it has finished, each once', async () => {
    const jobs = [parts.job(1, { status: 'IN_PROGRESS' }), parts.job(2), parts.job(3, {}, idMapping)];
    parts.records.add(jobs);
    await drawn();
    const nodes = await fired(() => {
      parts.store.apply(jobs[0]!, { id: jobs[0]!.id, status: 'FAILED' }, parts.clock.now());
    });
    assert.deepEqual([...nodes].sort(), [groupOf(), nodeOf(jobs[0]!), medical].sort());
    assert.equal(screen.drawn.get(groupOf())?.description, '2+', 'its list was not read');
  });

  it('redraws only the group that a job was added to', async () => {
    parts.records.add([parts.job(1), parts.job(2, {}, phi), parts.job(3, { workflow: 'people' }, idMapping)]);
    await drawn();
    const nodes = await fired(() => {
      parts.store.applyListed(
        phi,
        region,
        undefined,
        [{ id: 'new', status: 'COMPLETED', submittedAt: parts.clock.now() }],
        parts.clock.now(),
      );
    });
    assert.deepEqual([...nodes].sort(), [groupOf(phi), medical].sort());
    assert.ok(screen.rows.includes(nodeOf({ ...parts.job(1), id: 'new' })));
    assert.ok(!nodes.includes(resolution));
  });

  it('redraws only the count of a group when an old job was added behind "Load More"', async () => {
    parts.records.add(Array.from({ length: 150 }, (_, index) => parts.job(index)));
    await drawn();
    const nodes = await fired(() => {
      parts.store.applyListed(
        entities,
        region,
        undefined,
        [{ id: 'old', status: 'COMPLETED', submittedAt: parts.clock.now() - day }],
        parts.clock.now(),
      );
    });
    assert.deepEqual([...nodes].sort(), [groupOf(), `more:${entities.action}`, medical].sort());
    assert.equal(screen.drawn.get(`more:${entities.action}`)?.description, '101 more');
  });

  it('redraws the children of an expanded job, even if its own row is unchanged', async () => {
    const job = parts.job(1, { status: 'IN_PROGRESS' });
    const closed = parts.job(2, { endedAt: parts.clock.now() });
    parts.records.add([job, closed]);
    await drawn();
    screen.open(nodeOf(job));
    const output = `fact:${keyText(job)}#output` as const;
    assert.deepEqual(
      await fired(() => {
        parts.store.apply(
          job,
          { id: job.id, status: 'IN_PROGRESS', output: 's3://out/its-own-folder/', message: 'half way' },
          parts.clock.now(),
        );
      }),
      [nodeOf(job)],
    );
    assert.equal(screen.drawn.get(output)?.description, 's3://out/its-own-folder/');
    assert.ok(screen.rows.includes(`fact:${keyText(job)}#message`));
    assert.deepEqual(
      await fired(() => {
        parts.store.apply(closed, { id: closed.id, status: 'COMPLETED', message: 'unseen' }, parts.clock.now());
      }),
      [],
      'a collapsed job has no children to redraw',
    );
  });

  it('redraws the tree for a start that awaits its answer, and for a filter', async () => {
    parts.records.add([parts.job(1), parts.job(2, {}, phi)]);
    await drawn();
    const intent = intentOf(entities, requestOf(entities), parts.clock.now());
    assert.deepEqual(
      await fired(() => {
        parts.records.begin(intent, true);
        parts.store.intentsChanged();
      }),
      [undefined],
    );
    assert.equal(screen.rows[0], `intent:${intent.id}`);
    assert.deepEqual(
      await fired(() => {
        view.ask({ ...defaultQuery, filter: { actions: [phi.action] } });
      }),
      [undefined],
    );
    assert.deepEqual(
      screen.rows.filter(key => key.startsWith('job:')),
      [nodeOf(parts.job(2, {}, phi))],
    );
    assert.ok(picture.description?.includes('PHI Detection'), picture.description);
    assert.deepEqual(
      await fired(() => {
        view.ask({ ...defaultQuery, filter: { text: 'no such thing' } });
      }),
      [undefined],
    );
    assert.deepEqual(screen.rows, [`notice:noMatch`, `intent:${intent.id}`, 'more:*'], 'what was not read may hold it');
  });

  it('is not redrawn while it shows only that it is loading, then once', async () => {
    parts.connection = { state: 'connecting', choice: { profile: 'p' } } as unknown as ConnectionState;
    assert.deepEqual(
      await fired(() => {
        connections.fire(parts.connection);
      }),
      [undefined],
    );
    assert.deepEqual(screen.rows, ['notice:loading']);
    parts.pace.visible = true;
    parts.services.delayMs = () => 1_000;
    parts.services.has(entities, { id: 'first', status: 'COMPLETED', submittedAt: parts.clock.now() });
    parts.connection = {
      state: 'connected',
      choice: { profile: 'p' },
      connected: { services: parts.services, simulated: false },
    } as unknown as ConnectionState;
    const connected = await fired(() => {
      connections.fire(parts.connection);
      parts.store.select(account);
      parts.watcher.setServices(parts.services);
      void parts.clock.advance(0);
    });
    assert.deepEqual([connected, screen.rows], [[], ['notice:loading']], 'connected, and the first list is read');
    assert.deepEqual(
      await fired(() => {
        void parts.clock.advance(1_000);
      }),
      [undefined],
    );
    assert.ok(screen.rows.some(key => key.startsWith('job:')));
    await parts.clock.advance(60_000);
    parts.store.remove(parts.list.find({}, 10));
    await pause();
    assert.deepEqual(
      await fired(() => {
        void parts.clock.advance(60 * 60_000);
      }),
      [],
      'an account without jobs shows the welcome content, however often its lists are read',
    );
    assert.deepEqual(screen.rows, []);
  });

  it('redraws the tree when the first job of a kind is added or the last one is removed', async () => {
    parts.records.add([parts.job(1)]);
    await drawn();
    assert.deepEqual(
      await fired(() => {
        parts.store.applyListed(
          phi,
          region,
          undefined,
          [{ id: 'new', status: 'COMPLETED', submittedAt: parts.clock.now() }],
          parts.clock.now(),
        );
      }),
      [undefined],
    );
    assert.deepEqual(
      await fired(() => {
        parts.store.remove([parts.job(1)]);
      }),
      [undefined],
    );
    assert.ok(!screen.rows.includes(groupOf()));
  });

  it('collects many changes and queries the history once for all of them', async () => {
    const jobs = Array.from({ length: 30 }, (_, index) => parts.job(index, { status: 'IN_PROGRESS' }));
    parts.records.add(jobs);
    await drawn();
    let looks = 0;
    const counts = parts.records.counts.bind(parts.records);
    parts.records.counts = (...of) => {
      looks += 1;
      return counts(...of);
    };
    const nodes = await fired(() => {
      for (const job of jobs.slice(0, 10))
        parts.store.apply(job, { id: job.id, status: 'COMPLETED' }, parts.clock.now());
    });
    assert.equal(looks, 1);
    assert.deepEqual([...nodes].sort(), [...jobs.slice(0, 10).map(nodeOf), groupOf(), medical].sort());
  });

  it('shows in a row that jobs could not be refreshed, and removes the row', async () => {
    parts.records.add([parts.job(1, { status: 'IN_PROGRESS' })]);
    await drawn();
    parts.services.refusing = () => refusalOf('throttled');
    parts.watcher.setServices(parts.services);
    await parts.watcher.refreshNow();
    await pause();
    assert.ok(screen.rows.includes('notice:stale'));
    parts.services.refusing = () => undefined;
    parts.services.runs(parts.job(1, { status: 'IN_PROGRESS' }));
    await parts.watcher.refreshNow();
    await pause();
    assert.ok(!screen.rows.includes('notice:stale'));
  });

  it('keeps nodes expanded and collapsed over every change', async () => {
    const jobs = Array.from({ length: 120 }, (_, index) =>
      parts.job(index, index === 0 ? { status: 'IN_PROGRESS' } : {}),
    );
    parts.records.add([...jobs, parts.job(1, {}, phi)]);
    await drawn();
    screen.open(nodeOf(jobs[3]!));
    screen.open(groupOf(phi), false);
    const before = screen.rows;
    parts.store.applyAll(
      jobs.slice(0, 5).map(job => ({ job, snapshot: { id: job.id, status: 'COMPLETED', message: 'more' } })),
      parts.clock.now(),
    );
    await pause();
    parts.store.select(account);
    await pause();
    assert.deepEqual(
      screen.rows.filter(key => !key.endsWith('#message')),
      before,
    );
    assert.deepEqual([screen.isOpen(nodeOf(jobs[3]!)), screen.isOpen(groupOf(phi))], [true, false]);
  });

  it('shows more of a group at once if more is known, and reads on if not', async () => {
    parts.records.add(Array.from({ length: 150 }, (_, index) => parts.job(index)));
    await drawn();
    let reads = 0;
    const read = (): Promise<void> => {
      reads += 1;
      return Promise.resolve();
    };
    const jobs = (): number => screen.rows.filter(key => key.startsWith('job:')).length;
    assert.equal(jobs(), initialRows);
    for (const shown of [2 * initialRows, 150]) {
      await view.loadMore(entities.action, read);
      await pause();
      assert.deepEqual([jobs(), reads], [shown, 0]);
    }
    const more: NodeKey = `more:${entities.action}`;
    assert.equal(screen.drawn.get(more)?.description, 'older jobs not read yet');
    let end: () => void = () => undefined;
    const reading = view.loadMore(entities.action, () => {
      reads += 1;
      return new Promise<void>(resolve => {
        end = resolve;
      });
    });
    await pause();
    assert.equal(screen.drawn.get(more)?.label, 'Loading…');
    await view.loadMore(entities.action, read);
    assert.equal(reads, 1, 'not twice at once');
    end();
    await reading;
    await pause();
    assert.equal(screen.drawn.get(more)?.label, 'Load More…');
  });

  it('stops loading when reading fails', async () => {
    parts.records.add([parts.job(1)]);
    await drawn();
    const more: NodeKey = `more:${entities.action}`;
    await assert.rejects(
      view.loadMore(entities.action, () => Promise.reject(new Error('no'))),
      /no/,
    );
    await pause();
    assert.equal(screen.drawn.get(more)?.label, 'Load More…');
  });

  for (const grouping of ['spec', 'day'] as const) {
    it(`separates "Load More" of the jobs without a ${grouping} from that of the lists`, async () => {
      const bare = Array.from({ length: 130 }, (_, index): Job => {
        const { submittedAt: _at, ...rest } = parts.job(index);
        return rest;
      });
      parts.records.add([parts.job(500, { specUri: 'file:///w/a.awsjob.json' }), ...bare]);
      view.ask({ ...defaultQuery, grouping });
      await drawn();
      screen.open('group:');
      assert.deepEqual(
        screen.rows.filter(key => key.startsWith('more:')),
        ['more:', 'more:*'],
      );
      let reads = 0;
      for (const left of [['more:', 'more:*'], ['more:*']]) {
        await view.loadMore('', () => {
          reads += 1;
          return Promise.resolve();
        });
        await pause();
        assert.deepEqual([screen.rows.filter(key => key.startsWith('more:')), reads], [left, 0]);
      }
      await view.loadMore('*', () => {
        reads += 1;
        return Promise.resolve();
      });
      assert.equal(reads, 1);
    });
  }

  it('reveals a job that has a row, and reads the rows of its own group only', async () => {
    const jobs = Array.from({ length: 60 }, (_, index) =>
      parts.job(index * 1_440, { specUri: `file:///w/${index}.awsjob.json` }),
    );
    parts.records.add(jobs);
    view.ask({ ...defaultQuery, grouping: 'spec' });
    await drawn();
    let asked = 0;
    const keys = parts.records.keys.bind(parts.records);
    parts.records.keys = (...of) => {
      asked += 1;
      return keys(...of);
    };
    await view.reveal(jobs[40]!);
    assert.deepEqual(revealed, [nodeOf(jobs[40]!)]);
    assert.equal(view.getParent(nodeOf(jobs[40]!)), 'group:file:///w/40.awsjob.json');
    assert.ok(asked <= 1, `${asked} readings`);
    view.ask({ ...defaultQuery, filter: { text: 'nothing' } });
    const { executeCommand } = vscode.commands;
    const ran: unknown[] = [];
    Object.assign(vscode.commands, {
      executeCommand: (...given: readonly unknown[]) => {
        ran.push(given);
        return Promise.resolve();
      },
    });
    try {
      await view.reveal(jobs[40]!);
    } finally {
      Object.assign(vscode.commands, { executeCommand });
    }
    assert.deepEqual(
      [revealed.length, ran],
      [1, [[commandIds.showDetails, nodeOf(jobs[40]!)]]],
      'a job that the filter hides: its details',
    );
  });

  it('removes what is too old for the filter and renames days as time passes', async () => {
    const late = () => {
      parts.clock.jump(12 * 3_600_000 + 30 * 60_000);
      visibility.fire({ visible: true });
    };
    parts.records.add([parts.job(1), parts.job(20 * 60)]);
    await drawn();
    view.ask({ ...defaultQuery, grouping: 'day' });
    await pause();
    const today = screen.rows[0]!;
    assert.equal(screen.drawn.get(today)?.label, 'Today');
    assert.ok((await fired(late)).includes(today));
    assert.equal(screen.drawn.get(today)?.label, 'Yesterday');
    view.ask({ ...defaultQuery, filter: { withinMs: day } });
    await pause();
    assert.equal(screen.rows.filter(key => key.startsWith('job:')).length, 1);
    await fired(late);
    assert.deepEqual(
      screen.rows.filter(key => key.startsWith('job:')),
      [],
    );
  });

  it('offers to read more where a filter finds nothing of a kind yet', async () => {
    parts.pace.visible = true;
    for (let index = 0; index < 700; index += 1)
      parts.services.has(phi, {
        id: `p${index}`,
        name: index === 650 ? 'trial-7' : 'notes',
        status: 'COMPLETED',
        submittedAt: parts.clock.now() - index * 60_000,
      });
    parts.records.add([parts.job(1, { name: 'trial-7' })]);
    parts.watcher.setServices(parts.services);
    for (let turn = 0; turn < 20; turn += 1) await parts.clock.advance(1_000);
    await drawn();
    screen.open(groupOf(phi));
    assert.ok(screen.rows.includes(`more:${phi.action}`) && !screen.rows.includes('more:*'));
    for (const grouping of ['service', 'status'] as const) {
      view.ask({ ...defaultQuery, grouping, filter: { text: 'trial-7' } });
      await pause();
      assert.deepEqual(
        [screen.rows.filter(key => key.startsWith('job:')).length, screen.rows.at(-1)],
        [1, 'more:*'],
        grouping,
      );
    }
  });

  it('distinguishes specs with the same file name by their folders', async () => {
    parts.records.add(
      ['a/prod', 'b/prod', 'test'].map((folder, index) =>
        parts.job(index, { specUri: `file:///w/${folder}/phi%20notes.awsjob.json` }),
      ),
    );
    parts.records.add([parts.job(5, { specUri: 'file:///w/test/alone.awsjob.json' })]);
    await drawn();
    view.ask({ ...defaultQuery, grouping: 'spec' });
    await pause();
    assert.deepEqual(
      screen.rows
        .filter(key => key.startsWith('group:'))
        .map(key => screen.drawn.get(key))
        .map(row => [row?.label, row?.description]),
      [
        ['alone.awsjob.json', '1'],
        ['phi notes.awsjob.json', 'a/prod · 1'],
        ['phi notes.awsjob.json', 'b/prod · 1'],
        ['phi notes.awsjob.json', 'test · 1'],
      ],
    );
  });

  it('restores the query of the previous window', async () => {
    parts.records.add([parts.job(1), parts.job(2, { status: 'FAILED' })]);
    const query: JobQuery = { filter: { statuses: ['FAILED'] }, grouping: 'none', sorting: 'name' };
    view.ask(query);
    view.dispose();
    parts.list.setQuery(defaultQuery);
    open();
    await tree.getChildren();
    screen.dispose();
    screen = new TreeScreen(tree);
    assert.deepEqual(parts.list.query, query);
    await drawn();
    assert.deepEqual(
      screen.rows.filter(key => key.startsWith('job:')),
      [nodeOf(parts.job(2))],
    );
    kept.set('jobsQuery', { filter: { statuses: 'FAILED', withinMs: -1 }, grouping: 'moon', sorting: 7 });
    view.dispose();
    open();
    assert.deepEqual(parts.list.query, defaultQuery, 'an unreadable query is replaced by the default');
  });

  it('says that the history cannot be read, and shows it when it can', async () => {
    parts.records.add([parts.job(1)]);
    await drawn();
    screen.dispose();
    view.storageFailed('disk full');
    assert.ok((await tree.getChildren())?.includes('notice:storage'));
    view.storageFailed(undefined);
    assert.ok(!(await tree.getChildren())?.includes('notice:storage'));
    screen = new TreeScreen(tree);
  });

  it('redraws a running job as time passes, and no other', async () => {
    const jobs = [parts.job(1, { status: 'IN_PROGRESS' }), parts.job(2)];
    parts.records.add(jobs);
    await drawn();
    const { setInterval, clearInterval } = globalThis;
    const timers = new Map<unknown, () => void>();
    /** Shows or hides the view, whose timers are then those of `timers`. */
    const shows = (visible: boolean): void => {
      Object.assign(globalThis, {
        setInterval: (work: () => void) => {
          const timer = {};
          timers.set(timer, work);
          return timer;
        },
        clearInterval: (timer: NodeJS.Timeout) => {
          if (!timers.delete(timer)) clearInterval(timer);
        },
      });
      try {
        visibility.fire({ visible });
      } finally {
        Object.assign(globalThis, { setInterval, clearInterval });
      }
    };
    shows(true);
    await pause();
    assert.deepEqual(
      await fired(() => {
        parts.clock.jump(60_000);
        for (const work of timers.values()) work();
      }),
      [nodeOf(jobs[0]!)],
    );
    shows(false);
    assert.equal(timers.size, 0, 'the view is hidden');
  });
});
