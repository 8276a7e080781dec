// Compiles schemas/job-spec.schema.json ahead of time into a self-contained ES module: nothing is compiled when a spec
// is checked, and the editor needs no `eval` or `new Function`. Besides the validator, the module contains the schema's
// messages for patterns and the member names of every object, which the validator's errors do not include.
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { transform } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const schemaFile = `${root}schemas/job-spec.schema.json`;
const targetFile = `${root}src/domain/spec/validate.generated.js`;

/** Keywords that do not affect validity; they would make up most of the generated file. */
const annotations = new Set([
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'allowComments',
  'allowTrailingCommas',
  'defaultSnippets',
  'doNotSuggest',
  'formSection',
  'enumDescriptions',
  'markdownDescription',
  'markdownEnumDescriptions',
  'patternErrorMessage',
  'suggestSortText',
]);

/** Keywords whose member names are chosen by the author of the schema and are not keywords. */
const maps = new Set(['properties', 'definitions']);

/**
 * Every `patternErrorMessage` of the schema, keyed by its pattern, which is all that the
 * validator's errors contain of it.
 */
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

/**
 * The allowed and the required members of each object, keyed by its place: '' is the spec, otherwise the request's
 * definition and the path inside it (`*` is an entry of a list).
 */
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
  for (const { then } of schema.allOf)
    walk(then.properties.request, then.properties.request.$ref.replace('#/definitions/', ''));
  return { members, required };
}

const variable = '#/definitions/Variable';

/**
 * The schema for values in which all variables are resolved. The file, which editors read, also allows
 * values that contain a variable; the validator gets only resolved values, in which a literal `${` must not
 * be allowed for that reason.
 */
function forResolvedValues(schema) {
  if (Array.isArray(schema)) return schema.map(forResolvedValues);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { anyOf, ...rest } = schema;
  const plain = anyOf?.[1]?.$ref === variable ? { ...rest, ...anyOf[0] } : schema;
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, forResolvedValues(value)]));
}

/** The schema without annotations for editors; maps of names (`properties`, `definitions`) are walked, not pruned. */
function withoutAnnotations(schema) {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]) => {
      if (annotations.has(keyword)) return [];
      if (keyword === 'enum') return [[keyword, value]];
      if (maps.has(keyword))
        return [
          [
            keyword,
            Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutAnnotations(inner)])),
          ],
        ];
      return [[keyword, withoutAnnotations(value)]];
    }),
  );
}

/**
 * The maximum length, in characters, of a member without a `maxLength`: that of AWS's longest ARN
 * (IAM and KMS API references).
 */
const longestText = 2_048;

/**
 * The schema with each length checked before its pattern: a text that is too long is reported as such,
 * and no pattern is run on it.
 */
function lengthsFirst(schema) {
  if (Array.isArray(schema)) return schema.map(lengthsFirst);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { pattern, maxLength = longestText, ...rest } = schema;
  const others = Object.fromEntries(
    Object.entries(typeof pattern === 'string' ? rest : schema).map(([name, value]) => [name, lengthsFirst(value)]),
  );
  return typeof pattern === 'string' ? { ...others, maxLength, if: { maxLength }, then: { pattern } } : others;
}

/**
 * Replaces the only helper that the generated code needs from ajv's runtime: the length of a text in code points,
 * as JSON Schema counts it.
 */
function codePoints(text) {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      count--;
      index++;
    }
  }
  return count;
}

/** The validator and the messages as one minified ES module without imports. */
async function compile(schema) {
  const ajv = new Ajv({
    strict: true,
    strictRequired: false,
    allErrors: true,
    verbose: false,
    messages: false,
    inlineRefs: false,
    unicodeRegExp: true,
    code: { source: true, esm: true, optimize: 2 },
  });
  const source = standaloneCode(ajv, ajv.compile(lengthsFirst(withoutAnnotations(schema)))).replaceAll(
    'require("ajv/dist/runtime/ucs2length").default',
    'codePoints',
  );
  if (/\brequire\(|\bimport\b/.test(source))
    throw new Error("The generated validator asks for more of ajv's runtime than code points.");
  const { members, required } = membersByPlace(schema);
  const messages = `export const patternMessages = ${JSON.stringify(patternMessages(schema))}; export const members = ${JSON.stringify(members)}; export const required = ${JSON.stringify(required)};`;
  const { code } = await transform(`${codePoints}\n${source}\n${messages}\n`, {
    format: 'esm',
    target: 'es2022',
    minify: true,
  });
  return `// Generated from schemas/job-spec.schema.json by scripts/generate-validator.mjs; do not edit.\n${code}`;
}

/** Updates the validator from the schema; an unchanged file is not written. */
export async function generateValidator() {
  const schema = JSON.parse(await readFile(schemaFile, 'utf8'));
  delete schema.definitions.Variable;
  const text = await compile(forResolvedValues(schema));
  const before = await readFile(targetFile, 'utf8').catch(() => '');
  if (text !== before) await writeFile(targetFile, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateValidator();
