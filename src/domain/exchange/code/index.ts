// Reads programs in Python and JavaScript: the calls that start a job, or else the objects that are written out.
import type { JsonValue } from '../../json.ts';
import { defined } from '../../defined.ts';
import { regionPattern } from '../../spec/regions.ts';
import { Unreadable } from '../fault.ts';
import type { FoundRequest, Reading, ReadingContext } from '../found.ts';
import { memberMeant } from '../members.ts';
import { jobKinds } from '../../jobs/kinds.ts';
import { type Operation, operationOf } from '../operations.ts';
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
function regionsIn({ tokens }: Program): readonly { readonly index: number; readonly region: string }[] {
  return tokens.flatMap(({ type, word, parts }, index) => {
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

/** The members that a program sets after it made the object: `params['KMSKey'] = key`. */
const setLater = /^(?:\[|\.)$/;

function changesOf(program: Program, name: string, from: number, to: number): readonly string[] {
  const { tokens, source } = program;
  const found: string[] = [];
  for (let index = from; index < to; index++) {
    if (tokens[index]?.word !== name || !setLater.test(tokens[index + 1]?.word ?? '')) continue;
    const end = tokens[index + 1]?.word === '.' ? index + 3 : (program.closing.get(index + 1) ?? index) + 1;
    if (tokens[end]?.word === '=') found.push(source.slice(tokens[index]?.start, tokens[end - 1]?.end));
  }
  return found;
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
  const changes = changesOf(program, tokens[argument]?.word ?? '', 0, name);
  const region = regions.findLast(({ index }) => index < close) ?? regions[0];
  return {
    kind: operation.kind,
    request: only ? values.read(argument).value : request,
    offset: tokens[name]?.start ?? 0,
    ...defined({ region: region?.region }),
    dropped: [...(only ? [] : values.left), ...changes],
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
