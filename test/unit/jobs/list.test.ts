import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Account, type Job, keyText } from '../../../src/domain/jobs/job.ts';
import { JobList, initialRows } from '../../../src/domain/jobs/list.ts';
import {
  type GroupCount,
  type Grouping,
  type JobQuery,
  sortings,
  defaultQuery,
} from '../../../src/domain/jobs/query.ts';
import { JobStore } from '../../../src/domain/jobs/store.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { FakeClock } from '../fakeClock.ts';
import { account, entities, idMapping, phi, startedJob } from './fakeServices.ts';
import { runs } from '../../runs.ts';

const other: Account = { ...account, account: '210987654321' };
const hour = 3_600_000;

describe('the list of jobs', function () {
  let clock: FakeClock;
  let records: JobDatabase;
  let store: JobStore;
  let list: JobList;
  let asked: string[];

  function open(): void {
    clock = new FakeClock();
    records = new JobDatabase(':memory:');
    store = new JobStore(records);
    list = new JobList(
      store,
      {
        counts: (...of) => {
          asked.push('counts');
          return records.counts(...of);
        },
        keys: (...of) => {
          asked.push(`keys ${of[4] ?? '*'} ${of[3]}`);
          return records.keys(...of);
        },
        jobsOf: keys => {
          asked.push(`jobs ${keys.length}`);
          return records.jobsOf(keys);
        },
      },
      clock,
    );
    asked = [];
    store.select(account);
  }
  function close(): void {
    store.dispose();
    records.dispose();
  }
  beforeEach(open);
  afterEach(close);

  const add = (count: number, kind = entities, more: Partial<Job> = {}): readonly Job[] =>
    records.add(
      Array.from({ length: count }, (_, index) =>
        startedJob(kind, `${kind.family}-${index}`, clock.now() - index * 1_000, { status: 'COMPLETED', ...more }),
      ),
    );
  const keysOf = (group: string): readonly string[] => list.rows(group).keys;

  it('is empty without an account, and queries nothing', () => {
    store.select(undefined);
    assert.deepEqual(
      [list.groups(), list.total, list.rows('x'), list.first(5), [...list.all()], list.find({}, 5), asked],
      [[], 0, { keys: [], rest: 0 }, [], [], [], []],
    );
    assert.deepEqual(list.update(), { groups: false, counts: false, rows: [] });
  });

  it('reads the groups once, and the first rows of a group when they are requested', () => {
    const jobs = add(250);
    add(3, idMapping);
    assert.deepEqual(
      [...list.groups()].sort((a, b) => (a.group < b.group ? -1 : 1)),
      [
        { group: entities.action, jobs: 250, unfinished: 0 },
        { group: idMapping.action, jobs: 3, unfinished: 3 },
      ],
    );
    assert.equal(list.total, 253);
    assert.deepEqual(asked, ['counts']);
    assert.deepEqual(list.rows(entities.action), { keys: jobs.slice(0, initialRows).map(keyText), rest: 200 });
    assert.deepEqual(
      [keysOf(entities.action).length, keysOf(idMapping.action).length, asked],
      [50, 3, ['counts', `keys ${entities.action} 50`, `keys ${idMapping.action} 50`]],
    );
    assert.deepEqual(list.rows('nothing'), { keys: [], rest: 0 });
  });

  it('doubles the shown jobs of a group on each request, and keeps showing them', () => {
    add(2_000);
    add(150, phi);
    list.rows(phi.action);
    list.showMore(entities.action);
    assert.deepEqual(
      [keysOf(entities.action).length, list.rows(entities.action).rest, keysOf(phi.action).length],
      [100, 1_900, 50],
    );
    list.update();
    list.setQuery({ ...list.query, sorting: 'name' });
    assert.equal(keysOf(entities.action).length, 100);
    list.showMore(entities.action);
    assert.deepEqual([keysOf(entities.action).length, list.rows(entities.action).rest], [200, 1_800]);
    assert.equal(list.showMore(entities.action), 200);
    assert.deepEqual([keysOf(entities.action).length, list.rows(entities.action).rest], [400, 1_600]);
    list.setQuery({ ...list.query, grouping: 'none' });
    assert.equal(keysOf('').length, 50, 'other groups, and each with its first rows');
    list.setQuery({ ...list.query, grouping: 'service' });
    assert.equal(keysOf(entities.action).length, 50);
  });

  it('iterates over the jobs of the account and query it was given, whatever changes later', () => {
    add(3);
    add(2, phi);
    list.setQuery({ ...defaultQuery, filter: { actions: [entities.action] } });
    const all = list.all();
    list.setQuery(defaultQuery);
    store.select(other);
    assert.deepEqual(
      [...all].map(({ action }) => action),
      Array.from({ length: 3 }, () => entities.action),
    );
  });

  it('has every status of the account, whatever the filter', () => {
    add(2);
    records.add([
      startedJob(phi, 'new word', clock.now(), { status: 'PAUSED' }),
      startedJob(phi, 'foreign', clock.now(), { ...other, status: 'HELD' }),
    ]);
    list.setQuery({ ...defaultQuery, filter: { statuses: ['COMPLETED'] } });
    assert.deepEqual([...list.statuses()].sort(), ['COMPLETED', 'PAUSED']);
    store.select(undefined);
    assert.deepEqual(list.statuses(), []);
  });

  it('iterates over all jobs in chunks, in its order, and keeps none', () => {
    const jobs = add(1_200);
    list.setQuery({ ...defaultQuery, sorting: 'newest', filter: { text: 'EntitiesDetectionV2-1' } });
    const wanted = jobs.filter(({ id }) => id.includes('-1')).map(({ id }) => id);
    assert.deepEqual(
      [...list.all()].map(({ id }) => id),
      wanted,
    );
    assert.ok(asked.filter(each => each.startsWith('jobs')).every(each => Number(each.split(' ')[1]) <= 500));
    assert.deepEqual(
      list.first(2),
      jobs
        .filter(({ id }) => id.includes('-1'))
        .slice(0, 2)
        .map(keyText),
    );
    assert.deepEqual(
      list.find({ text: '-7' }, 2).map(({ id }) => id),
      ['EntitiesDetectionV2-7', 'EntitiesDetectionV2-70'],
      'whatever the view shows',
    );
  });

  it('iterates over a history that another window shortens meanwhile', () => {
    const jobs = add(700);
    const seen: string[] = [];
    for (const job of list.all()) {
      if (seen.length === 0) records.remove(jobs.slice(400, 650));
      seen.push(job.id);
    }
    assert.equal(seen.length, 700 - 150, 'the first chunk was read before');
  });

  it("shows the jobs of another account after a reset, and none of the old account's", () => {
    const jobs = add(3);
    records.add([{ ...jobs[0]!, ...other }]);
    list.rows(entities.action);
    store.select(other);
    list.clearCache();
    assert.deepEqual(
      list.groups().map(each => each.jobs),
      [1],
    );
    assert.deepEqual(keysOf(entities.action), [keyText({ ...jobs[0]!, ...other })]);
  });

  it('drops jobs from a time range as time passes', () => {
    add(10, entities, {});
    list.setQuery({ ...defaultQuery, filter: { withinMs: hour } });
    assert.equal(keysOf(entities.action).length, 10);
    clock.jump(hour - 5_000);
    assert.deepEqual(list.update(), { groups: false, counts: true, rows: [entities.action] });
    assert.equal(keysOf(entities.action).length, 6);
    clock.jump(hour);
    assert.deepEqual(list.update(), { groups: true, counts: false, rows: [entities.action] });
    assert.deepEqual(list.update(), { groups: false, counts: false, rows: [] });
  });

  describe('update()', () => {
    const look = (change: () => void): ReturnType<JobList['update']> => {
      for (const { group } of list.groups()) list.rows(group);
      change();
      return list.update();
    };

    it('finds nothing if nothing was written, and does not read the jobs again', () => {
      add(50);
      asked = [];
      assert.deepEqual(
        look(() => undefined),
        { groups: false, counts: false, rows: [] },
      );
      assert.ok(asked.every(each => !each.startsWith('jobs')));
    });

    it('finds a changed status only in the counts', () => {
      const [job] = add(5, entities, { status: 'IN_PROGRESS' });
      assert.deepEqual(
        look(() => {
          records.update(job!, each => ({ ...each, status: 'COMPLETED' }));
        }),
        { groups: false, counts: true, rows: [] },
      );
      assert.deepEqual(
        look(() => {
          records.update(job!, each => ({ ...each, status: 'FAILED' }));
        }),
        { groups: false, counts: false, rows: [] },
      );
    });

    it('finds an added job only in its group', () => {
      add(5);
      add(5, phi);
      assert.deepEqual(
        look(() => {
          records.add([startedJob(phi, 'new', clock.now() + 1)]);
        }),
        { groups: false, counts: true, rows: [phi.action] },
      );
      assert.deepEqual(
        look(() => {
          records.add([startedJob(idMapping, 'first of its kind', clock.now() + 1)]);
        }),
        { groups: true, counts: true, rows: [] },
      );
    });

    it('finds no changed rows if the added job is behind "Load More"', () => {
      add(150);
      assert.deepEqual(
        look(() => {
          records.add([startedJob(entities, 'old', clock.now() - hour)]);
        }),
        { groups: false, counts: true, rows: [] },
      );
      assert.equal(list.rows(entities.action).rest, 101);
    });

    it('does not read groups that were not shown', () => {
      add(5);
      add(5, phi);
      list.rows(phi.action);
      asked = [];
      records.add([startedJob(entities, 'new', clock.now() + 1)]);
      assert.deepEqual(list.update(), { groups: false, counts: true, rows: [] });
      assert.deepEqual(asked, ['counts', `keys ${phi.action} 50`]);
    });

    it('drops the rows of groups that are gone', () => {
      const jobs = add(2, entities, { status: 'PAUSED' });
      list.setQuery({ ...defaultQuery, grouping: 'status' });
      assert.deepEqual(
        look(() => {
          records.updateAll(jobs, job => ({ ...job, status: 'COMPLETED' }));
        }),
        { groups: true, counts: true, rows: ['PAUSED'] },
      );
      asked = [];
      list.update();
      assert.deepEqual(asked, ['counts']);
      assert.deepEqual(list.rows('PAUSED'), { keys: [], rest: 0 });
    });

    it('keeps what it had if the history cannot be read', () => {
      add(5);
      const rows = list.rows(entities.action);
      const counts = records.counts.bind(records);
      records.counts = () => {
        throw new Error('disk');
      };
      assert.throws(() => list.update());
      records.counts = counts;
      assert.deepEqual(list.rows(entities.action), rows);
    });
  });

  it('names exactly the groups whose rows have changed, whatever happens', () => {
    const kinds = [entities, phi, idMapping];
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('add' as const),
          kind: fc.nat(2),
          age: fc.integer({ min: 0, max: 400 }),
          status: fc.constantFrom('IN_PROGRESS', 'COMPLETED', 'PAUSED'),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constantFrom('move', 'remove'),
          job: fc.nat(400),
          status: fc.constantFrom('COMPLETED', 'FAILED', 'PAUSED', 'RUNNING'),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('rows', 'more'), group: fc.nat(5) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('ask' as const),
          grouping: fc.constantFrom<Grouping>('service', 'status', 'none', 'day'),
          sorting: fc.constantFrom(...sortings),
          text: fc.constantFrom('', 'PHI', '1'),
        }),
      },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), steps => {
        close();
        open();
        const jobs = [...add(120), ...add(5, phi, { status: 'IN_PROGRESS' })];
        let query: JobQuery = defaultQuery;
        let groups: readonly GroupCount[] = list.groups();
        const limits = new Map<string, number>();
        /** The rows of the groups that were shown, as they were shown. */
        const shown = new Map<string, readonly string[]>();
        const now = (group: string): readonly string[] =>
          records.keys(account, query, clock.now(), limits.get(group) ?? initialRows, group).map(keyText);
        for (const each of steps) {
          if (each.do === 'add') {
            const job = startedJob(kinds[each.kind]!, `new-${jobs.length}`, clock.now() - each.age * 500, {
              status: each.status,
            });
            records.add([job]);
            jobs.push(job);
          } else if (each.do === 'move')
            records.update(jobs[each.job % jobs.length]!, job => ({ ...job, status: each.status }));
          else if (each.do === 'remove') records.remove([jobs[each.job % jobs.length]!]);
          else if (each.do === 'rows' || each.do === 'more') {
            const { group } = groups[each.group % (groups.length || 1)] ?? { group: '' };
            if (each.do === 'more') {
              const limit = limits.get(group) ?? initialRows;
              assert.equal(list.showMore(group), limit);
              limits.set(group, 2 * limit);
              shown.delete(group);
            }
            if (!shown.has(group)) shown.set(group, now(group));
            const count = groups.find(one => one.group === group)?.jobs ?? 0;
            assert.deepEqual(list.rows(group), {
              keys: shown.get(group),
              rest: Math.max(0, count - shown.get(group)!.length),
            });
          } else if (each.do === 'ask') {
            if (each.grouping !== query.grouping) limits.clear();
            query = {
              filter: each.text === '' ? {} : { text: each.text },
              grouping: each.grouping,
              sorting: each.sorting,
            };
            list.setQuery(query);
            shown.clear();
            groups = list.groups();
            assert.deepEqual(groups, records.counts(account, query, clock.now()));
          } else {
            const counts = records.counts(account, query, clock.now());
            const before = new Map(groups.map(one => [one.group, one]));
            const change = list.update();
            assert.equal(
              change.groups,
              counts
                .map(({ group }) => group)
                .sort()
                .join() !==
                groups
                  .map(({ group }) => group)
                  .sort()
                  .join(),
            );
            assert.equal(
              change.counts,
              counts.some(
                one => one.jobs !== before.get(one.group)?.jobs || one.unfinished !== before.get(one.group)?.unfinished,
              ),
            );
            assert.deepEqual(
              [...change.rows].sort(),
              [...shown]
                .filter(([group, keys]) => now(group).join() !== keys.join())
                .map(([group]) => group)
                .sort(),
            );
            groups = counts;
            for (const group of shown.keys())
              if (counts.some(one => one.group === group)) shown.set(group, now(group));
              else shown.delete(group);
            assert.deepEqual(list.groups(), counts);
          }
        }
      }),
      { numRuns: runs(120) },
    );
  });
});
