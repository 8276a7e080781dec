import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonObject, type JsonValue, at, canonicalJson, stringAt } from '../../src/domain/json.ts';
import { fingerprintOf, requestToSend } from '../../src/domain/jobs/intent.ts';
import { account, entities, idMapping, intentOf, matching, region, requestOf } from './jobs/fakeServices.ts';

/** The same value with the members of every object in reverse order. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member as JsonValue)]),
  );
}

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;

describe('canonicalJson', () => {
  it('is the same for equal values, whatever the order of their members', () => {
    fc.assert(
      fc.property(json, value => {
        assert.equal(canonicalJson(reversed(value)), canonicalJson(value));
      }),
    );
  });

  it('is JSON of the same value, and so a different text for a different value', () => {
    fc.assert(
      fc.property(json, value => {
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('leaves out undefined, as JSON does', () => {
    assert.equal(canonicalJson({ b: undefined, a: 1 }), '{"a":1}');
  });
});

describe('at and stringAt', () => {
  it('return undefined if the path leaves the tree', () => {
    const value = { a: [{ b: 'x' }], empty: '', number: 3 };
    assert.equal(stringAt(value, 'a', 0, 'b'), 'x');
    for (const path of [
      ['a', 'b'],
      ['a', 1, 'b'],
      ['a', 0, 'b', 'c'],
      [0],
      ['empty'],
      ['number'],
      ['a'],
      ['a', 'length'],
      ['a', -1],
    ])
      assert.equal(stringAt(value, ...path), undefined);
    assert.equal(at(undefined, 'a'), undefined);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(json, fc.array(fc.oneof(fc.string(), fc.integer())), (value, path) => {
        stringAt(value, ...path);
      }),
    );
  });
});

describe('the fingerprint of a start', () => {
  const request = requestOf(entities);
  const print = fingerprintOf(account, region, entities, request);

  it('ignores the order of members and the token', () => {
    assert.equal(fingerprintOf(account, region, entities, reversed(request) as JsonObject), print);
    assert.equal(fingerprintOf(account, region, entities, { ...request, ClientRequestToken: 'mine' }), print);
  });

  it('depends on everything else', () => {
    const others = [
      fingerprintOf({ ...account, account: '210987654321' }, region, entities, request),
      fingerprintOf({ ...account, partition: 'sandbox' }, region, entities, request),
      fingerprintOf(account, 'us-west-2', entities, request),
      fingerprintOf(account, region, idMapping, request),
      fingerprintOf(account, region, entities, { ...request, JobName: 'other' }),
      fingerprintOf(account, region, entities, { ...request, KMSKey: 'k' }),
      fingerprintOf(account, region, entities, { ...request, InputDataConfig: { S3Bucket: 'in' } }),
    ];
    assert.equal(new Set([print, ...others]).size, others.length + 1);
  });
});

describe('the request that is sent', () => {
  it("has the intent's ID as its token, or the spec's own", () => {
    const request = requestOf(entities);
    assert.deepEqual(requestToSend(entities, intentOf(entities, request, 1, { id: 'token' })), {
      ClientRequestToken: 'token',
      ...request,
    });
    assert.equal(
      requestToSend(entities, intentOf(entities, { ...request, ClientRequestToken: 'own' }, 1, { id: 'token' }))[
        'ClientRequestToken'
      ],
      'own',
    );
  });

  it("is the spec's own if the service has no token", () => {
    for (const kind of [idMapping, matching])
      assert.deepEqual(requestToSend(kind, intentOf(kind, requestOf(kind), 1)), requestOf(kind));
  });
});
