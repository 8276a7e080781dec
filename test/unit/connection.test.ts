import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Connected,
  Connection,
  type ConnectionChoice,
  type ConnectionState,
  type Connector,
  parseChoice,
} from '../../src/domain/connection.ts';
import { type Answer, type RefusalKind, answered, isPassing, refused } from '../../src/domain/refusal.ts';
import { FakeClock, settled } from './fakeClock.ts';
import { refusalOf } from './jobs/fakeServices.ts';
import { runs } from '../runs.ts';

const dev: ConnectionChoice = { profile: 'dev', region: 'us-east-1' };
const prod: ConnectionChoice = { profile: 'prod', region: 'us-east-1' };

describe('the setting of the connection', () => {
  for (const [value, choice] of [
    [{ sandbox: true }, { sandbox: true }],
    [{ profile: 'dev', region: 'us-east-1' }, dev],
    [{ region: 'us-east-1' }, { region: 'us-east-1' }],
    [{ profile: 'dev' }, { profile: 'dev', region: '' }],
    [{ sandbox: false, profile: 'dev', region: 'us-east-1' }, dev],
    // An invalid choice must never mean another one, least of all the environment's own credentials.
    [{ sandbox: 'true', region: 'us-east-1' }, undefined],
    [{ profile: 123456789012, region: 'us-east-1' }, undefined],
    [{ profil: 'dev', region: 'us-east-1' }, undefined],
    [{ sandbox: true, profile: 'prod', region: 'us-east-1' }, undefined],
    [{ profile: 'dev', region: 7 }, undefined],
    [{}, undefined],
    [null, undefined],
    ['dev', undefined],
    [[dev], undefined],
  ] as const)
    it(`${JSON.stringify(value)} is ${JSON.stringify(choice) ?? 'none'}`, () => {
      assert.deepEqual(parseChoice(value), choice);
    });
});

