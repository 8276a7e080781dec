// Of several windows, one polls and the others read what it writes. Each window here has its own clock, so that one can
// stop abruptly.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Discovery } from '../../../src/domain/jobs/discovery.ts';
import { Lease, longestLeaseMs } from '../../../src/domain/jobs/lease.ts';
import type { LeaseClaim } from '../../../src/domain/jobs/ports.ts';
import { JobStore } from '../../../src/domain/jobs/store.ts';
import { Watcher } from '../../../src/domain/jobs/watcher.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { FakeClock, settled } from '../fakeClock.ts';
import { allJobs } from './allJobs.ts';
import {
  FakeServices,
  account,
  entities,
  idMapping,
  intentOf,
  phi,
  refusalOf,
  requestOf,
  startedJob,
} from './fakeServices.ts';
import { runs } from '../../runs.ts';

const intervalMs = 15_000;
const minute = 60_000;
const stepMs = 100;

/**
 * A window with its own connection to the history, its own clock and its own services, which all have the same jobs.
 */
class Window {
  readonly clock = new FakeClock();
  readonly services = new FakeServices(this.clock);
  readonly records: JobDatabase;
  readonly store: JobStore;
  readonly watcher: Watcher;
  readonly pace = { intervalMs, visible: true };
  readonly faults: unknown[] = [];
  isAlive = true;

  constructor(path: string, name: string, lists = false) {
    this.records = new JobDatabase(path);
    this.store = new JobStore(this.records);
    this.store.select(account);
    const discovery = lists
      ? { discovery: new Discovery({ store: this.store, records: this.records, clock: this.clock }) }
      : {};
    this.watcher = new Watcher({
      store: this.store,
      records: this.records,
      clock: this.clock,
      pace: () => this.pace,
      inFlight: new Set(),
      onFault: fault => {
        this.faults.push(fault);
      },
      windowId: name,
      ...discovery,
    });
  }

  get calls(): number {
    return this.services.calls.length;
  }
  get follows(): boolean {
    return this.watcher.state.following === true;
  }

  show(visible: boolean): void {
    this.pace.visible = visible;
    this.watcher.paceChanged();
  }

  dispose(): void {
    this.watcher.dispose();
    this.store.dispose();
    this.records.dispose();
  }
}

