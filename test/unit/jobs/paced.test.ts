import assert from 'node:assert/strict';
import { jobKinds, kindOf } from '../../../src/domain/jobs/kinds.ts';
import { documentedRates, pacedServices } from '../../../src/domain/jobs/paced.ts';
import type { JobServices } from '../../../src/domain/jobs/ports.ts';
import { FakeClock, settled } from '../fakeClock.ts';
import { type Call, FakeServices, refusalOf, region, requestOf } from './fakeServices.ts';

const entities = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const phi = kindOf('comprehendmedical:StartPHIDetectionJob')!;
const idMapping = kindOf('entityresolution:StartIdMappingJob')!;
const matching = kindOf('entityresolution:StartMatchingJob')!;

describe('paced services', () => {
  let clock: FakeClock;
  let services: FakeServices;
  let paced: JobServices;

  beforeEach(() => {
    clock = new FakeClock();
    services = new FakeServices(clock);
    paced = pacedServices(services, clock);
  });

  const many = (count: number, call: () => Promise<unknown>): Promise<unknown>[] => Array.from({ length: count }, call);
  const calls = (operation: Call['operation']): number => services.count(operation);

  it('wrap an object once, and do not wrap a wrapper', () => {
    assert.equal(pacedServices(services, clock), paced);
    assert.equal(pacedServices(paced, clock), paced);
    assert.notEqual(pacedServices(new FakeServices(clock), clock), paced);
    assert.notEqual(paced, services);
  });

  it('pass on properties and answers of the services', async () => {
    services.identity = { ...services.identity, arn: 'arn:aws:iam::123456789012:user/renewed' };
    assert.deepEqual(
      [paced.identity, paced.region, paced.clockOffsetMs],
      [services.identity, services.region, undefined],
    );
    assert.equal(pacedServices(Object.assign(new FakeServices(clock), { clockOffsetMs: 7 }), clock).clockOffsetMs, 7);
    assert.equal(await paced.endpoint('entityresolution', region), await services.endpoint('entityresolution'));
    services.has(idMapping, { id: 'a', status: 'RUNNING', workflow: 'w' });
    services.has(phi, { id: 'b', status: 'IN_PROGRESS' });
    const signal = new AbortController().signal;
    assert.deepEqual(
      await paced.list(idMapping, region, { workflow: 'w' }, signal),
      await services.list(idMapping, region, { workflow: 'w' }, signal),
    );
    assert.deepEqual(
      await paced.describe(phi, region, { id: 'b' }, signal),
      await services.describe(phi, region, { id: 'b' }, signal),
    );
    assert.deepEqual(await paced.describe(phi, region, { id: 'c' }), await services.describe(phi, region, { id: 'c' }));
    assert.deepEqual(
      await paced.workflows(idMapping, region, '0', signal),
      await services.workflows(idMapping, region, '0', signal),
    );
    assert.deepEqual(await paced.stop(phi, region, 'b', signal), await services.stop(phi, region, 'b', signal));
  });

  it('allow half of the documented rate, for each operation by itself', async () => {
    void many(40, () => paced.list(entities, region, {}));
    void many(40, () => paced.describe(entities, region, { id: 'x' }));
    void many(40, () => paced.stop(entities, region, 'x'));
    void many(40, () => paced.list(phi, region, {}));
    void many(40, () => paced.workflows(matching, region));
    await settled();
    assert.deepEqual([calls('list'), calls('describe'), calls('stop'), calls('workflows')], [4, 2, 1, 1]);
    await clock.advance(4_000);
    assert.deepEqual(
      [calls('list'), calls('describe'), calls('stop'), calls('workflows')],
      [4 + 2 * 4 * 5, 2 + 4 * 5, 1 + 4 * 2.5, 1 + 4 * 2.5],
    );
    for (const kind of jobKinds)
      assert.ok(Math.max(...perSecond(kind.family, 'list')) <= documentedRates[kind.service].list);
  });

  it("share an operation's rate between all services of an account, and not with another account", async () => {
    const again = new FakeServices(clock);
    const other = new FakeServices(clock);
    other.identity = { ...other.identity, account: '999999999999' };
    void many(40, () => paced.list(entities, region, {}));
    void many(40, () => pacedServices(again, clock).list(entities, region, {}));
    void many(40, () => pacedServices(other, clock).list(entities, region, {}));
    await clock.advance(4_000);
    const most = 2 + 4 * 5;
    assert.deepEqual([calls('list') + again.count('list'), other.count('list')], [most, most]);
  });

  it("share an operation's rate between regions and callers, whatever is asked", async () => {
    void many(1, () => paced.list(entities, 'us-east-1', {}));
    void many(3, () => pacedServices(services, clock).list(entities, 'eu-west-1', { status: 'IN_PROGRESS' }));
    await settled();
    assert.equal(calls('list'), 2);
  });

  it('never delay a start and never repeat one', async () => {
    void many(40, () => paced.list(entities, region, {}));
    services.refusing = ({ operation }) =>
      operation === 'start' ? refusalOf('throttled', { retryAfterMs: 60_000 }) : undefined;
    await Promise.all(many(30, () => paced.start(entities, region, requestOf(entities))));
    assert.equal(calls('start'), 30);
    assert.ok(services.calls.filter(({ operation }) => operation === 'start').every(({ at }) => at === clock.now()));
  });

  it('pause an operation as long as the service asks, and no other', async () => {
    services.refusing = ({ operation, kind }) =>
      operation === 'list' && kind === entities ? refusalOf('throttled', { retryAfterMs: 30_000 }) : undefined;
    const answer = await paced.list(entities, region, {});
    assert.ok(!answer.ok && answer.refusal.kind === 'throttled');
    services.refusing = () => undefined;
    void paced.list(entities, region, {});
    assert.ok((await paced.list(phi, region, {})).ok);
    assert.equal((await paced.describe(entities, region, { id: 'x' })).ok, false);
    await clock.advance(29_999);
    assert.equal(calls('list'), 2);
    await clock.advance(1);
    assert.equal(calls('list'), 3);
  });

  it('are not slowed down by a refusal for another reason', async () => {
    services.refusing = () => refusalOf('denied');
    void many(100, () => paced.list(entities, region, {}));
    await clock.advance(19_600);
    assert.equal(calls('list'), 100);
  });

  it('answer a call that is cancelled before its turn, and send nothing', async () => {
    void many(2, () => paced.list(entities, region, {}));
    const stop = new AbortController();
    const answer = paced.list(entities, region, {}, stop.signal);
    await settled();
    stop.abort();
    const { refusal } = (await answer) as { refusal: unknown };
    assert.deepEqual(refusal, {
      kind: 'cancelled',
      name: 'AbortError',
      message: '',
      nothingHappened: true,
      operation: 'ListEntitiesDetectionV2Jobs',
    });
    await clock.advance(60_000);
    assert.equal(calls('list'), 2);
  });

  it('pass on an exception, and go on with the next call', async () => {
    services.refusing = () => {
      throw new Error('a mistake');
    };
    await assert.rejects(paced.list(entities, region, {}), /a mistake/);
    services.refusing = () => undefined;
    assert.ok((await paced.list(entities, region, {})).ok);
  });

  /** For each call, the number of list calls of a family in the second from then on. */
  function perSecond(family: string, operation: Call['operation']): number[] {
    const times = services.calls
      .filter(call => call.operation === operation && call.kind.family === family)
      .map(({ at }) => at);
    return [0, ...times.map(from => times.filter(at => at >= from && at < from + 1_000).length)];
  }
});