/** A connector whose attempts are answered by the test. */
class FakeConnector implements Connector {
  readonly attempts: {
    readonly choice: ConnectionChoice;
    readonly signal: AbortSignal | undefined;
    readonly at: number;
    readonly answer: (answer: Answer<Connected>) => void;
    readonly fail: (fault: unknown) => void;
  }[] = [];
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  open(choice: ConnectionChoice, signal?: AbortSignal): Promise<Answer<Connected>> {
    return new Promise((resolve, reject) => {
      this.attempts.push({ choice, signal, at: this.#clock.now(), answer: resolve, fail: reject });
    });
  }
}

describe('the connection', () => {
  let clock: FakeClock;
  let connector: FakeConnector;
  let choice: ConnectionChoice | undefined;
  let connection: Connection;
  let states: ConnectionState[];
  let faults: unknown[];
  let order: string[];

  beforeEach(() => {
    clock = new FakeClock();
    connector = new FakeConnector(clock);
    choice = dev;
    connect();
  });

  afterEach(async () => {
    connection.dispose();
    const attempts = connector.attempts.length;
    await clock.advance(3_600_000);
    assert.deepEqual([clock.pending, connector.attempts.length], [0, attempts], 'nothing continues after the end');
  });

  it('has the account selected before anyone is told of a change', async () => {
    const settled = connection.current();
    connector.attempts[0]?.answer({ ok: true, value: { choice: dev } as Connected });
    await settled;
    connection.choiceChanged();
    assert.deepEqual(order.slice(0, 6), [
      'before connecting',
      'connecting',
      'before connected',
      'connected',
      'before idle',
      'idle',
    ]);
  });

  function connect(): void {
    faults = [];
    order = [];
    connection = new Connection(connector, () => choice, clock, {
      beforeChange: ({ state }) => {
        order.push(`before ${state}`);
      },
      onFault: fault => {
        faults.push(fault);
      },
    });
    connection.onDidChange(({ state }) => {
      order.push(state);
    });
    states = [];
    connection.onDidChange(state => {
      states.push(state);
    });
  }

  /** A connected state. The tests need only its choice; the object is passed on unchanged. */
  const connected = (to: ConnectionChoice = dev): Connected =>
    ({ choice: to, simulated: false }) as unknown as Connected;
  const last = (): FakeConnector['attempts'][number] => {
    const attempt = connector.attempts.at(-1);
    assert.ok(attempt !== undefined);
    return attempt;
  };
  const refuse = (kind: RefusalKind): void => {
    last().answer(refused(refusalOf(kind)));
  };
  const told = (): readonly string[] => states.map(({ state }) => state);

  it('is none without a choice, and opens nothing', async () => {
    choice = undefined;
    connect();
    assert.deepEqual(await connection.current(), { state: 'none' });
    assert.deepEqual(await connection.retry(), { state: 'none' });
    assert.equal(connector.attempts.length, 0);
  });

  it('is idle until it is needed', async () => {
    assert.deepEqual(connection.state, { state: 'idle', choice: dev });
    connection.choiceChanged();
    await clock.advance(3_600_000);
    assert.deepEqual([connection.state.state, connector.attempts.length], ['idle', 0]);
  });

  it('is opened once for all callers that wait', async () => {
    const waiting = [connection.current(), connection.current(), connection.current()];
    await settled();
    waiting.push(connection.current());
    assert.equal(connector.attempts.length, 1);
    const value = connected();
    last().answer(answered(value));
    for (const state of await Promise.all(waiting))
      assert.deepEqual(state, { state: 'connected', choice: dev, connected: value });
    await connection.current();
    assert.equal(connector.attempts.length, 1);
    assert.deepEqual(told(), ['connecting', 'connected']);
  });

  it('fails with the refusal, and reports it to all callers that wait', async () => {
    const waiting = [connection.current(), connection.current()];
    refuse('denied');
    for (const state of await Promise.all(waiting))
      assert.deepEqual(state, { state: 'failed', choice: dev, refusal: refusalOf('denied') });
    assert.equal((await connection.current()).state, 'failed');
    assert.equal(connector.attempts.length, 1, 'a failure is an answer, too');
  });

  it('is reopened automatically after a temporary refusal, with pauses that grow up to five minutes', async () => {
    void connection.current();
    for (let index = 0; index < 9; index += 1) {
      refuse('network');
      await clock.advance(5 * 60_000);
    }
    const pauses = connector.attempts.map(({ at }, index, all) => at - (all[index - 1]?.at ?? at)).slice(1);
    assert.equal(pauses[0], 15_000);
    assert.ok(connector.attempts.length === 10);
    assert.ok(
      told().every((state, index) => index === 0 || state === 'failed'),
      'the failure stays visible',
    );
    last().answer(answered(connected()));
    await settled();
    assert.equal(connection.state.state, 'connected');
    await clock.advance(3_600_000);
    assert.equal(connector.attempts.length, 10);
  });

  it('waits for one pause after another', async () => {
    void connection.current();
    refuse('network');
    await settled();
    let pause = 15_000;
    for (let index = 0; index < 8; index += 1) {
      await clock.advance(pause - 1);
      assert.equal(connector.attempts.length, index + 1);
      await clock.advance(1);
      assert.equal(connector.attempts.length, index + 2);
      refuse('network');
      await settled();
      pause = Math.min(pause * 2, 5 * 60_000);
    }
  });

  for (const kind of [
    'denied',
    'credentials',
    'expired',
    'invalid',
    'notFound',
    'cancelled',
    'wrongAccount',
  ] satisfies readonly RefusalKind[]) {
    it(`is not reopened automatically if only a user can fix the cause (${kind})`, async () => {
      assert.ok(!isPassing(refusalOf(kind)));
      void connection.current();
      refuse(kind);
      await clock.advance(3_600_000);
      assert.deepEqual([connector.attempts.length, clock.pending, connection.state.state], [1, 0, 'failed']);
    });
  }

  it('is reopened when a user asks, and shows it', async () => {
    void connection.current();
    refuse('network');
    await settled();
    const again = connection.retry();
    assert.deepEqual([connection.state.state, connector.attempts.length, clock.pending], ['connecting', 2, 0]);
    last().answer(answered(connected()));
    assert.equal((await again).state, 'connected');
  });

  it('starts its pauses again after a user asked', async () => {
    void connection.current();
    for (let index = 0; index < 6; index += 1) {
      refuse('network');
      await clock.advance(5 * 60_000);
    }
    void connection.retry();
    refuse('network');
    await clock.advance(15_000);
    const count = connector.attempts.length;
    assert.equal(last().at, clock.now());
    assert.ok(count > 2);
  });

  it('follows the choice while it is being opened; callers that wait get the new one', async () => {
    const waiting = connection.current();
    const old = last();
    choice = prod;
    connection.choiceChanged();
    assert.deepEqual([old.signal?.aborted, last().choice], [true, prod]);
    last().answer(answered(connected(prod)));
    const state = await waiting;
    assert.ok(state.state === 'connected' && state.choice === prod);
  });

  it('resolves for callers that wait even if an abandoned attempt never answers', async () => {
    const waiting = connection.current();
    choice = undefined;
    connection.choiceChanged();
    assert.deepEqual(await waiting, { state: 'none' });
  });

  it('takes nothing from an abandoned attempt, whatever its result', async () => {
    for (const late of [
      (attempt: FakeConnector['attempts'][number]) => {
        attempt.answer(answered(connected()));
      },
      (attempt: FakeConnector['attempts'][number]) => {
        attempt.answer(refused(refusalOf('network')));
      },
      (attempt: FakeConnector['attempts'][number]) => {
        attempt.fail(new Error('late'));
      },
    ]) {
      choice = dev;
      connect();
      void connection.current();
      const old = last();
      choice = prod;
      connection.choiceChanged();
      const before = [...states];
      late(old);
      await clock.advance(0);
      assert.deepEqual([states, clock.pending, connection.state.state, faults], [before, 0, 'connecting', []]);
      const value = connected(prod);
      last().answer(answered(value));
      assert.deepEqual(await connection.current(), { state: 'connected', choice: prod, connected: value });
      connection.dispose();
    }
  });

  it('takes nothing from an attempt that is abandoned at the moment of its answer', async () => {
    const waiting = connection.current();
    last().answer(answered(connected()));
    choice = undefined;
    connection.choiceChanged();
    assert.deepEqual(await waiting, { state: 'none' });
    assert.deepEqual(told(), ['connecting', 'none']);
  });

  it('is reopened at once for a new choice if it was in use, even after a failure', async () => {
    void connection.current();
    refuse('denied');
    await settled();
    choice = prod;
    connection.choiceChanged();
    assert.deepEqual([last().choice, connection.state.state], [prod, 'connecting']);
    last().answer(answered(connected(prod)));
    await settled();
    choice = undefined;
    connection.choiceChanged();
    assert.equal(connection.state.state, 'none');
    choice = dev;
    connection.choiceChanged();
    assert.deepEqual([connection.state.state, connector.attempts.length], ['idle', 2]);
  });

  it('cancels its own next attempt for a new choice', async () => {
    void connection.current();
    refuse('network');
    await settled();
    assert.equal(clock.pending, 1);
    choice = undefined;
    connection.choiceChanged();
    assert.equal(clock.pending, 0);
  });

  it('fails, instead of staying in the connecting state, if the connector throws', async () => {
    const waiting = connection.current();
    last().fail(new TypeError('not found: ./aws'));
    const state = await waiting;
    assert.ok(state.state === 'failed' && state.refusal.name === 'TypeError');
    assert.ok(faults[0] instanceof TypeError);
    const again = connection.retry();
    last().answer(answered(connected()));
    assert.equal((await again).state, 'connected');
  });

  it('fails the same way if the connector throws synchronously', async () => {
    connector.open = () => {
      throw new RangeError('at once');
    };
    assert.equal((await connection.current()).state, 'failed');
    connection.choiceChanged();
    await settled();
    assert.equal(connection.state.state, 'failed');
  });

  it('tolerates a listener that requests or changes it', async () => {
    let answers = 0;
    connection.onDidChange(({ state }) => {
      if (state === 'idle' || state === 'connecting')
        void connection.current().then(settledState => {
          assert.ok(['connected', 'failed', 'none'].includes(settledState.state), settledState.state);
          answers += 1;
        });
    });
    let once = true;
    connection.onDidChange(({ state }) => {
      if (state === 'connecting' && once) {
        once = false;
        choice = prod;
        connection.choiceChanged();
      }
    });
    const waiting = connection.current();
    assert.equal(last().choice, prod);
    last().answer(answered(connected(prod)));
    const state = await waiting;
    assert.ok(state.state === 'connected' && state.choice === prod);
    await settled();
    assert.ok(answers > 0);
  });

  it('fires no event and opens nothing after it was disposed', async () => {
    const waiting = connection.current();
    const count = states.length;
    connection.dispose();
    last().answer(answered(connected()));
    await waiting;
    connection.choiceChanged();
    await connection.current();
    await connection.retry();
    assert.deepEqual([states.length, connector.attempts.length], [count, 1]);
  });

  it('always ends at the last choice, and every waiting caller gets a settled state', async () => {
    const step = fc.constantFrom(
      'current',
      'retry',
      'dev',
      'prod',
      'none',
      'connect',
      'refuse',
      'deny',
      'throw',
      'late',
      'wait',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
        clock = new FakeClock();
        connector = new FakeConnector(clock);
        choice = dev;
        connect();
        const waiting: Promise<ConnectionState>[] = [];
        for (const each of steps) {
          const open = connector.attempts.findLast(({ signal }) => signal?.aborted === false);
          if (each === 'current') waiting.push(connection.current());
          else if (each === 'retry') waiting.push(connection.retry());
          else if (each === 'dev' || each === 'prod' || each === 'none') {
            choice = { dev, prod, none: undefined }[each];
            connection.choiceChanged();
          } else if (each === 'connect') open?.answer(answered(connected(open.choice)));
          else if (each === 'refuse') open?.answer(refused(refusalOf('network')));
          else if (each === 'deny') open?.answer(refused(refusalOf('denied')));
          else if (each === 'throw') open?.fail(new Error('thrown'));
          else if (each === 'late')
            connector.attempts.find(({ signal }) => signal?.aborted === true)?.answer(answered(connected(prod)));
          else await clock.advance(60_000);
          await settled();
          if (connection.state.state !== 'none') assert.deepEqual(connection.state.choice, choice);
          if (connection.state.state === 'connected') assert.deepEqual(connection.state.connected.choice, choice);
          assert.ok(clock.pending <= 1);
        }
        for (const { choice: to, answer } of connector.attempts) answer(answered(connected(to)));
        for (const state of await Promise.all(waiting))
          assert.ok(['none', 'connected', 'failed'].includes(state.state), state.state);
        connection.dispose();
        assert.equal(clock.pending, 0);
      }),
      { numRuns: runs(200) },
    );
  });
});
