// Reads the options of an `aws … start-…` command as a request.
import { type JobKind, isWorkflowKind } from '../../jobs/kinds.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../../json.ts';
import { members } from '../../spec/validate.generated.js';
import { Unreadable } from '../fault.ts';
import type { FoundRequest, ReadFile } from '../found.ts';
import { readJson } from '../json.ts';
import { memberMeant } from '../members.ts';
import type { Variables } from '../variables.ts';
import { readShorthand } from './shorthand.ts';
import type { Word } from './words.ts';

/** An option and the words after it. */
export interface Option {
  /** Without the dashes. */
  readonly name: string;
  readonly values: readonly Word[];
}

/** The options that every command of the AWS CLI has; whether they take a value. */
const globalOptions: Readonly<Record<string, boolean>> = {
  debug: false,
  'endpoint-url': true,
  'no-verify-ssl': false,
  'no-paginate': false,
  output: true,
  query: true,
  profile: true,
  region: true,
  version: false,
  color: true,
  'no-sign-request': false,
  'ca-bundle': true,
  'cli-read-timeout': true,
  'cli-connect-timeout': true,
  'cli-binary-format': true,
  'no-cli-pager': false,
  'cli-auto-prompt': false,
  'no-cli-auto-prompt': false,
  'generate-cli-skeleton': true,
};

/** Whether an option of every command takes a value. */
export const takesValue = (name: string): boolean => globalOptions[name] === true;

/** Splits words into those that belong to no option and the options; an option that takes one value gets one. */
export function splitOptions(words: readonly Word[]): {
  readonly plain: readonly Word[];
  readonly options: readonly Option[];
} {
  const plain: Word[] = [];
  const options: { name: string; values: Word[] }[] = [];
  let open: Word[] | undefined;
  for (const word of words) {
    const [, name, joined] = /^--([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word.text) ?? [];
    if (name === undefined) {
      (open ?? plain).push(word);
      if (open === undefined) continue;
      if (takesValue(options.at(-1)?.name ?? '')) open = undefined;
      continue;
    }
    const cut = word.text.length - (joined?.length ?? 0);
    const values = joined === undefined ? [] : [{ ...word, text: joined, at: (index: number) => word.at(index + cut) }];
    options.push({ name, values });
    open = joined === undefined && globalOptions[name] !== false ? options.at(-1)?.values : undefined;
  }
  return { plain, options };
}

/** What reading the options of one command needs. */
export interface OptionContext {
  readonly kind: JobKind;
  readonly variables: Variables;
  readonly readFile: ReadFile;
  /** Returns the value that the text gives to a variable, if it does. */
  readonly assigned: (mark: string) => string | undefined;
}

/** A path that the AWS CLI would read: `file://…`, or the same through the shell. */
function pathIn(text: string, { variables }: OptionContext): string | undefined {
  const source = variables.isMark(text) ? variables.sourceOf(text) : text;
  const [, path, through] =
    /^(?:fileb?:\/\/(.+)|(?:cat|Get-Content(?: -Raw)?|gc) ["']?([^"'|]+?)["']?(?: -Raw)?)$/is.exec(source) ?? [];
  return path ?? through;
}

/** Resolves with a value that stands in a file, a variable of the text, or the word itself. */
async function textOf(word: Word, context: OptionContext): Promise<Word> {
  const path = pathIn(word.text, context);
  if (path !== undefined) {
    const text = await context.readFile(path);
    if (text === undefined) throw new Unreadable('The request is in a file that was not read.', word.offset);
    return { ...word, text: text.replace(/^\ufeff/, ''), at: () => word.offset };
  }
  const value = context.variables.isMark(word.text) ? context.assigned(word.text) : undefined;
  return value === undefined ? word : { ...word, text: value, at: () => word.offset };
}

function jsonIn({ text, at }: Word): JsonValue {
  const read = readJson(text);
  if ('problem' in read)
    throw new Unreadable(`The JSON of this option cannot be read. ${read.problem}`, at(read.offset ?? 0));
  return read.value;
}

const isJson = (text: string): boolean => /^\s*[{[]/.test(text);

/** Reads the value of an object or a list of objects: JSON, or shorthand. */
async function structureOf(values: readonly Word[], context: OptionContext): Promise<readonly JsonValue[]> {
  const read: JsonValue[] = [];
  for (const value of values) {
    if (value.text === '') continue;
    const word = await textOf(value, context);
    if (context.variables.isMark(word.text)) read.push(word.text);
    else if (isJson(word.text)) {
      const json = jsonIn(word);
      if (Array.isArray(json)) for (const entry of json as readonly JsonValue[]) read.push(entry);
      else read.push(json);
    } else read.push(readShorthand(word.text, word.at));
  }
  return read;
}

/** `output-source-config` as the services spell it: Comprehend Medical begins members with a capital letter. */
function spelled(name: string, kind: JobKind): string {
  const words = name.split('-').map(word => word.slice(0, 1).toUpperCase() + word.slice(1));
  const pascal = words.join('');
  return isWorkflowKind(kind) ? pascal.slice(0, 1).toLowerCase() + pascal.slice(1) : pascal;
}

async function readInput(word: Word, name: string): Promise<JsonValue> {
  if (isJson(word.text) || name === 'cli-input-json') return jsonIn(word);
  const read = (await import('../yaml.ts')).readYaml(word.text);
  if ('problem' in read)
    throw new Unreadable(`The YAML of this option cannot be read. ${read.problem}`, word.at(read.offset ?? 0));
  return read.value;
}

async function inputOf({ name, values: [value] }: Option, context: OptionContext): Promise<JsonObject> {
  if (value === undefined) return {};
  const word = await textOf(value, context);
  if (context.variables.isMark(word.text))
    throw new Unreadable(
      'The request comes from an expression, which is not run. Import what it returns.',
      word.offset,
    );
  const request = await readInput(word, name);
  if (!isJsonObject(request)) throw new Unreadable('The input of an AWS CLI command must be an object.', word.offset);
  return request;
}

/** Reads the options of a start. Throws Unreadable. */
export async function requestOf(options: readonly Option[], context: OptionContext): Promise<FoundRequest> {
  const { kind } = context;
  const dropped: string[] = [];
  let request: JsonObject = {};
  let region: string | undefined;
  for (const option of options.filter(({ name }) => /^cli-input-(?:json|yaml)$/.test(name)))
    request = { ...(await inputOf(option, context)), ...request };
  for (const { name, values } of options) {
    const [first] = values;
    if (name === 'region') region = first?.text;
    else if (name in globalOptions) dropped.push(`--${name}`);
    else if (!name.startsWith('cli-input-')) {
      const member = memberMeant(name, kind.definition) ?? spelled(name, kind);
      request = { ...request, [member]: await valueOf(member, values, context) };
    }
  }
  return { kind, request, dropped, ...(region === undefined ? {} : { region }) };
}

async function valueOf(member: string, values: readonly Word[], context: OptionContext): Promise<JsonValue> {
  const place = `${context.kind.definition}/${member}`;
  const [first] = values;
  if (first === undefined) return '';
  if (members[`${place}/*`] !== undefined) {
    const entries = await structureOf(values, context);
    return entries.length === 1 && context.variables.isMark(entries[0]) ? entries[0] : entries;
  }
  if (members[place] !== undefined) return (await structureOf(values, context))[0] ?? '';
  if (/^fileb?:\/\//.test(first.text)) return (await textOf(first, context)).text;
  const isKnown = memberMeant(member, context.kind.definition) !== undefined;
  return isJson(first.text) && !isKnown ? jsonIn(first) : values.map(({ text }) => text).join(' ');
}
