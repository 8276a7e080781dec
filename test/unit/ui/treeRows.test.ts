// The texts of job and group rows, and how short they are.
import assert from 'node:assert/strict';
import type { ConnectionState } from '../../../src/domain/connection.ts';
import { type Job, keyText } from '../../../src/domain/jobs/job.ts';
import { type GroupCount, type Grouping, defaultQuery } from '../../../src/domain/jobs/query.ts';
import { capabilities } from '../../../src/ids.ts';
import { countRow, moreRow, serviceRow } from '../../../src/ui/tree/groupRows.ts';
import { jobRow } from '../../../src/ui/tree/jobRow.ts';
import type { Row, TreeSource } from '../../../src/ui/tree/source.ts';
import { entities, idMapping, phi, startedJob } from '../jobs/fakeServices.ts';

const at = (...parts: readonly [number, number, number, number, number, number?]): number =>
  new Date(...parts).getTime();
const now = at(2030, 10, 27, 15, 4);
const minute = 60_000;

function sourceOf(jobs: readonly Job[], grouping: Grouping = 'service', more: Partial<TreeSource> = {}): TreeSource {
  const keys = jobs.map(keyText);
  return {
    query: { ...defaultQuery, grouping },
    groups: [],
    rows: () => ({ keys, rest: 0 }),
    hasUnread: () => false,
    isFirstReading: () => false,
    loading: new Set(),
    openIntents: [],
    get: key => jobs.find(job => keyText(job) === key),
    connection: { state: 'none' } satisfies ConnectionState,
    watch: { refreshing: false },
    now,
    ...more,
  };
}

const job = (index: number, submittedAt: number, minutes: number, more: Partial<Job> = {}): Job =>
  startedJob(entities, `id-${index}`, submittedAt, {
    status: 'COMPLETED',
    endedAt: submittedAt + minutes * minute,
    ...more,
  });

function rows(jobs: readonly Job[], grouping?: Grouping): readonly Row[] {
  const source = sourceOf(jobs, grouping);
  return jobs.map(each => jobRow(each, source) ?? assert.fail());
}

describe('the row of a job with a log', () => {
  const mapping = (more: Partial<Job>): Job =>
    startedJob(idMapping, 'a', now - 12 * minute, { workflow: 'people', submittedAt: now - 12 * minute, ...more });
  const rowOf = (one: Job): Row =>
    jobRow(one, sourceOf([one], 'service', { steps: new Map([[keyText(one), 'Loading Step']]) })) ?? assert.fail();

  it('shows the step that the job is at, for as long as it runs', () => {
    const row = rowOf(mapping({ status: 'RUNNING' }));
    assert.equal(row.description, '12m · Loading Step');
    assert.deepEqual(row.tooltip?.()[1], ['Step', 'Loading Step']);
    assert.match(row.accessibleLabel, /Running, Loading Step, running for 12 min/);
    assert.doesNotMatch(rowOf(mapping({ status: 'SUCCEEDED', endedAt: now })).description ?? '', /Loading/);
  });

  it('can show the log of a workflow, and of no other job', () => {
    assert.ok(rowOf(mapping({})).capabilities.includes(capabilities.log));
    assert.ok(!rowOf(job(1, now, 1)).capabilities.includes(capabilities.log));
  });
});

