// Queries of the database return what a plain search of all jobs would return, compared on random jobs and queries.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Job, isUnfinished, titleOf } from '../../../src/domain/jobs/job.ts';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import { type JobFilter, type JobQuery, groupings, sortings, defaultQuery } from '../../../src/domain/jobs/query.ts';
import { JobDatabase } from '../../../src/machine/database.ts';
import { account, entities, idMapping, matching, startedJob } from '../jobs/fakeServices.ts';
import { race } from './race.ts';
import { runs } from '../../runs.ts';

const now = Date.UTC(2030, 0, 1);
const day = 24 * 3_600_000;

/** Pieces that are difficult for patterns, quoting, case or encoding. */
const piece = fc.constantFrom(
  'a',
  'A',
  'b',
  'ä',
  'Ä',
  'é',
  'e\u0301',
  'ß',
  'SS',
  'σ',
  'ς',
  'Σ',
  'İ',
  'ı',
  '%',
  '_',
  "'",
  '"',
  '\\',
  '*',
  '[',
  '?',
  '-',
  ' ',
  '/',
  '👩‍⚕️',
  '\ud800',
  'null',
);
const text = fc.array(piece, { maxLength: 5 }).map(parts => parts.join(''));
const time = fc.oneof(
  fc.integer({ min: now - 40 * day, max: now + day }),
  fc.double({ min: now - 5 * day, max: now, noNaN: true }),
  fc.constantFrom(now, now - day, 0, -1, NaN, Infinity, 1e300),
);

const job: fc.Arbitrary<Omit<Job, 'id'>> = fc.constantFrom(...jobKinds).chain(kind =>
  fc.record(
    {
      partition: fc.constant(account.partition),
      account: fc.constantFrom(account.account, account.account, account.account, '210987654321'),
      region: fc.constantFrom('us-east-1', 'us-west-2'),
      service: fc.constant(kind.service),
      action: fc.constant(kind.action),
      status: fc.constantFrom(...Object.keys(kind.phases), 'PAUSED'),
      seenAt: fc.integer({ min: now - day, max: now }),
      name: text,
      workflow: text,
      input: text,
      output: text,
      requestId: text,
      submittedAt: time,
      endedAt: time,
      specUri: fc.constantFrom(
        'file:///w/a.awsjob.json',
        'file:///w/B.awsjob.json',
        "file:///w/it's%20100%25.awsjob.json",
      ),
      intentId: fc.uuid(),
      gone: fc.constant(true as const),
      watched: fc.boolean(),
    },
    {
      requiredKeys: ['partition', 'account', 'region', 'service', 'action', 'status', 'seenAt'],
      noNullPrototype: true,
    },
  ),
);
const jobs = fc
  .array(job, { maxLength: 30 })
  .map(all => all.map((each, index): Job => ({ ...each, id: `Job-${index}` })));

