// The editor's own JSON service and our checks look at the same text: of each mistake one of the two tells, and not both.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type * as LanguageService from 'vscode-json-languageservice';
import { editorSchema } from '../../../scripts/editor-schema.mjs';
import { type JsonObject, at, stringAt } from '../../../src/domain/json.ts';
import { kindOf } from '../../../src/domain/jobs/kinds.ts';
import { parseSpec } from '../../../src/domain/spec/parse.ts';
import type { Problem } from '../../../src/domain/spec/problem.ts';
import { badSpecs, goodSpecs } from './fixtures.ts';
import { check, schemaText } from './support.ts';

// The package is CommonJS of a kind whose names Node cannot see from an import.
const { TextDocument, getLanguageService } = createRequire(import.meta.url)('vscode-json-languageservice') as typeof LanguageService;

const schema = editorSchema(JSON.parse(schemaText) as JsonObject) as JsonObject;
const service = getLanguageService({});
service.configure({ validate: true });

interface Told { readonly from: number; readonly to: number; readonly message: string }

/** What the editor's service tells of a text. */
async function theirsOf(text: string): Promise<readonly Told[]> {
  const document = TextDocument.create('file:///a.awsjob.json', 'jsonc', 1, text);
  const found = await service.doValidation(document, service.parseJSONDocument(document), undefined, { ...schema, id: 'test:///editor' });
  return found.map(({ range, message }) => ({ from: document.offsetAt(range.start), to: document.offsetAt(range.end), message: typeof message === 'string' ? message : message.value }));
}

const isAt = ({ offset, length }: Problem, { from, to }: Told): boolean => from === offset && to === offset + length;
const meets = ({ offset, length }: Problem, { from, to }: Told): boolean => from <= offset + length && offset <= to;

/** Texts that the editor takes for no text of JSON, or not at all. */
const unreadable = new Set(['AJ001', 'AJ002', 'AJ003', 'AJ004', 'AJ005', 'AJ008']);

describe('the schema the editor reads', () => {
  it('has the structure and the choices, and judges no text but for its way out', () => {
    assert.deepEqual([schema['required'], schema['additionalProperties']], [undefined, undefined]);
    assert.equal(at(schema, 'definitions', 'ComprehendMedicalRequest', 'additionalProperties'), false);
    const { Variable: way, ...definitions } = schema['definitions'] as JsonObject;
    assert.ok(stringAt(way, 'pattern'));
    assert.doesNotMatch(JSON.stringify({ ...schema, definitions }), /"(pattern|patternErrorMessage|minLength|maxLength)":/);
    for (const name of ['LanguageCode', 'JobType']) assert.ok(at(definitions, name, 'anyOf', 0, 'enum'), name);
  });

  for (const { name, text } of [...badSpecs, ...goodSpecs]) it(`${name}: each mistake is told once`, async () => {
    const { problems } = check(text);
    if (problems.some(({ code }) => unreadable.has(code))) return;
    const theirs = await theirsOf(text);
    const left = problems.filter(({ fromSchema }) => fromSchema);
    for (const ours of problems.filter(({ fromSchema }) => !fromSchema)) assert.ok(!theirs.some(told => isAt(ours, told)), `${ours.code} stands where the editor says: ${theirs.find(told => isAt(ours, told))?.message}`);
    // Of a request whose action is none the editor does not know what it should be like.
    if (kindOf(stringAt(parseSpec(text).value, 'action') ?? '') === undefined) return;
    for (const problem of left) assert.ok(theirs.some(told => meets(problem, told)), `${problem.code} is left to the editor, which says nothing`);
    // Of a name that stands twice it marks the first as well.
    for (const told of theirs) assert.ok(left.some(problem => meets(problem, told) || problem.code === 'AJ006'), `the editor alone says: ${told.message}`);
  });
});
