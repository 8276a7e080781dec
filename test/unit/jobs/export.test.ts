import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formula } from '../../../src/domain/csv.ts';
import { exportColumns, exportText } from '../../../src/domain/jobs/export.ts';
import type { Job } from '../../../src/domain/jobs/job.ts';
import { entities, idMapping, requestOf, startedJob } from './fakeServices.ts';

const now = Date.UTC(2030, 0, 1);
const whole = (jobs: Iterable<Job>, format: 'csv' | 'json'): string => [...exportText(jobs, format, now)].join('');

/** Strictly parses CSV by RFC 4180 into rows of cells. */
function parsed(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let rest = csv; rest !== ''; ) {
    const [all, quoted, bare, end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? [];
    assert.ok(all !== undefined && end !== undefined, `not CSV: ${JSON.stringify(rest.slice(0, 80))}`);
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
    rest = rest.slice(all.length);
  }
  assert.deepEqual(row, []);
  return rows;
}

/** The value of a cell before it was escaped as a formula. */
const meant = (cell: string): string => (cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell);

/** Formula starts: the signs, their full-width forms, and either after characters that a spreadsheet skips. */
const starts = ['=', '+', '-', '@', '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20'].flatMap(sign =>
  ['', ' ', '\t', '\r', '\n', '\u00A0', '\u3000', '\u200B', '\u2028', '\uFEFF', '\u3164', '\u2800', "'", "' "].map(
    before => before + sign,
  ),
);

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    "'=1",
    "''-x",
    "'plain",
    '"',
    ',',
    '\r\n',
    '\n',
    '\t=x',
    '\r',
    '',
    '=cmd|"/c calc"!A1',
    ...starts.map(start => `${start}1+1`),
  ),
);
const optional = fc.option(text, { nil: undefined });
const jobs = fc
  .record({
    name: optional,
    output: optional,
    role: optional,
    specUri: optional,
    gitCommit: optional,
    kmsKey: optional,
    status: text,
  })
  .map(({ status, ...facts }) => ({
    ...startedJob(entities, 'j', now),
    ...(JSON.parse(JSON.stringify(facts)) as Partial<Job>),
    status,
  }));

