// Compiles schemas/job-spec.schema.json ahead of time into a self-contained ES module: nothing is compiled when a spec is
// checked, and no `eval` or `new Function` comes near the editor. Beside the validator the module carries the schema's own
// sentences for patterns and the names of every object's members, which the validator's errors do not tell.
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { transform } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const schemaFile = `${root}schemas/job-spec.schema.json`;
const targetFile = `${root}src/domain/spec/validate.generated.js`;

/** Keywords that say nothing about validity; they would be most of the generated file. */
const annotations = new Set([
  '$comment', 'title', 'description', 'default', 'examples', 'allowComments', 'allowTrailingCommas', 'defaultSnippets', 'doNotSuggest', 'formSection',
  'enumDescriptions', 'markdownDescription', 'markdownEnumDescriptions', 'patternErrorMessage', 'suggestSortText',
]);

/** Keywords whose members are names of the writer's choice, not keywords. */
const maps = new Set(['properties', 'definitions']);

/** Every `patternErrorMessage` of the schema by its pattern, which is all that the validator's errors say of their place in it. */
function patternMessages(schema, found = {}) {
  if (typeof schema !== 'object' || schema === null) return found;
  const { pattern, patternErrorMessage: message } = schema;
  if (typeof pattern === 'string' && typeof message === 'string') {
    if ((found[pattern] ?? message) !== message) throw new Error(`Two sentences for the pattern ${pattern}.`);
    found[pattern] = message;
  }
  for (const value of Object.values(schema)) patternMessages(value, found);
  return found;
}

/** The members an object may have and those it must, by its place: '' the spec, else the request's definition and the path inside it (`*` an entry). */
function membersByPlace(schema) {
  const members = { '': Object.keys(schema.properties) };
  const required = { '': schema.required };
  const walk = (reference, place) => {
    const { $ref, ...own } = reference;
    const target = $ref === undefined ? own : schema.definitions[$ref.replace('#/definitions/', '')];
    if (target.properties) members[place] = Object.keys(target.properties);
    if (target.properties) required[place] = target.required ?? [];
    for (const [name, member] of Object.entries(target.properties ?? {})) walk(member, `${place}/${name}`);
    if (target.items) walk(target.items, `${place}/*`);
  };
  for (const { then } of schema.allOf) walk(then.properties.request, then.properties.request.$ref.replace('#/definitions/', ''));
  return { members, required };
}

const variable = '#/definitions/Variable';

/**
 * The schema as it holds for values in which no variable is left. Editors read the file with its way out for values that hold
 * one; the validator is only given what they stand for, and a literal `${` in that is no way out.
 */
function forResolvedValues(schema) {
  if (Array.isArray(schema)) return schema.map(forResolvedValues);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { anyOf, ...rest } = schema;
  const plain = anyOf?.[1]?.$ref === variable ? { ...rest, ...anyOf[0] } : schema;
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, forResolvedValues(value)]));
}

/** The schema without what only editors read; maps of names (`properties`, `definitions`) are walked, not pruned. */
function withoutAnnotations(schema) {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).flatMap(([keyword, value]) => {
    if (annotations.has(keyword)) return [];
    if (keyword === 'enum') return [[keyword, value]];
    if (maps.has(keyword)) return [[keyword, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutAnnotations(inner)]))]];
    return [[keyword, withoutAnnotations(value)]];
  }));
}

/** Characters of the longest text that a member without a `maxLength` is read of: AWS's longest ARN has as many (IAM and KMS API references). */
const longestText = 2_048;

/** The schema with every pattern behind its length: a text that is too long is refused as such, and no pattern is run on it. */
function lengthsFirst(schema) {
  if (Array.isArray(schema)) return schema.map(lengthsFirst);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { pattern, maxLength = longestText, ...rest } = schema;
  const others = Object.fromEntries(Object.entries(typeof pattern === 'string' ? rest : schema).map(([name, value]) => [name, lengthsFirst(value)]));
  return typeof pattern === 'string' ? { ...others, maxLength, if: { maxLength }, then: { pattern } } : others;
}

/** The one helper the generated code asks of ajv's runtime: the length of a text in code points, as JSON Schema counts it. */
function codePoints(text) {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) { count--; index++; }
  }
  return count;
}

/** The validator and the sentences as one minified ES module that imports nothing. */
async function compile(schema) {
  const ajv = new Ajv({
    strict: true, strictRequired: false, allErrors: true, verbose: false, messages: false, inlineRefs: false, unicodeRegExp: true,
    code: { source: true, esm: true, optimize: 2 },
  });
  const source = standaloneCode(ajv, ajv.compile(lengthsFirst(withoutAnnotations(schema))))
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'codePoints');
  if (/\brequire\(|\bimport\b/.test(source)) throw new Error('The generated validator asks for more of ajv\'s runtime than code points.');
  const { members, required } = membersByPlace(schema);
  const messages = `export const patternMessages = ${JSON.stringify(patternMessages(schema))}; export const members = ${JSON.stringify(members)}; export const required = ${JSON.stringify(required)};`;
  const { code } = await transform(`${codePoints}\n${source}\n${messages}\n`, { format: 'esm', target: 'es2022', minify: true });
  return `// Generated from schemas/job-spec.schema.json by scripts/generate-validator.mjs; do not edit.\n${code}`;
}

/** Brings the validator up to date with the schema; an unchanged file is left alone. */
export async function generateValidator() {
  const schema = JSON.parse(await readFile(schemaFile, 'utf8'));
  delete schema.definitions.Variable;
  const text = await compile(forResolvedValues(schema));
  const before = await readFile(targetFile, 'utf8').catch(() => '');
  if (text !== before) await writeFile(targetFile, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateValidator();
