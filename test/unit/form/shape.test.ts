import assert from 'node:assert/strict';
import {
  type FormNode,
  keyOf,
  memberNames,
  partsOf,
  requestSchema,
  requiredNames,
  schemaAt,
  sectionIds,
  shapeOf,
} from '../../../src/domain/form/shape.ts';
import { newSpecText } from '../../../src/domain/form/skeleton.ts';
import { pathsOf } from '../../../src/domain/form/view.ts';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import type { JsonObject, JsonValue } from '../../../src/domain/json.ts';
import { liveListAt, subjectAt } from '../../../src/domain/spec/livePlace.ts';
import { check, fullRequests } from '../spec/support.ts';

const nodesOf = (value: JsonValue): readonly FormNode[] =>
  shapeOf(value).sections.flatMap(({ nodes }) => [...partsOf(nodes)]);
const find = (value: JsonValue, key: string): FormNode => {
  const node = nodesOf(value).find(each => each.key === key);
  assert.ok(node, key);
  return node;
};
const specOf = (action: string, request: JsonObject): JsonObject => ({ action, request });

/** Every path at which a value has a string. */
function* textPaths(
  value: JsonValue,
  path: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (typeof value === 'string') yield path;
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value))
      if (inner !== undefined) yield* textPaths(inner, [...path, Array.isArray(value) ? Number(name) : name]);
}