const query: fc.Arbitrary<JobQuery> = fc.record({
  filter: fc.record(
    {
      text: fc.oneof(
        text,
        fc.tuple(text, text).map(both => both.join(' ')),
        fc.constantFrom('job-1', 'us-east', '100%25', '100%', "IT'S 100"),
      ),
      statuses: fc.subarray(['COMPLETED', 'FAILED', 'IN_PROGRESS', 'PAUSED', 'nothing'], { maxLength: 3 }),
      actions: fc.subarray(
        jobKinds.map(({ action }) => action),
        { maxLength: 3 },
      ),
      withinMs: fc.constantFrom(1, day, 7 * day, 30 * day),
      startedHere: fc.constant(true as const),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
  grouping: fc.constantFrom(...groupings),
  sorting: fc.constantFrom(...sortings),
});

// The reference implementation, in plain code.
const wellFormed = (value: string): string => Buffer.from(value).toString();
const plain = (value: string): string => wellFormed(value).normalize('NFC').toUpperCase();
const calendar = (value: number | undefined): number | undefined =>
  value === undefined || !(value >= 0 && value <= 8.64e15) ? undefined : Math.round(value);

function isWanted(
  { text: words = '', statuses = [], actions = [], withinMs, startedHere }: JobFilter,
  each: Job,
): boolean {
  const parts = [
    each.name,
    each.id,
    each.workflow,
    each.input,
    each.output,
    decodeURIComponent(each.specUri ?? ''),
    each.requestId,
  ].map(part => plain(part ?? ''));
  return (
    plain(words)
      .split(/\s+/)
      .every(word => parts.some(part => part.includes(word))) &&
    (statuses.length === 0 || statuses.includes(each.status)) &&
    (actions.length === 0 || actions.includes(each.action)) &&
    (withinMs === undefined || (calendar(each.submittedAt) ?? -Infinity) >= now - withinMs) &&
    (startedHere !== true || each.intentId !== undefined)
  );
}

function groupOf({ grouping }: JobQuery, each: Job): string {
  const submitted = calendar(each.submittedAt);
  switch (grouping) {
    case 'service':
      return each.action;
    case 'status':
      return each.status;
    case 'spec':
      return each.specUri ?? '';
    case 'day':
      return submitted === undefined ? '' : dayOf(submitted);
    case 'none':
      return '';
  }
}

function dayOf(at: number): string {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(part => String(part).padStart(2, '0')).join('-');
}

const lowerAscii = (value: string): string => wellFormed(value).replaceAll(/[A-Z]/g, letter => letter.toLowerCase());
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
/** The smallest first; unknown values last. */
const least = (a: number | undefined, b: number | undefined): number =>
  a === b ? 0 : a === undefined ? 1 : b === undefined ? -1 : a - b;

function order({ sorting }: JobQuery, a: Job, b: Job): number {
  const newest = least(negated(calendar(a.submittedAt)), negated(calendar(b.submittedAt))) || byBytes(a.id, b.id);
  if (sorting === 'newest') return newest;
  if (sorting === 'name') return byBytes(lowerAscii(titleOf(a)), lowerAscii(titleOf(b))) || newest;
  return Number(isUnfinished(b)) - Number(isUnfinished(a)) || least(rank(a), rank(b)) || byBytes(a.id, b.id);
}

/** By how long it has run or ran: the longest job first. */
function rank(each: Job): number | undefined {
  const submitted = calendar(each.submittedAt);
  if (submitted === undefined || isUnfinished(each)) return submitted;
  return submitted - (calendar(each.endedAt ?? each.seenAt) ?? submitted);
}

function grouped(all: readonly Job[], by: (job: Job) => string): Map<string, readonly Job[]> {
  const groups = new Map<string, readonly Job[]>();
  for (const each of all) groups.set(by(each), [...(groups.get(by(each)) ?? []), each]);
  return groups;
}

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

/** A job as it is read back: without invalid times, which would fail when shown. */
function sound(one: Job): Job {
  const isKept = ([name, value]: readonly [string, unknown]): boolean =>
    !['submittedAt', 'endedAt'].includes(name) || (typeof value === 'number' && Math.abs(value) <= 8.64e15);
  return Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(one)) as Job).filter(isKept)) as unknown as Job;
}

