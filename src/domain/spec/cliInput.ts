// Reads what `aws … --cli-input-json` and `--cli-input-yaml` take: JSON, comments welcome, or YAML as the CLI's skeletons have it.
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';
import { maxSpecLength, parseSpec } from './parse.ts';

/** The request as it stands in a text, or why there is none, in a sentence for a person. */
export type CliInput = { readonly request: JsonObject } | { readonly problem: string };

type Reading = { readonly value: JsonValue } | { readonly problem: string };

function atLine(text: string, offset: number, message: string): string {
  return `Line ${text.slice(0, offset).split('\n').length}: ${message}`;
}

function readJson(text: string): Reading {
  const { value, problems: [first] } = parseSpec(text);
  if (first !== undefined) return { problem: atLine(text, first.offset, first.message) };
  return value === undefined ? { problem: 'The text is empty.' } : { value };
}

/** Tags of YAML that a request can have. A number or a date stays the text it is written as, since every value of a request is a text. */
const knownTags: ReadonlySet<string> = new Set(['map', 'seq', 'str', 'null'].map(name => `tag:yaml.org,2002:${name}`));

/** A skeleton with all its comments has some thousand characters and some hundred words and marks; the library takes the square of their number. */
const maxYamlLength = 131_072;
const maxYamlTokens = 20_000;

const tooMuch = 'The text holds far more than the input of an AWS CLI command.';
const tooDeep = 'The text is nested too deeply for the input of an AWS CLI command.';

function hasTooMany(tokens: Iterable<string>): boolean {
  let count = 0;
  for (const { length } of tokens) if (length > 0 && ++count > maxYamlTokens) return true;
  return false;
}

async function readYaml(text: string): Promise<Reading> {
  if (text.length > maxYamlLength) return { problem: tooMuch };
  const { Lexer, parseDocument } = await import('yaml');
  if (hasTooMany(new Lexer().lex(text))) return { problem: tooMuch };
  const document = parseDocument(text, {
    schema: 'core', customTags: tags => tags.filter(tag => typeof tag === 'object' && knownTags.has(tag.tag)),
    resolveKnownTags: false, merge: false, stringKeys: true, prettyErrors: false, logLevel: 'error',
  });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault?.code === 'RESOURCE_EXHAUSTION') return { problem: tooDeep };
  if (fault?.code === 'MULTIPLE_DOCS') return { problem: atLine(text, fault.pos[0], 'A second document begins here; one request is imported at a time.') };
  if (fault !== undefined) return { problem: atLine(text, fault.pos[0], fault.message) };
  // No alias is followed: the CLI's files have none, and a few lines of them can stand for gigabytes.
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  // Bounds and half characters as for a spec.
  return readJson(JSON.stringify(value));
}

/** Skeletons begin with a name in YAML and with a brace in JSON; what begins like JSON is told of as JSON. */
const beginsLikeJson = /^\s*(?:[{[]|\/\/|\/\*)/;

async function read(text: string): Promise<Reading> {
  if (text.length > maxSpecLength) return { problem: 'The text is too large for the input of an AWS CLI command (over 1,048,576 characters).' };
  if (text.trim() === '') return { problem: 'The text is empty.' };
  if (text.includes('\0')) return { problem: 'This is not a text: it is binary, or was saved as UTF-16.' };
  if (beginsLikeJson.test(text)) return readJson(text);
  try {
    return await readYaml(text);
  } catch (fault) {
    if (fault instanceof ReferenceError) return { problem: 'References (*name) are not read here: write the value in each place.' };
    if (fault instanceof RangeError) return { problem: tooDeep };
    return { problem: `The text cannot be read as YAML: ${fault instanceof Error ? fault.message : String(fault)}` };
  }
}

/** Reads the input of an AWS CLI command, JSON or YAML. Never throws for any text, and takes well under a second for any. */
export async function readCliInput(text: string): Promise<CliInput> {
  const reading = await read(text.replace(/^\ufeff/, ''));
  if ('problem' in reading) return reading;
  const { value } = reading;
  if (value === null) return { problem: 'The text is empty.' };
  if (!isJsonObject(value)) return { problem: 'The input of an AWS CLI command is an object; this is something else.' };
  if ('action' in value && 'request' in value) return { problem: 'This is a job spec already, and needs no import.' };
  return { request: value };
}