describe('an export', () => {
  it('says for a job that its service no longer lists it', () => {
    const said = ([-1, 0, 1] as const).map(
      after =>
        parsed(whole([startedJob(entities, 'j', now - 1_000, { expiresAt: now + after })], 'csv').slice(1))[1]?.[
          exportColumns.indexOf('knownToService')
        ],
    );
    assert.deepEqual(said, ['no', 'no', 'yes']);
  });

  it('as CSV has the same values as the job, whatever its texts contain', () => {
    fc.assert(
      fc.property(fc.array(jobs, { maxLength: 8 }), all => {
        const csv = whole(all, 'csv');
        assert.ok(csv.startsWith('\ufeff'));
        const [head, ...rows] = parsed(csv.slice(1));
        assert.deepEqual(head, exportColumns);
        assert.deepEqual(
          rows.map(row =>
            Object.fromEntries(
              row
                .map((cell, index): [string, string] => [head?.[index] ?? '', meant(cell)])
                .filter(([, cell]) => cell !== ''),
            ),
          ),
          all.map(
            ({
              account,
              partition,
              region,
              service,
              id,
              action,
              name,
              status,
              input,
              output,
              role,
              kmsKey,
              specUri,
              gitCommit,
            }) =>
              Object.fromEntries(
                Object.entries({
                  partition,
                  account,
                  region,
                  service,
                  jobId: id,
                  action,
                  kind: 'Entities Detection V2',
                  name,
                  status,
                  knownToService: 'yes',
                  submittedAt: '2030-01-01T00:00:00.000Z',
                  lastHeardAt: '2030-01-01T00:00:00.000Z',
                  input,
                  output,
                  role,
                  kmsKey,
                  spec: specUri,
                  gitCommit,
                }).filter(([, value]) => value !== undefined && value !== ''),
              ),
          ),
        );
      }),
    );
  });

  it('as CSV has no cell that a spreadsheet would evaluate', () => {
    fc.assert(
      fc.property(fc.array(jobs, { maxLength: 8 }), all => {
        for (const row of parsed(whole(all, 'csv').slice(1)))
          for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
      }),
    );
    for (const start of starts) {
      const cell =
        parsed(whole([startedJob(entities, 'j', now, { name: `${start}1+1` })], 'csv').slice(1))[1]?.[
          exportColumns.indexOf('name')
        ] ?? '';
      assert.equal(cell, `'${start}1+1`);
    }
  });

  it('as JSON is a list with a member for each column that has a value', () => {
    fc.assert(
      fc.property(fc.array(jobs, { maxLength: 8 }), all => {
        const list = JSON.parse(whole(all, 'json')) as Record<string, unknown>[];
        assert.deepEqual(
          list.map(({ name, status, spec }) => ({ name, status, spec })),
          all.map(({ name, status, specUri }) => ({ name, status, spec: specUri })),
        );
      }),
    );
  });

  it('has every fact for an audit: who, when, from which commit, and the metrics', () => {
    const confirmed = { at: now + 1, by: 'arn:aws:iam::123456789012:user/me' };
    const job = startedJob(idMapping, 'j', now, {
      confirmed,
      gitCommit: 'abc-dirty',
      requestId: 'r',
      metrics: { totalMappedRecords: 2, inputRecords: 3 },
      endedAt: now + 2,
      expiresAt: now + 3,
      jobType: 'BATCH',
      gone: true,
    });
    const [said] = JSON.parse(whole([job], 'json')) as [Record<string, unknown>];
    assert.deepEqual(
      [
        said['confirmedAt'],
        said['confirmedBy'],
        said['gitCommit'],
        said['requestId'],
        said['metrics'],
        said['endedAt'],
        said['expiresAt'],
        said['workflow'],
        said['jobType'],
        said['knownToService'],
      ],
      [
        '2030-01-01T00:00:00.001Z',
        confirmed.by,
        'abc-dirty',
        'r',
        { totalMappedRecords: 2, inputRecords: 3 },
        '2030-01-01T00:00:00.002Z',
        '2030-01-01T00:00:00.003Z',
        'notes',
        'BATCH',
        'no',
      ],
    );
    assert.ok(parsed(whole([job], 'csv').slice(1))[1]?.includes('{"inputRecords":3,"totalMappedRecords":2}'));
  });

  it('leaves out what may contain data: messages and requests', () => {
    const job = startedJob(entities, 'j', now, {
      message: 'PATIENT-17',
      request: { ...requestOf(entities), JobName: 'PATIENT-18' },
    });
    for (const format of ['csv', 'json'] as const) assert.doesNotMatch(whole([job], format), /PATIENT/);
  });

  it('does not fail on an invalid time', () => {
    assert.equal(
      parsed(whole([startedJob(entities, 'j', now, { endedAt: 9e15 })], 'csv').slice(1))[1]?.[
        exportColumns.indexOf('endedAt')
      ],
      '',
    );
  });

  it('of 100,000 jobs comes in chunks, none of which takes long', () => {
    const job = startedJob(entities, 'j', now, { gitCommit: 'a'.repeat(40) });
    const many = function* (): Generator<Job> {
      for (let index = 0; index < 100_000; index += 1) yield job;
    };
    const times: number[] = [];
    for (
      let from = performance.now(), it = exportText(many(), 'csv', now), next = it.next();
      next.done !== true;
      from = performance.now(), next = it.next()
    ) {
      times.push(performance.now() - from);
    }
    assert.equal(times.length, 101);
    const [longest, all] = [Math.max(...times), times.reduce((sum, each) => sum + each, 0)];
    assert.ok(longest * 5 < all, `${longest} ms of ${all} ms`);
  });

  it('of no jobs is a header, or an empty list', () => {
    assert.equal(whole([], 'csv'), `\ufeff${exportColumns.join(',')}\r\n`);
    assert.deepEqual(JSON.parse(whole([], 'json')), []);
  });
});
