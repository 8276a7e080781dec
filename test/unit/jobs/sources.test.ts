import assert from 'node:assert/strict';
import { cursorFrom, sourceFrom, sourceOf, withStatus } from '../../../src/domain/jobs/sources.ts';
import { entities, idMapping } from './fakeServices.ts';

describe('the lists of the services', () => {
  it('are found again by their keys, except those of one status', () => {
    for (const source of [
      sourceOf(entities, 'us-east-1', undefined),
      sourceOf(idMapping, 'us-east-1', 'people'),
      sourceOf(idMapping, 'eu-west-2', ''),
    ]) {
      assert.deepEqual(sourceFrom(source.key), source);
      assert.equal(sourceFrom(withStatus(source, 'FAILED').key), undefined);
    }
    assert.equal(sourceFrom('entityresolution:StartNewJob|us-east-1'), undefined);
  });

  it('are read anew where the stored position is damaged', () => {
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '7',
      '"text"',
      '{"nextToken":7,"readAt":"now","newest":null,"oldest":{},"keptAfter":[]}',
    ])
      assert.deepEqual(cursorFrom(text), {}, text);
    const cursor = { nextToken: 'more', readAt: 1, newest: 3, oldest: 2, keptAfter: 0 };
    assert.deepEqual(cursorFrom(JSON.stringify(cursor)), cursor);
    assert.deepEqual(cursorFrom(JSON.stringify({ ...cursor, oldest: 'x', other: 1 })), {
      nextToken: 'more',
      readAt: 1,
      newest: 3,
      keptAfter: 0,
    });
  });
});
