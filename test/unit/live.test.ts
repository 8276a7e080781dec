import assert from 'node:assert/strict';
import type { Connected, ConnectionState } from '../../src/domain/connection.ts';
import { workflowKinds } from '../../src/domain/jobs/kinds.ts';
import { LiveValues } from '../../src/domain/live/values.ts';
import { answered } from '../../src/domain/refusal.ts';
import { trustsService } from '../../src/domain/policy.ts';
import { FakeClock, settled } from './fakeClock.ts';
import { FakeLive } from './fakeLive.ts';

const choice = { sandbox: true } as const;
const connectedTo = (live: FakeLive): ConnectionState => ({
  state: 'connected',
  choice,
  connected: { choice, live, simulated: true } as unknown as Connected,
});

describe('live values of the window', () => {
  it('are available only while it is connected, and never open a connection', () => {
    const connection = { state: { state: 'none' } as ConnectionState };
    const values = new LiveValues(connection, new FakeClock());
    for (const state of [
      { state: 'none' },
      { state: 'idle', choice },
      { state: 'connecting', choice },
    ] satisfies ConnectionState[]) {
      connection.state = state;
      assert.equal(values.port, undefined);
    }
    connection.state = connectedTo(new FakeLive());
    assert.ok(values.port);
  });

  it('are requested once, each request by itself, and again with another connection', async () => {
    const [one, other] = [new FakeLive(), new FakeLive()];
    const connection = { state: connectedTo(one) };
    const clock = new FakeClock();
    const values = new LiveValues(connection, clock);
    const askAll = (): void => {
      const { port } = values;
      for (const region of ['us-east-1', 'eu-west-1']) {
        void port?.listBuckets(region);
        for (const prefix of ['', 'a/', 'a b/']) void port?.listPrefixes(region, 'bucket', prefix);
        for (const token of [undefined, 'b', 'a b']) void port?.browse(region, 'bucket', 'a', token);
        void port?.browse(region, 'bucket', 'a a b');
        for (const kind of workflowKinds) {
          void port?.listWorkflows(kind, region);
          for (const name of ['one', 'other']) {
            void port?.workflow(kind, region, name);
            void port?.lastRun(kind, region, name);
          }
        }
        void port?.listKeys(region);
      }
      void port?.listRoles('comprehendmedical');
      void port?.listRoles('entityresolution');
    };
    askAll();
    askAll();
    assert.equal(one.questions.length, 40);
    assert.equal(new Set(one.questions.map(({ asked }) => asked)).size, 40);
    connection.state = connectedTo(other);
    askAll();
    assert.deepEqual([one.questions.length, other.questions.length], [40, 40]);
    for (const { answer } of [...one.questions, ...other.questions]) answer(answered({ items: [], more: false }));
    await settled();
    assert.equal(clock.pending, 0);
  });
});

describe('a trust policy', () => {
  const policy = (statement: unknown): string => JSON.stringify({ Version: '2012-10-17', Statement: statement });
  const allow = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'comprehendmedical.amazonaws.com' },
  };

  for (const [what, text] of Object.entries({
    'one statement, not in a list': policy(allow),
    'the second statement': policy([{ ...allow, Principal: { AWS: '*' } }, allow]),
    'one of several services': policy([
      { ...allow, Principal: { Service: ['ec2.amazonaws.com', 'comprehendmedical.amazonaws.com'] } },
    ]),
    'one of several actions': policy([{ ...allow, Action: ['sts:TagSession', 'sts:AssumeRole'] }]),
    'all actions': policy([{ ...allow, Action: 'sts:*' }]),
    'a condition, which only a start can tell': policy([
      { ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } },
    ]),
    'the service in China': policy([{ ...allow, Principal: { Service: 'comprehendmedical.amazonaws.com.cn' } }]),
  }))
    it(`trusts the service by ${what}`, () => {
      assert.equal(trustsService(text, 'comprehendmedical'), true);
    });

  for (const [what, text] of Object.entries({
    'that denies it': policy([{ ...allow, Effect: 'Deny' }]),
    'of another service': policy([{ ...allow, Principal: { Service: 'comprehend.amazonaws.com' } }]),
    'of a name that only begins alike': policy([
      { ...allow, Principal: { Service: 'comprehendmedical.amazonaws.com.example.org' } },
    ]),
    'of another action': policy([{ ...allow, Action: 'sts:AssumeRoleWithSAML' }]),
    'of people': policy([{ ...allow, Principal: { AWS: 'comprehendmedical.amazonaws.com' } }]),
    'of everybody, who are no service': policy([{ ...allow, Principal: '*' }]),
    'that is none': '',
    'that is cut off': '{"Statement":[',
    'that is a list': '[]',
    'that is null': 'null',
    'with null in it': policy([null]),
    'without a statement': '{}',
  }))
    it(`does not trust the service by one ${what}`, () => {
      assert.equal(trustsService(text, 'comprehendmedical'), false);
    });
});
