// What is made of the output files of Entity Resolution.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { differs } from '../../src/domain/resolution/differing.ts';
import { ErrorCauses } from '../../src/domain/resolution/errorCauses.ts';
import { Groups, sizeSteps } from '../../src/domain/resolution/groups.ts';
import { type ChosenRoles, choose, isSurelyHeader, roleNames, rolesOf } from '../../src/domain/resolution/roles.ts';

describe('the columns of an output file', () => {
  for (const [header, roles] of [
    [
      ['InputSourceARN', 'ConfidenceLevel', 'id', 'first_name', 'RecordId', 'MatchID', 'MatchRule'],
      { input: 0, confidence: 1, id: 4, match: 5, rule: 6 },
    ],
    [['source_id', 'target_id', 'rule_name'], { source: 0, target: 1, rule: 2 }],
    [['sourceId', 'targetId'], { source: 0, target: 1 }],
    [['RAMPID', 'TRANSCODED_ID'], { source: 0, target: 1 }],
    [['InputSourceARN', 'id', 'ErrorMessage'], { input: 0, id: 1, error: 2 }],
    [['name', 'born'], {}],
    [[], {}],
  ] as const)
    it(`are recognised: ${header.join(', ')}`, () => {
      assert.deepEqual(rolesOf(header), roles);
    });

  it('are recognised or not in any header, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), header => {
        const columns = Object.values(rolesOf(header));
        assert.equal(new Set(columns).size, columns.length);
        assert.ok(columns.every(column => column < header.length));
      }),
    );
  });
});

describe('the roles of columns by hand', () => {
  const header = ['MatchID', 'cluster_key', 'rule_name', 'note'];
  const nothing: ChosenRoles = new Map();

  it('come before those by name, which columns keep otherwise', () => {
    const chosen = choose(nothing, 1, 'match');
    assert.deepEqual(rolesOf(header, chosen), { match: 1, rule: 2, id: 0 });
    assert.deepEqual(rolesOf(header, choose(chosen, 0, 'none')), { match: 1, rule: 2 });
    assert.deepEqual(rolesOf(header, choose(chosen, 1, 'byName')), rolesOf(header));
  });

  it('move from one column to another, but several can have none', () => {
    const moved = choose(choose(nothing, 1, 'match'), 3, 'match');
    assert.deepEqual(Array.from(moved), [[3, 'match']]);
    assert.deepEqual(rolesOf(header, choose(choose(nothing, 0, 'none'), 2, 'none')), {});
  });

  it('are each of one column, and of one that there is', () => {
    const step = fc.tuple(fc.nat(5), fc.constantFrom('none' as const, 'byName' as const, ...roleNames));
    fc.assert(
      fc.property(fc.array(step), steps => {
        const chosen = steps.reduce((all, [column, role]) => choose(all, column, role), nothing);
        const columns = Object.values(rolesOf(header, chosen));
        assert.equal(new Set(columns).size, columns.length);
        assert.ok(columns.every(column => column < header.length && chosen.get(column) !== 'none'));
      }),
    );
  });

  for (const [names, isSure] of [
    [['InputSourceARN', 'first name', '_id', 'Größe'], true],
    [['id', 'id'], false],
    [['id', ''], false],
    [['Anna', '1980-02-01'], false],
    [['Anna', 'anna@example.com'], false],
    [['Anna', 'P12345'], false],
    [['a'.repeat(65)], false],
  ] as const)
    it(`are ${isSure ? '' : 'not '}remembered for ${names.join(', ').slice(0, 60)}`, () => {
      assert.equal(isSurelyHeader(names), isSure);
    });
});

