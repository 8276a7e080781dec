// What the tests of the texts share: a text as people have it, and the specs it is to become.
import assert from 'node:assert/strict';
import { type Recognized, importText } from '../../../src/domain/exchange/import.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { check } from '../spec/support.ts';

/** What is expected of a request in a text. */
export interface Expected {
  /** The families of the kinds: `PHIDetection`; several if the text does not say. */
  readonly kinds: readonly string[];
  readonly request: JsonObject;
  readonly region?: string;
  readonly account?: string;
  /** The names of the variables, in order. */
  readonly variables?: readonly string[];
  /** Matches all that is told, joined by a blank. */
  readonly told?: RegExp;
  readonly name?: string;
  readonly line?: number;
}

export interface TextCase {
  readonly title: string;
  readonly text: string;
  readonly expected: readonly Expected[];
  /** The files that commands may read, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

export const medicalFamilies = [
  'EntitiesDetectionV2',
  'PHIDetection',
  'ICD10CMInference',
  'RxNormInference',
  'SNOMEDCTInference',
] as const;

/** A whole request of Comprehend Medical, as most texts have it. */
export const notes = {
  InputDataConfig: { S3Bucket: 'clinical-notes', S3Key: 'in/' },
  OutputDataConfig: { S3Bucket: 'results', S3Key: 'out/' },
  DataAccessRoleArn: 'arn:aws:iam::123456789012:role/ComprehendMedicalData',
  LanguageCode: 'en',
} as const;

/** Imports a text that is expected to hold requests. */
export async function foundIn(
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<readonly Recognized[]> {
  const read = await importText(text, path => Promise.resolve(files[path]));
  assert.ok('found' in read, 'problem' in read ? read.problem : '');
  return read.found;
}

function compare(found: Recognized, expected: Expected): void {
  assert.deepEqual(
    found.kinds.map(({ family }) => family),
    expected.kinds,
  );
  const kind = found.kinds[0]!;
  const { text, variables, told } = found.specFor(kind);
  const { action, region, account, request } = JSON.parse(text) as Record<string, unknown>;
  assert.equal(action, kind.action);
  assert.deepEqual(request, expected.request);
  assert.equal(region, expected.region);
  assert.equal(account, expected.account);
  assert.deepEqual(
    variables.map(({ name }) => name),
    expected.variables ?? [],
  );
  if (expected.told === undefined) assert.deepEqual(told, []);
  else assert.match(told.join(' '), expected.told);
  if (expected.name !== undefined) assert.equal(found.name, expected.name);
  if (expected.line !== undefined) assert.equal(found.line, expected.line);
  // What is imported is a spec that could be started, apart from the values of its variables.
  const errors = check(text).problems.filter(({ severity }) => severity === 'error');
  assert.deepEqual(
    errors.map(({ message }) => message),
    [],
    text,
  );
}

/** The texts of all tests that were registered, for the bench. */
export const readTexts: TextCase[] = [];

/** Tests each text. */
export function itReads(cases: readonly TextCase[]): void {
  readTexts.push(...cases);
  for (const { title, text, expected, files } of cases)
    it(title, async () => {
      const found = await foundIn(text, files);
      assert.equal(found.length, expected.length);
      for (const [index, each] of expected.entries()) compare(found[index]!, each);
    });
}

/** Tests that each text is refused with a sentence. */
export function itRefuses(cases: readonly (readonly [title: string, text: string, problem: RegExp])[]): void {
  for (const [title, text, problem] of cases)
    it(`refuses ${title}`, async () => {
      const read = await importText(text);
      assert.ok('problem' in read, 'it was read');
      assert.match(read.problem, problem);
    });
}
