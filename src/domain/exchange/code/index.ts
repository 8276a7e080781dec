// Reads programs in Python and JavaScript: the calls that start a job, or else the objects that are written out.
import type { JsonValue } from '../../json.ts';
import { defined } from '../../defined.ts';
import { regionPattern } from '../../spec/regions.ts';
import { Unreadable } from '../fault.ts';
import type { FoundRequest, Reading, ReadingContext } from '../found.ts';
import { memberMeant } from '../members.ts';
import { jobKinds } from '../../jobs/kinds.ts';
import { type Operation, operationOf, plain } from '../operations.ts';
import { type Program, closingAt, programOf } from './program.ts';
import type { Variables } from '../variables.ts';
import { Values } from './values.ts';

/** The most calls that are read; a text with more is a log. */
const maxCalls = 200;

/** A name that is called: `client.start_…_job(`, `new Start…JobCommand(`. */
const callee = /(?<![\w$])[\w$]{10,80}(?=\s*(?:<[^()\n]{0,80}>)?\()/g;

/** Whether a text may hold a call of the services. */
export function holdsCall(text: string): boolean {
  let tried = 0;
  for (const [name] of text.matchAll(callee)) {
    if (operationOf(name) !== undefined) return true;
    if (++tried === 10_000) return false;
  }
  return false;
}

/** A call of one of the services. */
interface Call {
  readonly operation: Operation;
  /** The index of the token that names it, and of its opening bracket. */
  readonly name: number;
  readonly open: number;
}

function callsIn({ tokens }: Program): readonly Call[] {
  const calls: Call[] = [];
  for (const [name, { type, word }] of tokens.entries()) {
    const operation = type === 'name' ? operationOf(word) : undefined;
    if (operation === undefined || tokens[name - 1]?.word === 'def' || tokens[name - 1]?.word === 'function') continue;
    let open = name + 1;
    // The types of a call.
    while (open < name + 20 && tokens[name + 1]?.word === '<' && tokens[open]?.word !== '(') open++;
    if (tokens[open]?.word !== '(') continue;
    if (calls.length < maxCalls) calls.push({ operation, name, open });
  }
  return calls;
}

/** Where programs name the region: `region_name='us-east-1'`, `region: "us-east-1"`; the last before a call counts. */
function regionsIn(program: Program): readonly { readonly index: number; readonly region: string }[] {
  const { tokens, closing } = program;
  /** Where the arguments of the last client of another service end. */
  let end = 0;
  return tokens.flatMap(({ type, word, parts }, index) => {
    if (word === '(' && isOfOther(program, index)) end = Math.max(end, closing.get(index) ?? 0);
    // boto3.client('s3', 'us-east-1')
    if (index < end || (word === 'client' && isOfOther(program, index + 1))) return [];
    const value = tokens[index + 2]?.parts?.[0];
    const isRegion =
      /^(?:region_name|region|AWS_REGION|AWS_DEFAULT_REGION)$/.test(word) ||
      (type === 'text' && parts?.[0] !== undefined && 'text' in parts[0] && parts[0].text === 'region_name');
    const isGiven = isRegion && /^[=:]$/.test(tokens[index + 1]?.word ?? '') && value !== undefined && 'text' in value;
    if (isGiven && regionPattern.test(value.text)) return [{ index, region: value.text }];
    // boto3.client('comprehendmedical', 'us-east-1')
    const second = word === 'client' && tokens[index + 1]?.word === '(' ? tokens[index + 4]?.parts?.[0] : undefined;
    return second !== undefined && 'text' in second && regionPattern.test(second.text)
      ? [{ index, region: second.text }]
      : [];
  });
}

/** Services that others are; a client of theirs says nothing of ours. */
const isOurs = (name: string): boolean => /comprehendmedical|entityresolution/.test(plain(name));
const otherClient = /^(?:\w*Client|[A-Z][A-Z\d]+|DynamoDB|Lambda)$/;

/** Whether a bracket is that of a client of another service: `boto3.client('s3', …`, `new S3Client(…`. */
function isOfOther({ source, tokens }: Program, open: number): boolean {
  const callee = tokens[open - 1]?.word ?? '';
  if (/^(?:client|resource)$/.test(callee)) {
    const from = tokens[open]?.start ?? 0;
    const [, named] = /^\(\s*(?:service_name\s*=\s*)?['"]([\w-]+)['"]/.exec(source.slice(from, from + 200)) ?? [];
    return named !== undefined && !isOurs(named);
  }
  return (
    (tokens[open - 2]?.word === 'new' || tokens[open - 2]?.word === '.') && otherClient.test(callee) && !isOurs(callee)
  );
}

/** The tokens of what the text gives to the client of a call: `client.start…(`, `client.send(new Start…(`. */
function clientOf({ tokens, assignments, closing }: Program, name: number): readonly [number, number] | undefined {
  const dot = tokens[name - 1]?.word === 'new' && tokens[name - 2]?.word === '(' ? name - 4 : name - 1;
  if (tokens[dot]?.word !== '.' || tokens[dot - 2]?.word === '.') return undefined;
  const value = assignments.get(tokens[dot - 1]?.word ?? '')?.findLast(each => each.value < name)?.value;
  if (value === undefined) return undefined;
  let open = value;
  while (open < value + 10 && tokens[open]?.word !== '(') open++;
  return [value, closing.get(open) ?? value];
}

function requestOf(
  program: Program,
  { operation, name, open }: Call,
  regions: ReturnType<typeof regionsIn>,
  context: ReadingContext,
): FoundRequest {
  const values = new Values(program, context.variables);
  const close = closingAt(program, open);
  const { tokens } = program;
  const argument = tokens[open + 1]?.word === '**' ? open + 2 : open + 1;
  const request: JsonValue = values.arguments(open);
  // One argument that is only a name: the request is what it holds, which the text does not say.
  const only = Object.keys(request).length === 0 && values.left.length > 0;
  const value = only ? values.read(argument).value : request;
  if (tokens[argument]?.type === 'name') values.noteChanges(tokens[argument].word, argument);
  const changed = [...values.changed].slice(0, 20).join(', ');
  const [from, to] = clientOf(program, name) ?? [0, 0];
  const region =
    regions.findLast(({ index }) => from <= index && index < to) ??
    regions.findLast(({ index }) => index < close) ??
    regions[0];
  return {
    kind: operation.kind,
    request: value,
    offset: tokens[name]?.start ?? 0,
    ...defined({ region: region?.region }),
    dropped: only ? [] : values.left,
    notes:
      values.changed.size === 0 ? [] : [`The program changes this before the call, which is left out: ${changed}.`],
  };
}

/** Reads the objects that are written out: the whole text, the values of its names, or arguments without a call. */
function dataIn(program: Program, { variables }: ReadingContext): Reading {
  const { tokens, assignments } = program;
  const [first] = tokens;
  if (first === undefined) throw new Unreadable('The text is empty.');
  const typed = [...assignments].flatMap(([, list]) =>
    list.flatMap(({ value, type }): FoundRequest[] => {
      const operation = type.map(operationOf).find(each => each?.verb === 'start');
      if (operation === undefined) return [];
      return [
        {
          kind: operation.kind,
          request: new Values(program, variables).read(value).value,
          offset: tokens[value]?.start ?? 0,
        },
      ];
    }),
  );
  if (typed.length > 0) return { requests: typed };
  const isArguments =
    first.type === 'name' &&
    tokens[1]?.word === '=' &&
    jobKinds.some(({ definition }) => memberMeant(first.word, definition) !== undefined);
  if (isArguments || first.word === '**') return { data: [new Values(program, variables).members(0, tokens.length)] };
  const begin = first.word === 'return' || (first.word === 'export' && tokens[1]?.word === 'default') ? 1 : 0;
  if (/^[{[(]$/.test(tokens[begin]?.word ?? '') || tokens[begin]?.word === 'dict') {
    const { value, next } = new Values(program, variables).read(begin);
    const rest = tokens[next];
    if (rest !== undefined && rest.word !== ';')
      throw new Unreadable('The object ends before this, and what follows cannot be read.', rest.start);
    return { data: [value] };
  }
  return { data: literalsIn(program, variables) };
}

/** The most places where an object is looked for. */
const maxTried = 2_000;

/** Reads the outermost objects that a program writes out, and the arguments of calls that have names. */
function literalsIn(program: Program, variables: Variables): readonly JsonValue[] {
  const { tokens, closing } = program;
  const values = new Values(program, variables);
  const found: JsonValue[] = [];
  let tried = 0;
  for (let index = 0; index < tokens.length && tried < maxTried; index++) {
    const { type, word } = tokens[index] ?? {};
    const close = closing.get(index);
    const isCall = word === '(' && tokens[index + 1]?.type === 'name' && tokens[index + 2]?.word === '=';
    if (type !== 'mark' || close === undefined || !(word === '{' || isCall)) continue;
    tried++;
    try {
      found.push(isCall ? values.arguments(index) : values.read(index).value);
      index = close;
    } catch (fault) {
      if (!(fault instanceof Unreadable)) throw fault; // a block of statements; look inside
    }
  }
  return found;
}

/** Reads a program, or an object written in its language. Throws Unreadable. */
export function readCode(text: string, context: ReadingContext): Reading {
  const program = programOf(text);
  const calls = callsIn(program);
  const startCalls = calls.filter(({ operation: { verb } }) => verb === 'start');
  const regions = startCalls.length > 0 ? regionsIn(program) : [];
  if (startCalls.length > 0) return { requests: startCalls.map(call => requestOf(program, call, regions, context)) };
  if (calls[0] !== undefined)
    throw new Unreadable(
      'The call does not start a job. Import what it returns.',
      program.tokens[calls[0].name]?.start ?? 0,
    );
  return dataIn(program, context);
}