describe('queries of the history', function () {
  const filled = (all: readonly Job[]): JobDatabase => {
    const records = new JobDatabase(':memory:');
    assert.equal(records.add(all).length, all.length);
    return records;
  };
  const ids = (records: JobDatabase, filter: JobFilter): readonly string[] =>
    records
      .keys(account, { ...defaultQuery, filter }, now, Infinity)
      .map(({ id }) => id)
      .sort();

  it('find, count, group and order like a plain search of all jobs', () => {
    fc.assert(
      fc.property(
        jobs,
        fc.array(query, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 8 }),
        (all, queries, limit) => {
          const records = filled(all);
          for (const each of queries) {
            const found = all
              .filter(one => one.account === account.account && isWanted(each.filter, one))
              .sort((a, b) => order(each, a, b));
            const keys = records.keys(account, each, now, Infinity);
            assert.deepEqual(
              keys.map(({ id }) => id),
              found.map(({ id }) => id),
            );
            assert.deepEqual(records.keys(account, each, now, limit), keys.slice(0, limit));
            assert.deepEqual(records.jobsOf(keys), found.map(sound));

            const groups = grouped(found, one => groupOf(each, one));
            const counts = [...groups].map(([group, members]) => ({
              group,
              jobs: members.length,
              unfinished: members.filter(isUnfinished).length,
            }));
            assert.deepEqual(
              [...records.counts(account, each, now)].sort((a, b) => byBytes(a.group, b.group)),
              counts.sort((a, b) => byBytes(a.group, b.group)),
            );
            for (const [group, members] of groups) {
              assert.deepEqual(
                records.keys(account, each, now, Infinity, group).map(({ id }) => id),
                members.map(({ id }) => id),
              );
              assert.deepEqual(
                records.keys(account, each, now, limit, group).map(({ id }) => id),
                members.slice(0, limit).map(({ id }) => id),
              );
            }
          }
          records.dispose();
        },
      ),
      { numRuns: runs(250) },
    );
  });

  it('treat the words of a filter as words, whatever they mean in SQL', () => {
    const records = filled(
      [
        '100% sure',
        '100 sure',
        'a_b',
        'axb',
        "O'Hara",
        '"quoted"',
        'x; DROP TABLE jobs; --',
        'back\\slash',
        'star*',
      ].map((name, index) => startedJob(entities, `j${index}`, now, { name })),
    );
    const names = (words: string): readonly string[] =>
      records
        .jobsOf(records.keys(account, { ...defaultQuery, filter: { text: words } }, now, 10))
        .map(({ name }) => name ?? '')
        .sort();
    assert.deepEqual(names('100%'), ['100% sure']);
    assert.deepEqual(names('a_b'), ['a_b']);
    assert.deepEqual(names("o'h"), ["O'Hara"]);
    assert.deepEqual(names('"QUOTED"'), ['"quoted"']);
    assert.deepEqual(names('drop jobs; --'), ['x; DROP TABLE jobs; --']);
    assert.deepEqual(
      [names('k\\s'), names('*'), names('%'), names('?')],
      [['back\\slash'], ['star*'], ['100% sure'], []],
    );
    assert.equal(names('  ').length, 9, 'blanks are not words');
    records.dispose();
  });

  it('ignore the case of every script, and match both encodings of an accent', () => {
    const records = filled(
      ['Ärzte', 'ΟΔΟΣ', 'Straße', 'Rene\u0301', 'ДОКТОР'].map((name, index) =>
        startedJob(entities, `j${index}`, now, { name }),
      ),
    );
    assert.deepEqual(
      ['ärzte', 'A\u0308RZ', 'οδος', 'οδοσ', 'STRASSE', 'straße', 'rené', 'доктор'].map(words =>
        ids(records, { text: words }),
      ),
      [['j0'], ['j0'], ['j1'], ['j1'], ['j2'], ['j2'], ['j3'], ['j4']],
    );
    records.dispose();
  });

  it("find a word in any of a job's texts, but none that spans two texts", () => {
    const records = filled([
      startedJob(entities, 'the-id', now, {
        name: 'one',
        input: 's3://in/two',
        output: 's3://out/three',
        specUri: 'file:///four',
        requestId: 'five',
      }),
      startedJob(matching, 'm', now, { workflow: 'six' }),
    ]);
    for (const words of ['the-id', 'ONE', 'in/two', 'out/three', 'four', 'five', 'one five two'])
      assert.deepEqual(ids(records, { text: words }), ['the-id'], words);
    assert.deepEqual(
      [ids(records, { text: 'six' }), ids(records, { text: 'onethe-id' }), ids(records, { text: 'one six' })],
      [['m'], [], []],
    );
    records.dispose();
  });

  it("count a day from midnight to midnight in the user's time zone, even over a clock change", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'days-'));
    const path = join(folder, 'jobs.sqlite');
    // Every half hour around the clock changes of 2029 in New York and Berlin, and around a new year.
    const starts = [
      Date.UTC(2029, 2, 10),
      Date.UTC(2029, 2, 24, 12),
      Date.UTC(2029, 9, 27, 12),
      Date.UTC(2029, 10, 3, 12),
      Date.UTC(2029, 11, 31),
    ];
    const all = starts
      .flatMap(from => Array.from({ length: 96 }, (_, index) => from + index * 1_800_000))
      .map((at, index) => startedJob(entities, `j${index}`, at));
    const records = new JobDatabase(path);
    records.add(all);
    records.dispose();
    try {
      for (const zone of [
        'America/New_York',
        'Europe/Berlin',
        'Asia/Kolkata',
        'Pacific/Apia',
        'Australia/Lord_Howe',
        'UTC',
      ]) {
        const [said] = (await race(path, 'days', [zone], { TZ: zone })) as readonly {
          readonly offset: number;
          readonly jobs: readonly [string, number, readonly string[]][];
        }[];
        const format = new Intl.DateTimeFormat('en-CA', {
          timeZone: zone,
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
        });
        const days = grouped(all, ({ submittedAt }) => format.format(submittedAt));
        assert.equal(said?.offset === 0, zone === 'UTC', 'the process uses the time zone');
        assert.deepEqual(
          [...(said?.jobs ?? [])].sort(),
          [...days].map(([group, members]) => [group, members.length, members.map(({ id }) => id).sort()]).sort(),
          zone,
        );
      }
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it('keep jobs whose facts are missing, odd or huge, and find them', () => {
    const { submittedAt: _submittedAt, name: _name, ...bare } = startedJob(entities, 'bare', now);
    const odd: readonly Job[] = [
      bare,
      startedJob(entities, 'huge', now, { name: 'x'.repeat(1_000_000), message: 'y'.repeat(1_000_000) }),
      startedJob(entities, 'surrogate', now, { name: 'half \ud83d', message: '\udc00' }),
      startedJob(entities, 'nul', now, { name: 'nul\u0000inside', message: 'a\u0000b' }),
      startedJob(entities, 'fraction', now, { submittedAt: now + 0.25, endedAt: now + 0.75 }),
      startedJob(entities, 'beyond', now, { submittedAt: 1e18, endedAt: -1e300 }),
    ];
    const records = filled(odd);
    for (const one of odd) assert.deepEqual(records.job(one), sound(one));
    assert.deepEqual(ids(records, {}), odd.map(({ id }) => id).sort());
    assert.deepEqual(
      [ids(records, { text: 'half' }), ids(records, { text: 'inside' }), ids(records, { text: 'X'.repeat(1_000) })],
      [['surrogate'], ['nul'], ['huge']],
    );
    assert.deepEqual(
      records
        .keys(account, { ...defaultQuery, grouping: 'day' }, now, 10, '')
        .map(({ id }) => id)
        .sort(),
      ['bare', 'beyond'],
    );
    records.dispose();
  });

  it('find a spec by its name as a user writes it', () => {
    const records = filled([
      startedJob(entities, 'a', now, { specUri: 'file:///w/%C3%9Cbersicht%20M%C3%A4rz.awsjob.json' }),
      startedJob(entities, 'b', now, { specUri: 'file:///w/%E0%A4%A.awsjob.json' }),
    ]);
    assert.deepEqual(
      [ids(records, { text: 'übersicht märz' }), ids(records, { text: '%E0%A4%A' }), ids(records, { text: '%C3' })],
      [['a'], ['b'], []],
    );
    records.dispose();
  });

  it("count a failure as new from when it was first seen, whatever the service's clock says", () => {
    const looked = now + 60_000;
    const failed = (id: string, seenAt: number, endedAt?: number): Job => ({
      ...startedJob(entities, id, now, {
        status: 'FAILED',
        seenAt: seenAt + 5 * day,
        timeline: [
          { status: 'SUBMITTED', seenAt: now },
          { status: 'FAILED', seenAt },
        ],
      }),
      ...(endedAt === undefined ? {} : { endedAt }),
    });
    const { timeline: _timeline, ...bare } = startedJob(entities, 'without a timeline', now, {
      status: 'FAILED',
      endedAt: looked + 1,
    });
    const records = filled([
      failed('before', looked - 1, looked - 30_000),
      failed('ended before, heard of after', looked + 1, looked - 30_000),
      failed('ended by a clock that is ahead', looked - 1, looked + 30_000),
      bare,
      startedJob(entities, 'no failure', now, { status: 'COMPLETED', endedAt: looked + 1 }),
    ]);
    assert.deepEqual(
      [records.failed(account, looked), records.failed(account, now), records.failed(account, looked + 2 * day)],
      [2, 4, 0],
    );
    records.dispose();
  });

  it('find the last job of a spec', () => {
    const specUri = 'file:///w/a.awsjob.json';
    const records = filled([
      startedJob(entities, 'old', now, { specUri }),
      startedJob(entities, 'new', now + 2, { specUri }),
      startedJob(entities, 'middle', now + 1, { specUri }),
      startedJob(entities, 'other', now + 9, { specUri: `${specUri}x` }),
      startedJob(entities, 'foreign', now + 9, { specUri, account: '210987654321' }),
      startedJob(idMapping, 'none', now + 9),
    ]);
    assert.equal(records.lastOfSpec(account, specUri)?.id, 'new');
    assert.equal(records.lastOfSpec(account, 'file:///w/%.awsjob.json'), undefined);
    records.remove([startedJob(entities, 'new', now)]);
    assert.equal(records.lastOfSpec(account, specUri)?.id, 'middle');
    records.dispose();
  });
});