describe('the lease of the watch', function () {
  let folder: string;
  let windows: Window[];
  let count = 0;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lease-'));
    windows = [];
  });
  afterEach(() => {
    for (const each of windows) {
      each.dispose();
      assert.deepEqual(each.faults, []);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const path = (): string => join(folder, `${count}.sqlite`);
  function opens(name: string, lists = false): Window {
    const window = new Window(path(), name, lists);
    windows.push(window);
    return window;
  }
  /** A job that was started in some window and runs in all services. */
  function starts(id: string, kind = entities): void {
    const [first] = windows;
    const job = startedJob(kind, id, first!.clock.now());
    first!.records.resolve(
      intentOf(kind, requestOf(kind), first!.clock.now(), {
        id: job.intentId!,
        fingerprint: id,
        state: 'started',
        jobId: id,
      }),
      job,
    );
    first!.store.intentsChanged(job);
    for (const each of windows) {
      each.services.runs(job);
      each.store.sync();
    }
  }
  const moves = (id: string, status: string): void => {
    for (const each of windows) each.services.move(id, { status });
  };
  /** Lets time pass in every running window, in turns of `step` milliseconds. */
  async function pass(ms: number, each?: () => boolean, step = stepMs): Promise<void> {
    for (let passed = 0; passed < ms; passed += step) {
      for (const window of windows) if (window.isAlive) await window.clock.advance(step);
      if (each?.() === false) return;
    }
  }
  const total = (): number => windows.reduce((sum, { calls }) => sum + calls, 0);
  const statusIn = (window: Window, id: string): string | undefined => {
    window.store.sync();
    return allJobs(window.records, account).find(job => job.id === id)?.status;
  };

  /** Two windows with the same job; the first polls. */
  async function both(names = ['a', 'b']): Promise<[Window, Window]> {
    const [a, b] = [opens(names[0]!), opens(names[1]!)];
    starts('job');
    a.watcher.setServices(a.services);
    await pass(1_000);
    b.watcher.setServices(b.services);
    await pass(1_000);
    assert.deepEqual([a.follows, b.follows], [false, true]);
    return [a, b];
  }

  it('lets only the polling window look for jobs marked gone, because that reads the whole history', async () => {
    const looks = { a: 0, b: 0 };
    const [a, b] = await both();
    for (const [name, { records }] of [
      ['a', a],
      ['b', b],
    ] as const) {
      const gone = records.gone.bind(records);
      records.gone = of => {
        looks[name] += 1;
        return gone(of);
      };
    }
    await pass(10 * minute);
    assert.equal(looks.b, 0);
    a.watcher.dispose();
    a.isAlive = false;
    await pass(minute);
    assert.deepEqual([b.follows, looks.b > 0], [false, true], 'the window that takes over reads it');
  });

  it('lets one window poll and the other show the same, with the time of the last update', async () => {
    const [a, b] = await both();
    await pass(10 * minute);
    assert.deepEqual([b.calls, a.calls >= 38 && a.calls <= 46], [0, true], `${a.calls}`);
    assert.ok(b.watcher.state.freshAt !== undefined && b.clock.now() - b.watcher.state.freshAt <= 2 * intervalMs);
    assert.equal(b.watcher.state.failure, undefined);
    moves('job', 'COMPLETED');
    const at = a.clock.now();
    await pass(3 * intervalMs, () => b.store.unfinished.length > 0);
    assert.ok(b.clock.now() - at <= 2.2 * intervalMs, `${b.clock.now() - at}`);
    assert.equal(statusIn(b, 'job'), 'COMPLETED');
    await pass(minute);
    assert.deepEqual(
      windows.map(({ clock }) => clock.pending),
      [0, 0],
    );
  });

  it('polls soon for a job that another window has started, however long its own interval is', async () => {
    const [a, b] = await both();
    a.services.refusing = () => refusalOf('throttled', { retryAfterMs: 30 * minute });
    await pass(2 * intervalMs);
    a.services.refusing = () => undefined;
    const job = startedJob(phi, 'new', b.clock.now());
    b.records.resolve(
      intentOf(phi, requestOf(phi), b.clock.now(), {
        id: job.intentId!,
        fingerprint: 'new',
        state: 'started',
        jobId: 'new',
      }),
      job,
    );
    b.store.intentsChanged(job);
    for (const each of windows) each.services.runs(job);
    moves('new', 'COMPLETED');
    await pass(2 * minute);
    assert.equal(statusIn(b, 'new'), 'COMPLETED');
  });

  it('makes no more calls in two or five windows than in one', async () => {
    const counts: number[] = [];
    for (const size of [1, 2, 5]) {
      count += 1;
      for (const each of windows.splice(0)) each.dispose();
      for (let index = 0; index < size; index += 1) opens(`window ${index}`, true);
      for (const id of ['a', 'b']) starts(id);
      starts('c', phi);
      starts('m', idMapping);
      for (const each of windows) {
        each.watcher.setServices(each.services);
        await pass(700);
      }
      await pass(30 * minute, undefined, 1_000);
      counts.push(total());
    }
    const [one, two, five] = counts as [number, number, number];
    assert.ok(two <= one * 1.05 && five <= one * 1.05, counts.join());
  });

  it('is taken within two intervals when its window dies at any moment, and the jobs are polled at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 4 * intervalMs }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 0, max: intervalMs }),
        async (livesMs, chance, apartMs) => {
          count += 1;
          for (const each of windows.splice(0)) each.dispose();
          const [a, b] = [opens('a'), opens('b')];
          b.clock.chance = chance;
          starts('job');
          a.watcher.setServices(a.services);
          await pass(1_000 + apartMs);
          b.watcher.setServices(b.services);
          await pass(livesMs);
          assert.deepEqual([a.calls > 0, b.calls], [true, 0]);
          a.isAlive = false;
          const died = b.clock.now();
          await pass(3 * intervalMs, () => b.calls === 0);
          assert.ok(b.calls > 0 && b.clock.now() - died <= 2 * intervalMs + stepMs, `${b.clock.now() - died}`);
          assert.equal(b.follows, false);
        },
      ),
      { numRuns: runs(40) },
    );
  });

  it('is free at once when its window closes', async () => {
    const [a, b] = await both();
    a.watcher.dispose();
    a.isAlive = false;
    await pass(intervalMs, () => b.calls === 0);
    assert.ok(b.calls > 0);
    assert.ok(b.clock.now() - a.clock.now() <= intervalMs / 2 + stepMs);
  });

  it('moves from a hidden window to a visible one, and stays there', async () => {
    const [a, b] = await both();
    a.show(false);
    await pass(2 * intervalMs, () => b.calls === 0);
    assert.ok(b.calls > 0, 'within two intervals');
    await pass(minute);
    assert.deepEqual([a.follows, b.follows], [true, false]);
    a.show(true);
    const { calls } = a;
    await pass(2 * minute);
    assert.deepEqual([a.calls, a.follows], [calls, true], 'of two visible windows, the owner keeps it');
  });

  it('moves to the window in which a user refreshes, and the other follows', async () => {
    const [a, b] = await both();
    const before = a.calls;
    await b.watcher.refreshNow();
    assert.equal(b.calls, 1);
    await pass(minute);
    assert.ok(a.calls <= before + 1, `${a.calls - before} more`);
    assert.deepEqual([a.follows, b.follows], [true, false]);
    b.show(false);
    await pass(2 * intervalMs);
    assert.deepEqual([a.follows, b.follows], [false, true], 'a isRequested is for once');
  });

  for (const isSeen of [true, false]) {
    it(`moves to a window that can poll (${isSeen ? 'seen' : 'hidden'}) when its owner no longer can, and stays there`, async () => {
      const [a, b] = await both();
      b.show(isSeen);
      a.services.refusing = () => refusalOf('expired');
      await pass(3 * intervalMs, () => b.calls === 0);
      assert.ok(b.calls > 0, 'it asks');
      const { calls } = a;
      await pass(5 * minute);
      assert.deepEqual([a.follows, b.follows, a.calls], [true, false, calls]);
      assert.deepEqual(
        [a.watcher.state.failure, a.watcher.state.freshAt !== undefined],
        [undefined, true],
        'its data is up to date',
      );
      // The user signs in again there: the window reconnects and is a window like any other.
      a.services.refusing = () => undefined;
      a.watcher.setServices(a.services);
      await pass(2 * intervalMs);
      assert.equal(a.follows, isSeen);
    });
  }

  it('moves to a window that may have the permissions the other lacks, and back if it has not and is hidden', async () => {
    const [a, b] = await both();
    starts('denied', phi);
    a.services.refusing = ({ kind }) => (kind === phi ? refusalOf('denied') : undefined);
    moves('denied', 'COMPLETED');
    await pass(3 * intervalMs);
    assert.deepEqual([a.follows, b.follows, statusIn(a, 'denied')], [true, false, 'COMPLETED']);
    starts('denied to both', phi);
    b.services.refusing = a.services.refusing;
    b.show(false);
    await pass(10 * minute);
    assert.deepEqual([a.follows, b.follows], [false, true]);
    const { calls } = b;
    await pass(10 * minute);
    assert.equal(b.calls, calls, 'it does not move back and forth');
  });

  it('stays where it is after a temporary refusal', async () => {
    const [a, b] = await both();
    a.services.refusing = () => refusalOf('throttled');
    await pass(5 * minute);
    assert.deepEqual([b.calls, a.follows], [0, false]);
  });

  it('does not move back and forth between windows that both cannot poll', async () => {
    const single = opens('single');
    starts('job');
    single.services.refusing = () => refusalOf('expired');
    single.watcher.setServices(single.services);
    await pass(60 * minute, undefined, 1_000);
    const alone = total();
    single.dispose();
    windows = [];
    count += 1;
    const [a, b] = [opens('a'), opens('b')];
    starts('job');
    for (const each of [a, b]) {
      each.services.refusing = () => refusalOf('expired');
      each.watcher.setServices(each.services);
    }
    await pass(60 * minute, undefined, 1_000);
    assert.ok(total() <= alone + 3, `${total()} calls against ${alone}`);
  });

  it('does not make the data older for the window that takes it', async () => {
    const [a, b] = await both();
    await pass(10 * minute);
    const told = a.watcher.state.freshAt!;
    b.services.delayMs = () => 20_000;
    void b.watcher.refreshNow();
    await pass(1_000);
    assert.deepEqual([b.follows, b.watcher.state.refreshing], [false, true]);
    assert.ok(b.watcher.state.freshAt! >= told - intervalMs);
  });

  it('is kept during a long round', async () => {
    const [a, b] = await both();
    a.services.delayMs = () => 4 * intervalMs;
    await pass(10 * intervalMs);
    assert.equal(b.calls, 0);
    assert.ok(a.calls >= 2);
  });

  it('is not awaited if the clock was set back, and is taken by one window if it was set forward', async () => {
    const [a, b] = await both();
    for (const ms of [-2 * 60 * minute, 2 * 60 * minute]) {
      for (const { clock } of [a, b]) clock.jump(ms);
      const before = total();
      await pass(4 * intervalMs);
      assert.ok(total() - before >= 3 && total() - before <= 7, `${total() - before} calls in four intervals`);
      assert.notEqual(a.follows, b.follows);
    }
  });

  it('leaves no window without updates if it cannot be written', async () => {
    const [a, b] = await both();
    b.records.lease = () => {
      throw new Error('disk');
    };
    await pass(3 * intervalMs);
    assert.ok(b.calls > 0 && a.calls > 0);
    assert.ok(b.faults.length > 0);
    b.faults.length = 0;
  });

  it('exists once per account', async () => {
    const [a, b] = [opens('a'), opens('b')];
    starts('job');
    const other = { ...account, account: '210987654321' };
    b.services.identity = { ...b.services.identity, ...other };
    const job = { ...startedJob(entities, 'other', b.clock.now()), ...other };
    b.records.add([job]);
    b.services.runs(job);
    b.store.select(other);
    for (const each of [a, b]) each.watcher.setServices(each.services);
    await pass(4 * intervalMs);
    assert.ok(a.calls > 0 && b.calls > 0);
    b.store.select(account);
    b.watcher.setServices(undefined);
    b.watcher.setServices(b.services);
    await pass(4 * intervalMs);
    assert.ok(b.follows);
  });

  it('shows the same in every window in the end, whichever window polls, dies, hides or refreshes', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('hide', 'show', 'refresh', 'expire', 'renew', 'reopen'), window: fc.nat(1) }),
      fc.record({ do: fc.constant('move' as const), status: fc.constantFrom('IN_PROGRESS', 'STOP_REQUESTED') }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: minute }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async steps => {
        count += 1;
        for (const each of windows.splice(0)) each.dispose();
        const [a, b] = [opens('a'), opens('b')];
        starts('job');
        for (const each of [a, b]) each.watcher.setServices(each.services);
        for (const each of steps) {
          if (each.do === 'wait') await pass(each.ms);
          else if (each.do === 'move') moves('job', each.status);
          else {
            const window = windows[each.window]!;
            if (each.do === 'hide' || each.do === 'show') window.show(each.do === 'show');
            else if (each.do === 'expire') window.services.refusing = () => refusalOf('expired');
            else if (each.do === 'renew') {
              window.services.refusing = () => undefined;
              window.watcher.setServices(window.services);
            } else if (each.do === 'reopen') window.watcher.setServices(window.services);
            else void window.watcher.refreshNow();
            await settled();
          }
        }
        for (const each of windows) {
          each.services.refusing = () => undefined;
          each.watcher.setServices(each.services);
        }
        moves('job', 'COMPLETED');
        await pass(9 * intervalMs, () => windows.some(each => statusIn(each, 'job') !== 'COMPLETED'));
        for (const each of windows) assert.equal(statusIn(each, 'job'), 'COMPLETED');
      }),
      { numRuns: runs(30) },
    );
  });

  describe('the Lease class', () => {
    it('is short and renewed in time, however long the interval is', () => {
      const claims: LeaseClaim[] = [];
      const lease = new Lease(
        {
          lease: (_, claim) => {
            claims.push(claim);
            return { held: true };
          },
          release: () => undefined,
        },
        new FakeClock(),
        'me',
      );
      for (const intervalMs of [5_000, 15_000, 3_600_000, 1e12]) {
        lease.take('w', { intervalMs, visible: true, isDenied: false, isRequested: false }, undefined);
        const forMs = claims.at(-1)?.forMs ?? 0;
        assert.ok(forMs <= longestLeaseMs, String(intervalMs));
        assert.ok(2 * lease.renewIntervalMs(intervalMs) < forMs, `${intervalMs}: one beat may be missed`);
      }
    });

    it('claims by rank, and releases only what it holds', () => {
      const claims: LeaseClaim[] = [];
      const released: string[] = [];
      let held = true;
      const clock = new FakeClock();
      const lease = new Lease(
        {
          lease: (_, claim) => {
            claims.push(claim);
            return { held, freshAt: 7 };
          },
          release: name => {
            released.push(name);
          },
        },
        clock,
        'me',
      );
      const isRequested = { intervalMs: 1_000, visible: false, isDenied: false, isRequested: false };
      lease.release();
      assert.equal(lease.take('w', isRequested, undefined), true);
      lease.take('w', { ...isRequested, visible: true }, 5);
      lease.take('w', { ...isRequested, visible: true, isDenied: true }, 5);
      lease.take('w', { ...isRequested, isDenied: true, isRequested: true }, 5);
      assert.deepEqual(
        claims.map(({ rank }) => rank),
        [0, 1, -1, 2],
      );
      assert.deepEqual(claims[1], { owner: 'me', rank: 1, now: clock.now(), forMs: 1_500, freshAt: 5 });
      assert.equal(lease.isFollowing, false);
      lease.release();
      lease.release();
      assert.deepEqual(released, ['w']);
      held = false;
      assert.equal(lease.take('w', isRequested, 5), false);
      assert.deepEqual([lease.isFollowing, lease.freshAt, lease.renewIntervalMs(1_000)], [true, 7, 500]);
      lease.release();
      assert.deepEqual([released, lease.isFollowing], [['w'], false]);
    });

    it('is released without an exception if the disk fails', () => {
      const lease = new Lease(
        {
          lease: () => ({ held: true }),
          release: () => {
            throw new Error('disk');
          },
        },
        new FakeClock(),
        'me',
      );
      lease.take('w', { intervalMs: 1_000, visible: true, isDenied: false, isRequested: false }, undefined);
      lease.release();
      assert.equal(lease.isFollowing, false);
    });
  });
});
