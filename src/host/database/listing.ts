// A query of jobs as SQL. Every column it touches stands in the index job_list, so that no job is read to be left out.
import type { SQLInputValue } from 'node:sqlite';
import type { Account } from '../../domain/jobs/job.ts';
import { type Grouping, type JobFilter, type JobQuery, type Sorting, folded } from '../../domain/jobs/query.ts';

interface Sql {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const groupColumns: Readonly<Record<Grouping, string>> = {
  service: 'action',
  status: 'status',
  spec: "coalesce(spec, '')",
  day: "coalesce(date(submitted_at / 1000, 'unixepoch', 'localtime'), '')",
  none: "''",
};

const orders: Readonly<Record<Sorting, string>> = {
  newest: 'submitted_at DESC, id',
  longest: 'unfinished DESC, submitted_at IS NULL, CASE unfinished WHEN 1 THEN submitted_at ELSE submitted_at - coalesce(ended_at, submitted_at) END, id',
  name: 'title COLLATE NOCASE, submitted_at DESC, id',
};

/** Counts by group, in no order: columns grp, jobs, unfinished. `now` in milliseconds. */
export function countsSql(account: Account, { filter, grouping }: JobQuery, now: number): Sql {
  const { sql, values } = where(account, filter, now);
  return { sql: `SELECT ${groupColumns[grouping]} AS grp, count(*) AS jobs, sum(unfinished) AS unfinished FROM jobs INDEXED BY job_list WHERE ${sql} GROUP BY grp`, values };
}

/** The keys of the first jobs of a group, in order; `group` undefined: of all groups. */
export function keysSql(account: Account, { filter, grouping, sorting }: JobQuery, group: string | undefined, now: number, limit: number): Sql {
  const { sql, values } = where(account, filter, now);
  const ofGroup = group === undefined ? '' : ` AND ${groupColumns[grouping]} = ?`;
  return {
    sql: `SELECT region, service, id FROM jobs INDEXED BY job_list WHERE ${sql}${ofGroup} ORDER BY ${orders[sorting]} LIMIT ?`,
    values: [...values, ...(group === undefined ? [] : [group]), limit],
  };
}

function where({ partition, account }: Account, filter: JobFilter, now: number): Sql {
  const parts = ["partition = ? AND account = ? AND action <> ''"];
  const values: SQLInputValue[] = [partition, account];
  const oneOf = (column: string, words: readonly string[] | undefined): void => {
    if (words === undefined || words.length === 0) return;
    parts.push(`${column} IN (${words.map(() => '?').join()})`);
    values.push(...words);
  };
  oneOf('status', filter.statuses);
  oneOf('action', filter.actions);
  if (filter.withinMs !== undefined) { parts.push('submitted_at >= ?'); values.push(now - filter.withinMs); }
  if (filter.startedHere === true) parts.push('intent_id IS NOT NULL');
  for (const word of folded(filter.text ?? '').split(/\s+/).filter(each => each !== '')) { parts.push('instr(search, ?) > 0'); values.push(word); }
  return { sql: parts.join(' AND '), values };
}
