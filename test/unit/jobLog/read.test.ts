import assert from 'node:assert/strict';
import type {
  Delivery,
  DeliveryDestination,
  DeliverySource,
  JobLogPort,
  LogLine,
  LogPage,
  LogQuery,
} from '../../../src/domain/jobLog/port.ts';
import { findPlace, workflowResource } from '../../../src/domain/jobLog/delivery.ts';
import { pagesAtOnce, readLog } from '../../../src/domain/jobLog/read.ts';
import { type Answer, answered, refused } from '../../../src/domain/refusal.ts';
import { entities, idMapping, matching, refusalOf, startedJob } from '../jobs/fakeServices.ts';

const now = Date.UTC(2030, 0, 1);
const job = startedJob(matching, 'b01e', now, { workflow: 'people' });
const own = 'arn:aws:entityresolution:us-east-1:123456789012:matchingworkflow/people';

interface Given {
  readonly sources?: readonly (readonly DeliverySource[])[];
  readonly deliveries?: readonly (readonly Delivery[])[];
  readonly destinations?: readonly (readonly DeliveryDestination[])[];
}

/** A port with lists in pages, and a log whose pages a function makes. */
function portOf(
  { sources, deliveries, destinations }: Given,
  lines: (query: LogQuery, page: number) => ReturnType<JobLogPort['lines']> = () => Promise.reject(new Error('no log')),
): { port: JobLogPort; calls: string[]; queries: LogQuery[] } {
  const calls: string[] = [];
  const queries: LogQuery[] = [];
  const list =
    <T>(name: string, pages: readonly (readonly T[])[] = [[]]) =>
    (_region: string, next?: string): Promise<Answer<LogPage<T>>> => {
      calls.push(name);
      const page = Number(next ?? 0);
      const items = pages[page] ?? [];
      return Promise.resolve(answered(page + 1 < pages.length ? { items, next: String(page + 1) } : { items }));
    };
  return {
    calls,
    queries,
    port: {
      sources: list('sources', sources),
      deliveries: list('deliveries', deliveries),
      destinations: list('destinations', destinations),
      lines: (_region, query) => {
        queries.push(query);
        return lines(query, queries.length - 1);
      },
    },
  };
}

const group = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/x';

describe('where a workflow delivers its log', () => {
  const source = { name: 's', resources: [own], logType: 'WORKFLOW_LOGS' };

  it('is found on any page of the lists', async () => {
    const { port } = portOf({
      sources: [[], [{ name: 'o', resources: ['arn:aws:cloudfront::1:distribution/x'] }], [source]],
      deliveries: [[{ source: 'o', destination: 'd0' }], [{ source: 's', destination: 'd', type: 'CWL' }]],
      destinations: [[{ arn: 'd0' }], [{ arn: 'd', resource: `${group}:*` }]],
    });
    assert.deepEqual(await findPlace(port, job), answered({ kind: 'group', group }));
  });

  it('is nowhere without a source, or without a delivery of it; then no more lists are read', async () => {
    const none = portOf({ sources: [[{ ...source, resources: [`${own}-2`] }]] });
    assert.deepEqual(await findPlace(none.port, job), answered({ kind: 'off' }));
    assert.deepEqual(none.calls, ['sources']);
    const undelivered = portOf({ sources: [[source]], deliveries: [[{ source: 'o', destination: 'd' }]] });
    assert.deepEqual(await findPlace(undelivered.port, job), answered({ kind: 'off' }));
    assert.deepEqual(undelivered.calls, ['sources', 'deliveries']);
  });

  it('is not that of another account, region, kind or log type', async () => {
    for (const other of [
      { ...source, resources: [own.replace('123456789012', '111122223333')] },
      { ...source, resources: [own.replace('us-east-1', 'us-west-2')] },
      { ...source, resources: [own.replace('matching', 'idmapping')] },
      { ...source, logType: 'ACCESS_LOGS' },
    ]) {
      const { port, calls } = portOf({ sources: [[other]] });
      assert.deepEqual(await findPlace(port, job), answered({ kind: 'off' }));
      assert.deepEqual(calls, ['sources']);
    }
  });

  it('may be only in other places, which are named; a log group comes first', async () => {
    const lists = {
      sources: [[source]],
      deliveries: [
        [
          { source: 's', destination: 'd1', type: 'S3' },
          { source: 's', destination: 'of-another-account', type: 'FH' },
        ],
      ],
      destinations: [
        [
          { arn: 'd1', resource: 'arn:aws:s3:::logs' },
          { arn: 'd2', resource: group },
        ],
      ],
    };
    assert.deepEqual(
      await findPlace(portOf(lists).port, job),
      answered({ kind: 'elsewhere', to: ['arn:aws:s3:::logs', 'of-another-account'] }),
    );
    // A type that is not told is known by the ARN.
    const both = { ...lists, deliveries: [[...lists.deliveries[0]!, { source: 's', destination: 'd2' }]] };
    assert.deepEqual(await findPlace(portOf(both).port, job), answered({ kind: 'group', group }));
  });

  it('is asked for the workflow by its name or its ARN, and only for workflows', () => {
    const mapping = startedJob(idMapping, 'a', now, { workflow: 'people' });
    assert.equal(workflowResource(mapping), 'idmappingworkflow/people');
    assert.equal(workflowResource({ ...job, workflow: own }), 'matchingworkflow/people');
    assert.equal(workflowResource(startedJob(entities, 'a', now)), undefined);
  });

  it('is refused with the list that is', async () => {
    const denied = refused(refusalOf('denied', { operation: 'DescribeDeliveries' }));
    const { port } = portOf({ sources: [[source]] });
    assert.deepEqual(await findPlace({ ...port, deliveries: () => Promise.resolve(denied) }, job), denied);
  });
});

