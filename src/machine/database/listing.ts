// Job queries as SQL. Every column that they use is in the index that they scan, so that no job is
// read only to be filtered out.
import type { SQLInputValue } from 'node:sqlite';
import type { Account } from '../../domain/jobs/job.ts';
import {
  type GroupCount,
  type Grouping,
  type JobFilter,
  type JobQuery,
  type Sorting,
  dayOf,
  folded,
} from '../../domain/jobs/query.ts';
import type { Row } from './rows.ts';

interface Sql {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** The offset of every time zone from UTC is a multiple of this. */
const quarterMs = 15 * 60_000;

/**
 * The expressions to group jobs by. Days are composed of quarters of an hour: SQLite's own local time takes seconds for
 * what this does in milliseconds.
 */
const groupColumns: Readonly<Record<Grouping, string>> = {
  service: 'action',
  status: 'status',
  spec: "coalesce(spec, '')",
  day: `submitted_at / ${quarterMs}`,
  none: "''",
};

/** The index with a suitable order: by kind of job, or by time. */
const indexes: Readonly<Record<Grouping, string>> = {
  service: 'jobs_by_action',
  status: 'job_list',
  spec: 'job_list',
  day: 'job_list',
  none: 'job_list',
};

const orders: Readonly<Record<Sorting, string>> = {
  newest: 'submitted_at DESC, id',
  longest:
    'unfinished DESC, submitted_at IS NULL, CASE unfinished WHEN 1 THEN submitted_at ELSE submitted_at - coalesce(ended_at, submitted_at) END, id',
  name: 'title COLLATE NOCASE, submitted_at DESC, id',
};

/**
 * Counts the jobs of each group, in no order. Columns: grp (read by `groupsFrom`), jobs, unfinished.
 * `now` is in milliseconds.
 */
export function countsSql(account: Account, { filter, grouping }: JobQuery, now: number): Sql {
  const { sql, values } = where(account, filter, now);
  return {
    sql: `SELECT ${groupColumns[grouping]} AS grp, count(*) AS jobs, sum(unfinished) AS unfinished FROM jobs INDEXED BY ${indexes[grouping]} WHERE ${sql} GROUP BY grp`,
    values,
  };
}

/** Converts the rows of `countsSql` to groups. */
export function groupsFrom(rows: readonly Row[], grouping: Grouping): readonly GroupCount[] {
  const groups = new Map<string, { group: string; jobs: number; unfinished: number }>();
  for (const { grp, jobs, unfinished } of rows) {
    const name = grouping !== 'day' ? String(grp) : grp === null ? '' : dayOf(Number(grp) * quarterMs);
    const known = groups.get(name) ?? { group: name, jobs: 0, unfinished: 0 };
    groups.set(name, {
      group: name,
      jobs: known.jobs + Number(jobs),
      unfinished: known.unfinished + Number(unfinished),
    });
  }
  return [...groups.values()];
}

/** The keys of the first `limit` jobs of a group, sorted; of all groups if `group` is undefined. */
export function keysSql(
  account: Account,
  { filter, grouping, sorting }: JobQuery,
  group: string | undefined,
  now: number,
  limit: number,
): Sql {
  const { sql, values } = where(account, filter, now);
  const ofGroup = group === undefined ? { sql: 'TRUE', values: [] } : inGroup(grouping, group);
  return {
    sql: `SELECT region, service, id FROM jobs INDEXED BY ${group === undefined ? 'job_list' : indexes[grouping]} WHERE ${sql} AND ${ofGroup.sql} ORDER BY ${orders[sorting]} LIMIT ?`,
    values: [...values, ...ofGroup.values, limit],
  };
}

function inGroup(grouping: Grouping, group: string): Sql {
  if (grouping !== 'day') return { sql: `${groupColumns[grouping]} = ?`, values: [group] };
  if (group === '') return { sql: 'submitted_at IS NULL', values: [] };
  const [year = 0, month = 1, day = 1] = group.split('-').map(Number);
  return {
    sql: 'submitted_at >= ? AND submitted_at < ?',
    values: [new Date(year, month - 1, day).getTime(), new Date(year, month - 1, day + 1).getTime()],
  };
}

function where({ partition, account }: Account, filter: JobFilter, now: number): Sql {
  const parts = ["partition = ? AND account = ? AND action <> ''"];
  const values: SQLInputValue[] = [partition, account];
  const oneOf = (column: string, words: readonly string[] | undefined): void => {
    if (words === undefined || words.length === 0) return;
    parts.push(`${column} IN (${words.map(() => '?').join()})`);
    for (const word of words) values.push(word);
  };
  oneOf('status', filter.statuses);
  oneOf('action', filter.actions);
  if (filter.withinMs !== undefined) {
    parts.push('submitted_at >= ?');
    values.push(now - filter.withinMs);
  }
  if (filter.startedHere === true) parts.push('intent_id IS NOT NULL');
  for (const word of folded(filter.text ?? '')
    .split(/\s+/)
    .filter(each => each !== '')) {
    parts.push('instr(search, ?) > 0');
    values.push(word);
  }
  return { sql: parts.join(' AND '), values };
}