describe('the row of a job', () => {
  const described = (jobs: readonly Job[], grouping?: Grouping): readonly (string | undefined)[] =>
    rows(jobs, grouping).map(({ description }) => description);

  it('shows when it ran and for how long, in few characters', () => {
    assert.deepEqual(
      described([
        job(1, at(2030, 10, 27, 10, 42), 5),
        job(2, at(2030, 10, 26, 23, 0), 71),
        job(3, at(2030, 10, 3, 1, 0), 51 * 60),
        job(4, at(2029, 10, 3, 1, 0), 0.2),
      ]),
      ['10:42 · 5m', 'Nov 26 · 1h 11m', 'Nov 3 · 2d 3h', 'Nov 3, 2029 · 12s'],
    );
  });

  it('distinguishes two runs of one spec', () => {
    const told = described([
      job(1, at(2030, 10, 27, 10, 42, 7), 5),
      job(2, at(2030, 10, 27, 10, 42, 58), 5),
      job(3, at(2030, 10, 26, 9, 0), 1),
      job(4, at(2030, 10, 26, 21, 0), 1),
    ]);
    assert.deepEqual(told, ['10:42:07 · 5m', '10:42:58 · 5m', 'Nov 26, 09:00 · 1m', 'Nov 26, 21:00 · 1m']);
  });

  it('omits what its group already says: the day or the status', () => {
    assert.deepEqual(described([job(1, at(2030, 10, 3, 10, 42), 5)], 'day'), ['10:42 · 5m']);
    const waiting = [job(1, now - 5 * minute, 0, { status: 'SUBMITTED' })];
    assert.deepEqual([...described(waiting), ...described(waiting, 'status')], ['5m · Submitted', '5m']);
  });

  it('shows how long a job has been running, in words for screen readers', () => {
    const [row] = rows([job(1, now - 71 * minute, 0, { status: 'IN_PROGRESS' })]);
    assert.equal(row?.description, '1h 11m');
    assert.match(row.accessibleLabel, /^Entities Detection V2, notes, In progress, running for 1 h 11 min, submitted /);
    assert.ok(row.capabilities.includes(capabilities.watched));
  });

  it('shows why a job failed, in red, and what to do in its tooltip', () => {
    const [row] = rows(
      [job(1, at(2030, 10, 27, 10, 42), 5, { status: 'FAILED', message: 'The bucket\ndoes not exist.' })],
      'status',
    );
    assert.deepEqual(
      [row?.description, row?.icon],
      ['10:42 · The bucket does not exist.', { id: 'error', color: 'charts.red' }],
    );
    assert.match(row?.accessibleLabel ?? '', /Failed, The bucket does not exist/);
    const facts = new Map(row?.tooltip?.());
    assert.equal(facts.get('What to do'), 'Correct the cause, then run the job again.');
  });

  it('shows that a job is no longer listed by AWS or not watched', () => {
    assert.deepEqual(described([job(1, at(2030, 10, 27, 10, 42), 5, { gone: true })]), [
      '10:42 · No longer listed by AWS',
    ]);
    assert.deepEqual(described([job(1, at(2030, 10, 27, 10, 42), 5, { status: 'IN_PROGRESS', watched: false })]), [
      '10:42 · not watched',
    ]);
  });

  it('shows an unknown status as the service names it', () => {
    assert.match(described([job(1, now - 5 * minute, 0, { status: 'AWAITING_REVIEW' })])[0] ?? '', /AWAITING_REVIEW/);
  });

  it('fits beside its icons at the default width: a shortened name, a date and a duration in hours', () => {
    const long = ['synthetic-radiology-letters-02431', 'synthetic-radiology-letters-02432'].map((name, index) =>
      job(index, at(2030, 10, 26, 9, 0), 671, { name }),
    );
    for (const { label, description = '' } of rows(long))
      assert.ok(label.length <= 12 && description.length <= 16, `${label} ${description}`);
  });
});

describe('the row of a group', () => {
  const counts: readonly GroupCount[] = [
    { group: entities.action, jobs: 306, unfinished: 4 },
    { group: phi.action, jobs: 2_194, unfinished: 0 },
    { group: idMapping.action, jobs: 1, unfinished: 1 },
  ];
  const told = (row: Row | undefined): unknown => [row?.label, row?.description];

  it('shows the number of jobs and of active jobs', () => {
    const source = sourceOf([], 'service', { groups: counts });
    assert.deepEqual(
      counts.map(({ group }) => told(countRow(group, source))),
      [
        ['Entities Detection V2', '4 active · 306'],
        ['PHI Detection', '2,194'],
        ['ID Mapping', '1 active'],
      ],
    );
    assert.deepEqual(
      [told(serviceRow('comprehendmedical', source)), told(serviceRow('entityresolution', source))],
      [
        ['Comprehend Medical', '2,500'],
        ['Entity Resolution', '1'],
      ],
    );
    assert.match(
      serviceRow('comprehendmedical', source).accessibleLabel,
      /^Amazon Comprehend Medical: 2,500 jobs, 4 active$/,
    );
  });

  it('shows that there may be more jobs than were read', () => {
    const source = sourceOf([], 'service', { groups: counts, hasUnread: group => group === phi.action });
    assert.deepEqual(told(countRow(phi.action, source)), ['PHI Detection', '2,194+']);
    assert.match(countRow(phi.action, source)?.accessibleLabel ?? '', /2,194 jobs read so far/);
    const byStatus = sourceOf([], 'status', {
      groups: [
        { group: 'FAILED', jobs: 306, unfinished: 0 },
        { group: 'COMPLETED', jobs: 2_194, unfinished: 0 },
      ],
      hasUnread: () => true,
    });
    assert.deepEqual(told(countRow('FAILED', byStatus)), ['Failed', '306 of 2,500 read']);
    assert.deepEqual(countRow('FAILED', byStatus)?.icon, { id: 'error', color: 'charts.red' });
  });

  it('expands only the first group if not all fit, so that the others stay visible', () => {
    const source = sourceOf([], 'service', { groups: counts });
    assert.deepEqual(
      counts.map(({ group }) => countRow(group, source)?.expandable),
      ['open', 'closed', 'closed'],
    );
    assert.equal(
      countRow('FAILED', sourceOf([], 'status', { groups: [{ group: 'FAILED', jobs: 3, unfinished: 0 }] }))?.expandable,
      'open',
    );
  });

  it('ends with what is known about the remaining jobs', () => {
    assert.deepEqual(told(moreRow(phi.action, sourceOf([], 'service', { rows: () => ({ keys: [], rest: 2_144 }) }))), [
      'Load More…',
      '2,144 more',
    ]);
    assert.deepEqual(told(moreRow(phi.action, sourceOf([]))), ['Load More…', 'older jobs not read yet']);
  });
});
