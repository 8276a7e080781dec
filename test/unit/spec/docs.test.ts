// docs/checks.md agrees with the table of codes, and its examples show what they should.
import type { ChainFacts } from '../../../src/domain/spec/chain.ts';
import type { KnownWorkflow } from '../../../src/domain/spec/checked.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type JsonObject, type JsonValue, isJsonObject } from '../../../src/domain/json.ts';
import { type Code, codes } from '../../../src/domain/spec/codes.ts';
import type { VariableSources } from '../../../src/domain/spec/variableKinds.ts';
import { explanationsOf } from '../../../src/domain/spec/explanations.ts';
import { checkTable, tableSpecOf } from '../../../src/domain/table/check.ts';
import { type TableCode, tableCodes } from '../../../src/domain/table/codes.ts';
import { finished, readTable } from '../../../src/domain/table/open.ts';
import { check, fullRequests, repositoryFile } from './support.ts';

const text = readFileSync(repositoryFile('docs/checks.md'), 'utf8');
const sectionsOf = (page: string): readonly { readonly heading: string; readonly body: string }[] =>
  page
    .split(/^### /m)
    .slice(1)
    .map(section => ({
      heading: section.slice(0, section.indexOf('\n')),
      body: section.slice(section.indexOf('\n')),
    }));
const [ofSpecs = '', ofTables = ''] = text.split('\n## Tables of runs\n');
const sections = sectionsOf(ofSpecs);

/** Codes whose example would be a whole file, which is of no use on a page. */
const told: ReadonlySet<string> = new Set<Code>(['AJ003', 'AJ004', 'AJ005', 'AJ008', 'AJ009']);

const bases: readonly JsonObject[] = [
  {
    action: 'comprehendmedical:StartEntitiesDetectionV2Job',
    region: 'us-east-1',
    account: '123456789012',
    after: 'first.awsjob.json',
    request: fullRequests['ComprehendMedicalRequest'] ?? {},
  },
  {
    action: 'entityresolution:StartIdMappingJob',
    region: 'us-east-1',
    account: '123456789012',
    request: fullRequests['StartIdMappingJobRequest'] ?? {},
  },
];

/** The variables of the examples: none has a value. */
const variables: VariableSources = {
  env: 'withheld',
  overlay: { name: 'dev', file: 'dev.awsjobvars.json', members: {} },
};

/** What the account returns for the examples' workflow. */
const workflow: KnownWorkflow = { name: 'patient-id-mapping', region: 'us-east-1', isIncremental: false };

/** What is wrong with what the examples come after. */
const chain: ChainFacts = { isMissing: true, circle: ['first.awsjob.json', 'first.awsjob.json'] };

/** A value with the first member of a name, at any depth, replaced; undefined if there is none. */
function replaced(value: JsonValue, name: string, by: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) {
    const [first] = value as readonly JsonValue[];
    const inner = first === undefined ? undefined : replaced(first, name, by);
    return inner === undefined ? undefined : [inner];
  }
  if (!isJsonObject(value)) return undefined;
  if (name in value) return { ...value, [name]: by };
  for (const [member, inner] of Object.entries(value)) {
    const changed = inner === undefined ? undefined : replaced(inner, name, by);
    if (changed !== undefined) return { ...value, [member]: changed };
  }
  return undefined;
}

/** The whole text of an example: itself, or a full spec with one member changed. */
function wholeText(example: string): string {
  if (!example.startsWith('"')) return example;
  const [[name, value] = ['', null]] = Object.entries(JSON.parse(`{${example}}`) as Record<string, JsonValue>);
  const whole = bases.map(base => replaced(base, name, value)).find(found => found !== undefined);
  return JSON.stringify(whole);
}

/** Codes of tables whose example would be a whole file or two. */
const toldOfTables: ReadonlySet<string> = new Set<TableCode>(['not-text', 'spec', 'too-large', 'too-many-runs']);

describe('docs/checks.md', () => {
  it('has a section for every code, in order, with its severity and title', () => {
    assert.deepEqual(
      sections.map(({ heading }) => heading),
      Object.entries(codes)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, { severity, title }]) => `${code} · ${severity} · ${title}`),
    );
  });

  for (const { heading, body } of sections) {
    const code = heading.slice(0, 5);
    it(`${code}: has a meaning, an example that shows it, and what to do`, () => {
      const [, meaning, example, advice] = body.split('\n\n');
      assert.match(meaning ?? '', /^[A-Z]|^`/);
      assert.match(advice ?? '', /^What to do: \w/);
      const [, shown] = /^Example: `(.+)`$/.exec(example ?? '') ?? [];
      if (told.has(code)) assert.match(example ?? '', /^Example: /);
      else
        assert.ok(
          check(wholeText(shown ?? ''), { variables, workflow, chain }).problems.some(problem => problem.code === code),
          `${wholeText(shown ?? '')} does not show it`,
        );
    });
  }

  it('has a section for every code of a table, in order, with its severity and title', () => {
    assert.deepEqual(
      sectionsOf(ofTables).map(({ heading }) => heading),
      Object.entries(tableCodes).map(([code, { severity, title }]) => `${code} · ${severity} · ${title}`),
    );
    assert.deepEqual([...explanationsOf(text).keys()], [...Object.keys(codes).sort(), ...Object.keys(tableCodes)]);
  });

  for (const { heading, body } of sectionsOf(ofTables)) {
    const [code = '', severity] = heading.split(' · ');
    it(`${code}: has a meaning, an example that shows it, and what to do`, () => {
      const [, meaning, example, advice] = body.split('\n\n');
      assert.match(meaning ?? '', /^[A-Z]/);
      assert.match(advice ?? '', /^What to do: \w/);
      if (toldOfTables.has(code)) {
        assert.match(example ?? '', /^Example: a table|^Example: an export/);
        return;
      }
      const [, shown = ''] = /^Example: `(.+)`$/.exec(example ?? '') ?? [];
      const base = tableSpecOf(check(JSON.stringify(bases[0])));
      assert.ok(typeof base !== 'string');
      const table = readTable(shown.startsWith('[') ? 'notes.awsjobs.json' : 'notes.awsjobs.csv', shown);
      const { problems } = finished(checkTable(table, base, 'notes.awsjob.json', check, {}));
      const found = problems.find(each => each.code === code);
      assert.equal(found?.severity, severity, `${shown} does not show it`);
    });
  }
});
