// When the logs of jobs are read, and what is forgotten.
import assert from 'node:assert/strict';
import type { Connected, ConnectionState } from '../../../src/domain/connection.ts';
import { Emitter } from '../../../src/domain/event.ts';
import type { JobLogPort } from '../../../src/domain/jobLog/port.ts';
import { type Job, keyText } from '../../../src/domain/jobs/job.ts';
import { type Answer, answered, refused } from '../../../src/domain/refusal.ts';
import { JobLogs } from '../../../src/ui/jobLog/logs.ts';
import type { LogPort } from '../../../src/domain/log.ts';
import { FakeClock } from '../fakeClock.ts';
import { FakeServices, account, matching, refusalOf, startedJob } from '../jobs/fakeServices.ts';

const intervalMs = 15_000;
const own = `arn:aws:entityresolution:us-east-1:${account.account}:matchingworkflow/people`;

describe('the logs of jobs', () => {
  let clock: FakeClock;
  let logs: JobLogs;
  let reads: number;
  let described: number;
  let changes: string[];
  let steps: Map<string, string>;
  let faults: unknown[];
  let running: Job;
  let records: readonly object[];
  let refusing: () => Answer<never> | undefined;
  let unfinished: Job[];
  const connections = new Emitter<ConnectionState>();

  beforeEach(() => {
    clock = new FakeClock();
    reads = described = 0;
    changes = [];
    steps = new Map();
    faults = [];
    refusing = () => undefined;
    records = [{ event_type: 'JOB_START', data_procesing_progression: 'Matching Job Starts ...' }];
    running = startedJob(matching, 'b01e', clock.now(), { workflow: 'people', status: 'RUNNING', watched: true });
    unfinished = [running];
    const port: JobLogPort = {
      sources: () => {
        described += 1;
        return Promise.resolve(refusing() ?? answered({ items: [{ name: 's', resources: [own] }] }));
      },
      deliveries: () => Promise.resolve(answered({ items: [{ source: 's', destination: 'd', type: 'CWL' }] })),
      destinations: () => Promise.resolve(answered({ items: [{ arn: 'd', resource: 'group' }] })),
      lines: () => {
        reads += 1;
        return Promise.resolve(answered({ items: records.map(record => ({ text: JSON.stringify(record) })) }));
      },
    };
    const connected: Pick<Connected, 'services' | 'logs'> = { services: new FakeServices(clock), logs: port };
    const log: LogPort = {
      info: () => undefined,
      warn: () => undefined,
      fault: (_event, fault) => void faults.push(fault),
      show: () => undefined,
    };
    logs = new JobLogs({
      connection: {
        // Of a connection, nothing else is used.
        state: { state: 'connected', choice: { sandbox: true }, connected: connected as Connected },
        onDidChange: connections.event,
      },
      settings: { refreshIntervalMs: intervalMs },
      store: {
        get unfinished() {
          return unfinished;
        },
      },
      log,
      steps,
      start: { clock },
    });
    logs.onDidChange(key => {
      changes.push(key);
    });
  });
  afterEach(() => {
    logs.dispose();
    assert.deepEqual(faults, []);
  });

  it('are read when a document wants them, then at the pace of the watch for as long as a document does', async () => {
    assert.deepEqual(logs.want(running), { kind: 'reading' });
    await clock.advance(0);
    assert.deepEqual([reads, changes], [1, [keyText(running)]]);
    for (const wanted of [2, 3]) {
      assert.equal(logs.want(running)?.kind, 'read');
      assert.equal(logs.want(running)?.kind, 'read');
      await clock.advance(intervalMs - 1);
      assert.equal(reads, wanted - 1, 'not before');
      await clock.advance(1);
      changes = [];
      logs.want(running);
      await clock.advance(0);
      assert.deepEqual([reads, changes], [wanted, [keyText(running)]]);
    }
    await clock.advance(10 * intervalMs);
    assert.equal(reads, 3, 'nobody wants it any more');
  });

  it('are whole when the log says so, or half an hour after the end', async () => {
    const ended = { ...running, status: 'SUCCEEDED', endedAt: clock.now() };
    logs.want(ended);
    await clock.advance(intervalMs);
    logs.want(ended);
    await clock.advance(0);
    assert.equal(reads, 2, 'lines come late');
    await clock.advance(30 * 60_000);
    logs.want(ended);
    await clock.advance(0);
    assert.equal(reads, 2);
    records = [{ event_type: 'JOB_SUCCESS' }];
    await logs.read(running);
    await clock.advance(intervalMs);
    logs.want(running);
    await clock.advance(0);
    assert.equal(reads, 3);
  });

  it('tell the steps of watched jobs that run, and of no others', async () => {
    unfinished = [running, { ...running, id: 'queued', status: 'QUEUED' }, { ...running, id: 'not', watched: false }];
    await logs.follow();
    await clock.advance(0);
    assert.deepEqual([...steps], [[keyText(running), 'Matching Job']]);
    records = [...records, { event_type: 'JOB_FAILURE', data_procesing_progression: 'Matching Job Fails' }];
    await logs.read(running);
    assert.equal(steps.size, 0, 'a job that has ended is at no step');
  });

  it('are not asked about again where that is denied, until the user asks', async () => {
    refusing = () => refused(refusalOf('denied'));
    await logs.follow();
    await clock.advance(10 * intervalMs);
    await logs.follow();
    assert.deepEqual([described, reads], [1, 0]);
    assert.equal((await logs.read(running)).kind, 'refused');
    assert.equal(described, 2);
    refusing = () => undefined;
    assert.equal((await logs.read(running)).kind, 'read');
  });

  it('are asked about again after a refusal that passes', async () => {
    refusing = () => refused(refusalOf('throttled'));
    logs.want(running);
    await clock.advance(0);
    assert.equal(logs.want(running)?.kind, 'refused');
    refusing = () => undefined;
    await clock.advance(intervalMs);
    logs.want(running);
    await clock.advance(0);
    assert.equal(logs.want(running)?.kind, 'read');
  });

  it('are forgotten with the connection, and an answer of the old one is not used', async () => {
    logs.want(running);
    connections.fire({ state: 'none' });
    await clock.advance(0);
    assert.deepEqual([changes, clock.pending, steps.size], [[], 0, 0]);
    assert.deepEqual(logs.want(running), { kind: 'reading' });
  });
});