describe('reading a job log', () => {
  const lineOf = (index: number): LogLine => ({ id: `e${index}`, at: index, text: `${index} b01e` });

  it('asks for the job by its ID, from somewhat before it was submitted', async () => {
    const { port, queries } = portOf({}, () => Promise.resolve(answered({ items: [] })));
    await readLog(port, group, { ...job, submittedAt: now });
    assert.deepEqual(queries, [{ group, term: 'b01e', from: now - 3_600_000 }]);
  });

  it('reads empty pages on, counts a repeated line once, and sorts by time', async () => {
    const pages = [[], [lineOf(2)], [], [lineOf(2), lineOf(1)]];
    const { port } = portOf({}, (_query, page) =>
      Promise.resolve(answered({ items: pages[page] ?? [], ...(page < 3 ? { next: String(page) } : {}) })),
    );
    const answer = await readLog(port, group, job);
    assert.ok(answer.ok);
    assert.deepEqual(
      answer.value.entries.map(({ at }) => at),
      [1, 2],
    );
    assert.equal(answer.value.next, undefined);
  });

  it('stops after so many pages, and goes on from there', async () => {
    const endless = portOf({}, (_query, page) =>
      Promise.resolve(answered({ items: [lineOf(page)], next: `n${page}` })),
    );
    const first = await readLog(endless.port, group, job);
    assert.ok(first.ok);
    assert.deepEqual([first.value.entries.length, first.value.next], [pagesAtOnce, `n${pagesAtOnce - 1}`]);
    const rest = portOf({}, () => Promise.resolve(answered({ items: [lineOf(1_000)] })));
    const second = await readLog(rest.port, group, job, first.value);
    assert.ok(second.ok);
    assert.equal(rest.queries[0]?.next, first.value.next);
    assert.deepEqual([second.value.entries.length, second.value.next], [pagesAtOnce + 1, undefined]);
  });

  it('keeps the first and the last of very many lines, and counts those between', async () => {
    const items = Array.from({ length: 10_000 }, (_, index) => lineOf(index));
    const { port } = portOf({}, () => Promise.resolve(answered({ items })));
    const answer = await readLog(port, group, job);
    assert.ok(answer.ok);
    const { entries, leftOut } = answer.value;
    assert.deepEqual([entries.length + leftOut, entries.length], [10_000, 1_000]);
    assert.deepEqual([entries[0]?.at, entries[499]?.at, entries[500]?.at, entries.at(-1)?.at], [0, 499, 9_500, 9_999]);
  });

  it('keeps what it has if a later page is refused for a while, and nothing else', async () => {
    const refusing = (kind: 'throttled' | 'denied'): JobLogPort =>
      portOf({}, (_query, page) =>
        Promise.resolve(page === 2 ? refused(refusalOf(kind)) : answered({ items: [lineOf(page)], next: `n${page}` })),
      ).port;
    const kept = await readLog(refusing('throttled'), group, job);
    assert.ok(kept.ok);
    assert.deepEqual([kept.value.entries.length, kept.value.next], [2, 'n1']);
    assert.equal((await readLog(refusing('denied'), group, job)).ok, false);
  });
});
