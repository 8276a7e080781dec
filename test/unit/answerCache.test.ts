import assert from 'node:assert/strict';
import { AnswerCache } from '../../src/domain/live/answerCache.ts';
import { type Answer, type RefusalKind, answered, refused } from '../../src/domain/refusal.ts';
import { FakeClock, settled } from './fakeClock.ts';
import { refusalOf } from './jobs/fakeServices.ts';

const patience = { keptMs: 60_000, waitMs: 2_000, callMs: 20_000 };

interface Call {
  readonly signal: AbortSignal;
  readonly answer: (answer: Answer<string>) => void;
  readonly fail: (fault: Error) => void;
}

describe('cached answers', () => {
  let clock: FakeClock;
  let cache: AnswerCache;
  let calls: Call[];

  beforeEach(() => {
    clock = new FakeClock();
    cache = new AnswerCache(clock, patience);
    calls = [];
  });
  afterEach(() => {
    assert.equal(clock.pending, 0, 'no timer is left');
  });

  const ask = (question = 'q'): Promise<Answer<string>> =>
    cache.ask(
      question,
      signal =>
        new Promise((answer, fail) => {
          calls.push({ signal, answer, fail });
        }),
    );
  const answer = async (text: string): Promise<void> => {
    calls.at(-1)?.answer(answered(text));
    await settled();
  };
  const value = (found: Answer<string>): string => (found.ok ? found.value : `refused: ${found.refusal.name}`);

  it('serve all requests while a call is in flight, and for a minute afterwards', async () => {
    const three = [ask(), ask(), ask()];
    await answer('a');
    assert.deepEqual((await Promise.all(three)).map(value), ['a', 'a', 'a']);
    await clock.advance(59_999);
    assert.equal(value(await ask()), 'a');
    assert.equal(calls.length, 1);
    await clock.advance(1);
    const again = ask();
    await answer('b');
    assert.equal(value(await again), 'b');
    assert.equal(calls.length, 2);
  });

  it('are kept from when they arrived, not from when they were requested', async () => {
    const slow = ask();
    await clock.advance(10_000);
    assert.equal(value(await slow), 'refused: StillWaiting');
    await answer('late');
    await clock.advance(59_000);
    assert.equal(value(await ask()), 'late');
  });

  it('belong to their own request', async () => {
    const one = ask('one');
    await answer('1');
    const two = ask('two');
    await answer('2');
    assert.deepEqual([value(await one), value(await two), value(await ask('one')), calls.length], ['1', '2', '1', 2]);
  });

  it('are awaited for two seconds by each request, and no longer', async () => {
    const first = ask();
    await clock.advance(1_500);
    const second = ask();
    await clock.advance(500);
    assert.equal(value(await first), 'refused: StillWaiting');
    await clock.advance(400);
    await answer('a');
    assert.equal(value(await second), 'a');
    assert.equal(calls.length, 1);
  });

  it('are given up after twenty seconds, whether or not the call observes it; the next request calls again', async () => {
    const first = ask();
    await clock.advance(19_999);
    assert.equal(calls[0]?.signal.aborted, false);
    await clock.advance(1);
    assert.equal(calls[0]?.signal.aborted, true);
    await first;
    const second = ask();
    assert.equal(calls.length, 2);
    calls[0]?.answer(answered('of the first call'));
    await answer('of the second');
    assert.equal(value(await second), 'of the second');
    assert.equal(value(await ask()), 'of the second');
  });

  for (const [kind, isKept] of Object.entries({
    denied: true,
    invalid: true,
    notFound: true,
    expired: true,
    credentials: true,
    wrongAccount: true,
    throttled: false,
    fault: false,
    network: false,
    timeout: false,
    badReply: false,
    cancelled: false,
  } satisfies Partial<Record<RefusalKind, boolean>>)) {
    it(`${isKept ? 'include' : 'do not include'} a refusal that is ${kind}`, async () => {
      const first = ask();
      calls[0]?.answer(refused(refusalOf(kind as RefusalKind)));
      assert.equal((await first).ok, false);
      await settled();
      void ask();
      assert.equal(calls.length, isKept ? 1 : 2);
      if (!isKept) await answer('end');
    });
  }

  it('pass an exception on to the request, and are requested again', async () => {
    const first = ask();
    calls[0]?.fail(new Error('accident'));
    await assert.rejects(first, /accident/);
    await settled();
    const second = ask();
    await answer('a');
    assert.equal(value(await second), 'a');
  });

  it('tolerate an exception that no request waits for any more', async () => {
    const first = ask();
    await clock.advance(3_000);
    await first;
    calls[0]?.fail(new Error('accident'));
    await settled();
  });
});