describe('the shape of the form', () => {
  for (const { action, definition, title } of jobKinds) {
    const full = specOf(action, fullRequests[definition] ?? {});

    it(`has a control for every string of a full ${title} spec, and shows none of it as unknown`, () => {
      const nodes = nodesOf(full);
      for (const path of textPaths(full)) assert.match(find(full, keyOf(path)).type, /^(text|choice)$/, keyOf(path));
      assert.deepEqual(
        nodes.filter(({ type }) => type === 'readonly'),
        [],
      );
      assert.equal(new Set(nodes.map(({ key }) => key)).size, nodes.length, 'keys are unique');
    });

    it(`has a label, help and its own section for every member of ${title}`, () => {
      const { sections } = shapeOf(full);
      assert.deepEqual(
        sections.map(({ id }) => id),
        sectionIds.filter(id => sections.some(section => section.id === id)),
      );
      for (const { id, nodes } of sections)
        for (const node of nodes) {
          assert.notEqual(node.label, '', node.key);
          assert.ok(node.help.length > 0, node.key);
          if (id === 'advanced')
            assert.ok(
              ['/$schema', '/after', '/request/ClientRequestToken'].includes(node.key),
              `${node.key} belongs to a section`,
            );
        }
    });

    it(`starts a ${title} spec with all required members, and only the empty values are wrong`, () => {
      const { problems, parsed } = check(
        newSpecText(jobKinds.find(kind => kind.action === action) ?? jobKinds[0]!, {
          region: 'us-east-1',
          account: '123456789012',
        }),
      );
      assert.deepEqual(
        problems.filter(
          ({ code, severity }) => severity === 'error' && !['AJ014', 'AJ015', 'AJ030', 'AJ033', 'AJ020'].includes(code),
        ),
        [],
      );
      for (const { severity, path } of problems)
        if (severity === 'error')
          assert.equal(
            path.reduce<unknown>((here, step) => (here as Record<string | number, unknown>)[step], parsed.value),
            '',
          );
    });
  }

  it('comes from the schema and the table: another kind with its schema needs no code here', () => {
    for (const kind of jobKinds)
      for (const name of memberNames(requestSchema(kind))) {
        assert.equal(
          find(specOf(kind.action, {}), `/request/${name}`).required,
          requiredNames(requestSchema(kind)).includes(name),
        );
      }
    const [choice] = nodesOf({});
    assert.ok(choice?.type === 'choice');
    assert.deepEqual(
      choice.choices.map(({ value }) => value),
      jobKinds.map(({ action }) => action),
    );
    assert.ok(choice.choices.every(({ group, description }) => group !== undefined && description !== undefined));
  });

  it('shows what it does not know, or cannot edit, as JSON', () => {
    const action = 'comprehendmedical:StartPHIDetectionJob';
    const spec = {
      action,
      account: 123,
      note: { by: 'hand' },
      request: { JobName: null, Extra: [1], InputDataConfig: { S3Bucket: 'b', More: true }, OutputDataConfig: 'x' },
    };
    const shown = nodesOf(spec).flatMap(node => (node.type === 'readonly' ? [[node.key, node.json]] : []));
    assert.deepEqual(shown, [
      ['/request/JobName', 'null'],
      ['/request/InputDataConfig/More', 'true'],
      ['/request/OutputDataConfig', '"x"'],
      ['/account', '123'],
      ['/note', '{ "by": "hand" }'],
      ['/request/Extra', '[ 1 ]'],
    ]);
  });

  it('shows a request that is not an object, and one with an unknown action, without losing a member', () => {
    assert.deepEqual(
      nodesOf({ action: 'x', request: [] })
        .filter(({ type }) => type === 'readonly')
        .map(({ key }) => key),
      ['/request'],
    );
    assert.deepEqual(
      nodesOf({ action: 'x', request: { JobName: 'n', a: 1 } })
        .filter(({ type }) => type === 'readonly')
        .map(({ key }) => key),
      ['/request/JobName', '/request/a'],
    );
  });

  it('offers to add an entry to a list only while another one is allowed', () => {
    const action = 'entityresolution:StartIdMappingJob';
    const list = (request: JsonObject): FormNode => find(specOf(action, request), '/request/outputSourceConfig');
    assert.deepEqual(
      [{}, { outputSourceConfig: [] }, { outputSourceConfig: [{}] }].map(request => {
        const node = list(request);
        return node.type === 'list' && [node.canAdd, node.entries.length];
      }),
      [
        [true, 0],
        [true, 0],
        [false, 1],
      ],
    );
    assert.equal(list({ outputSourceConfig: ['x'] }).type, 'readonly');
  });

  it('has no member for an inherited property', () => {
    const spec = JSON.parse(
      '{ "action": "comprehendmedical:StartPHIDetectionJob", "__proto__": { "x": "y" }, "constructor": "z", "request": { "toString": "t" } }',
    ) as JsonValue;
    assert.deepEqual(
      nodesOf(spec)
        .filter(({ type }) => type === 'readonly')
        .map(({ key }) => key),
      ['/__proto__', '/constructor', '/request/toString'],
    );
  });

  it('names each part by a key that leads back to its path, whatever the names', () => {
    const spec = { action: 'comprehendmedical:StartPHIDetectionJob', 'a/b': 1, 'c~d': 2, '': 3, request: {} };
    const paths = pathsOf(shapeOf(spec), spec);
    for (const name of ['a/b', 'c~d', '']) assert.deepEqual(paths.get(keyOf([name])), [name]);
  });

  it('has suggestions for exactly those fields that have completion in the text', () => {
    for (const { action, definition } of jobKinds) {
      const spec = specOf(action, fullRequests[definition] ?? {});
      for (const path of textPaths(spec))
        assert.equal(
          liveListAt(path) !== undefined,
          subjectAt(path, spec, '') !== undefined,
          `${action} ${path.join('.')}`,
        );
    }
  });

  it('has help in plain words, code and bold, and no other Markdown', () => {
    for (const { action, definition } of jobKinds)
      for (const { help, key } of nodesOf(specOf(action, fullRequests[definition] ?? {})))
        for (const { text, as } of help.flat()) {
          assert.notEqual(text, '');
          if (as === undefined) assert.doesNotMatch(text, /[`*]{2}|`|\]\(|^#|</, key);
        }
  });

  it('reads the schema inside lists and requests, and nothing elsewhere', () => {
    const kind = jobKinds.find(({ family }) => family === 'IdMapping');
    assert.equal(schemaAt(kind, ['request', 'outputSourceConfig', 0, 'roleArn'])['title'], 'Role');
    assert.deepEqual(memberNames(schemaAt(kind, ['request', 'nothing', 'here'])), []);
  });
});