describe('groups of records', () => {
  const groups = new Groups(0, { match: 0, rule: 1, confidence: 2 });
  for (const cells of [
    ['a', 'r1', '1.0'],
    ['b', '', ''],
    ['a', 'r2', '0.5'],
    ['c', 'r1', 'high'],
    ['c', 'r1', '0.9'],
    ['a', 'r1', '0.7'],
  ])
    groups.add(cells);

  it('have their size, rules and lowest confidence', () => {
    assert.deepEqual(groups.group(0), { index: 0, id: 'a', size: 3, rules: ['r1', 'r2'], confidence: 0.5 });
    assert.deepEqual(groups.group(1), { index: 1, id: 'b', size: 1, rules: [], confidence: undefined });
    assert.deepEqual([groups.length, groups.records, groups.largest, groups.shared], [3, 6, 3, 2]);
  });

  it('are listed with the largest first, and filtered by size and ID', () => {
    assert.deepEqual(groups.select([1, Infinity]), [0, 2, 1]);
    assert.deepEqual(groups.select([2, 3]), [0, 2]);
    assert.deepEqual(groups.select([1, Infinity], 'B'), [1]);
    assert.deepEqual(groups.members(0, 10), [0, 2, 5]);
    assert.deepEqual(groups.members(0, 2), [0, 2]);
  });

  it('are counted by size, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), ids => {
        const made = new Groups(0, {});
        for (const id of ids) made.add([String(id)]);
        const counts = made.distribution();
        assert.equal(counts.length, sizeSteps.length);
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          new Set(ids).size,
        );
        assert.equal(made.shared, new Set(ids.filter((id, index) => ids.indexOf(id) !== index)).size);
      }),
    );
  });

  it('leave out records without an ID, which have nothing in common', () => {
    const made = new Groups(0, {});
    for (const id of ['', 'a', ' ', '', 'b', 'a']) made.add([id]);
    made.add([]);
    assert.deepEqual([made.length, made.records, made.withoutId, made.largest, made.shared], [2, 7, 4, 2, 1]);
    assert.deepEqual(made.members(0, 10), [1, 5]);
  });

  it('differ in a field regardless of case and blanks around', () => {
    assert.equal(differs([['Ann '], ['ann']], 0), false);
    assert.equal(differs([['Ann'], ['Anne']], 0), true);
    assert.equal(differs([['x', 'y'], ['x']], 1), true);
    assert.equal(differs([['x']], 0), false);
  });
});

describe('records in error', () => {
  const listOf = (header: readonly string[], ...records: readonly (readonly string[])[]): unknown => {
    const found = new ErrorCauses(header);
    for (const cells of records) found.add(cells);
    return found.list().map(({ cause, count }) => `${count} ${cause}`);
  };

  it('are counted by what the file says', () => {
    const said = [
      'The unique ID is missing.',
      'The unique ID is longer than 38 characters.',
      'Duplicate unique ID',
      'The unique ID is not unique across the input sources.',
      'RecordId is a reserved column name',
      'Something else',
      'The unique ID is missing.',
    ];
    assert.deepEqual(listOf(['id', 'ErrorMessage'], ...said.map(message => ['1', message])), [
      '2 missingId',
      '1 longId',
      '1 repeatedId',
      '1 sharedId',
      '1 reservedColumn',
      '1 other',
    ]);
  });

  it('are counted by what is in them where the file says nothing', () => {
    assert.deepEqual(
      listOf(
        ['InputSourceARN', 'id', 'name'],
        ['arn', '', 'a'],
        ['arn', 'NULL', 'a'],
        ['arn', 'x'.repeat(39), 'b'],
        ['arn', '1', 'c'],
        ['arn', '1', 'd'],
        ['other', '1', 'd'],
      ),
      ['2 missingId', '2 other', '1 longId', '1 repeatedId'],
    );
    assert.deepEqual(listOf(['Source', 'name'], ['a', 'b']), ['1 reservedColumn']);
  });

  it('have at most a hundred different messages', () => {
    const found = new ErrorCauses(['error']);
    for (let index = 0; index < 300; index += 1) found.add([`strange ${index}`]);
    assert.ok(found.list().length <= 101);
    assert.equal(
      found.list().reduce((sum, { count }) => sum + count, 0),
      300,
    );
    assert.equal(found.total, 300);
  });
});
