// Reads shell commands: finds those of the AWS CLI that start a job.
import { namesSecret } from '../../spec/secrets.ts';
import { Unreadable } from '../fault.ts';
import type { JsonValue } from '../../json.ts';
import type { FoundRequest, ReadFile, Reading, ReadingContext, SaidOfData } from '../found.ts';
import { readJson } from '../json.ts';
import { type Operation, operationOf } from '../operations.ts';
import { filesWritten } from './heredocs.ts';
import { requestOf, splitOptions, takesValue } from './options.ts';
import { asArgument, shellOf } from './syntax.ts';
import { type Command, type Word, readWords } from './words.ts';

const program = /(?<![\w.-])aws2?(?:\.exe|\.cmd)?["']?(?=[ \t])/gi;
const service = /^(?:comprehendmedical|entityresolution|scheduler|stepfunctions)$/i;
/** The services whose commands hold requests that they are to send. */
const carrier = /^(?:scheduler|stepfunctions)$/i;

/** The most commands that are read, and the most whose options before the service are looked through. */
const maxCommands = 200;
const maxPeeked = 1_000;
const peekedLength = 2_000;
/** The most commands of the services that are looked at, whatever they do. */
const maxLooked = 2_000;

/** Whether the first word that is no option of the program names one of the services. */
function isOurs(text: string, from: number): boolean {
  const words = text.slice(from, from + peekedLength).split(/\s+/);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word.startsWith('--')) {
      if (!word.includes('=') && takesValue(word.slice(2))) index++;
    } else if (!/^[\\`^]?$/.test(word)) return service.test(word);
  }
  return false;
}

/** Yields the offsets after the program's name of the commands of the two services. */
function* starts(text: string): Generator<{ readonly offset: number; readonly from: number }> {
  let peeked = 0;
  program.lastIndex = 0;
  for (let found; (found = program.exec(text)) !== null; ) {
    const from = found.index + found[0].length;
    const next = /[ \t]+(?:(comprehendmedical|entityresolution|scheduler|stepfunctions)\b|[-\\`^])/iy;
    next.lastIndex = from;
    const [whole, named] = next.exec(text) ?? [];
    if (whole === undefined) continue;
    if (named !== undefined || (peeked++ < maxPeeked && isOurs(text, from))) {
      yield { offset: found.index, from };
      program.lastIndex = from;
    }
  }
}

/** Whether a text may hold such a command. */
export const holdsCommand = (text: string): boolean => starts(text).next().done === false;

const maxAssigned = 1_000;

const isComment = (text: string, offset: number): boolean =>
  /^[ \t]*(?:#|rem[ \t]|::)/i.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));

/** Replaces the lines that are comments by blanks, so that offsets stay. */
const withoutComments = (text: string): string =>
  text.replaceAll(/^[ \t]*(?:#|rem[ \t]|::)[^\n]*/gim, comment => ' '.repeat(comment.length));

/** A value that the text gives to a name, and where. */
interface Assigned {
  readonly index: number;
  readonly value: string;
}

/** The values that the text gives to names, in order: `BUCKET=notes`, `$bucket = 'notes'`, `set BUCKET=notes`. */
function assignmentsIn(text: string): ReadonlyMap<string, readonly Assigned[]> {
  const assignment =
    /(?:^|[\n;]|\bexport(?=[ \t])|\bset(?=[ \t])(?:[ \t]+")?)[ \t]*(?:[$%#>][ \t]+)?\$?(?:env:)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))/g;
  const found = new Map<string, Assigned[]>();
  let count = 0;
  for (const { index, 1: name = '', 2: double, 3: single, 4: bare } of text.matchAll(assignment)) {
    const value = double ?? single ?? bare ?? '';
    if (/[$`]/.test(single === undefined ? value : '') || namesSecret(name) || ++count > maxAssigned) continue;
    const known = found.get(name);
    if (known === undefined) found.set(name, [{ index, value }]);
    else known.push({ index, value });
  }
  return found;
}

/** A region that the text sets in the environment: for the rest of the text, or for the command on the same line. */
interface RegionSet {
  readonly index: number;
  readonly region: string;
  readonly end: number;
}

function regionsIn(text: string): readonly RegionSet[] {
  const assignment = /\bAWS_(?:DEFAULT_)?REGION[ \t]*=[ \t]*["']?([a-z0-9-]{1,40})["']?([ \t]+\w[^\n]*)?/g;
  return [...text.matchAll(assignment)].map(({ index, 0: whole, 1: region = '', 2: command }) => ({
    index,
    region,
    end: command === undefined ? text.length : index + whole.length,
  }));
}

/** A command of the AWS CLI: its operation, and its words after it. */
interface AwsCommand extends Command {
  readonly offset: number;
  readonly operation: Operation;
}

/** A comment may be prose, with an apostrophe that closes nothing. */
function readComment(from: number, read: (from: number) => Command): Command | undefined {
  try {
    return read(from);
  } catch {
    return undefined;
  }
}

function commandsIn(
  text: string,
  read: (from: number) => Command,
): { readonly known: readonly AwsCommand[]; readonly carried: readonly Word[]; readonly other?: string } {
  const known: AwsCommand[] = [];
  const commented: AwsCommand[] = [];
  const carried: Word[] = [];
  let other: string | undefined;
  let end = 0;
  let looked = 0;
  for (const { offset, from } of starts(text)) {
    if (offset < end) continue;
    if (known.length + commented.length === maxCommands || ++looked > maxLooked) break;
    const inComment = isComment(text, offset);
    const command = inComment ? readComment(from, read) : read(from);
    if (command === undefined) continue;
    if (!inComment) ({ end } = command);
    const { plain } = splitOptions(command.words);
    const name = plain[1]?.text ?? '';
    const operation = operationOf(name);
    if (carrier.test(plain[0]?.text ?? '')) {
      for (const word of command.words)
        if (word.text.startsWith('{') || word.text.startsWith('file://')) carried.push(word);
    } else if (operation === undefined) other ??= name;
    else (inComment ? commented : known).push({ ...command, offset, operation });
  }
  return { known: known.length > 0 ? known : commented, carried, ...(other === undefined ? {} : { other }) };
}

/** Reads the output that was copied together with the command that printed it. `next`: where the next command begins. */
function outputAfter(
  text: string,
  { end, words, operation: { kind } }: AwsCommand,
  next: number | undefined,
): { readonly value: JsonValue; readonly said: SaidOfData } | undefined {
  const rest = text.slice(end, next).replace(/^\s+/, '');
  const last = rest.lastIndexOf('}');
  const read = rest.startsWith('{') ? readJson(rest.slice(0, last + 1)) : undefined;
  if (read === undefined || 'problem' in read) return undefined;
  const workflow = splitOptions(words).options.find(({ name }) => name === 'workflow-name')?.values[0]?.text;
  return { value: read.value, said: { kind, ...(workflow === undefined ? {} : { workflow }) } };
}

/** Reads the commands in a text. Throws Unreadable. */
export async function readShell(text: string, { variables, readFile }: ReadingContext): Promise<Reading> {
  const syntax = shellOf(text);
  // A comment says something only of a command that is in one, too.
  const code = withoutComments(text);
  const said = { assignments: assignmentsIn(code), regions: regionsIn(code) };
  const saidInComments = code === text ? said : { assignments: assignmentsIn(text), regions: regionsIn(text) };
  const saidTo = (offset: number): typeof said => (isComment(text, offset) ? saidInComments : said);
  const files = filesWritten(text);
  const assignedBefore = (offset: number): ((name: string) => string | undefined) => {
    const { assignments } = saidTo(offset);
    return name => assignments.get(name)?.findLast(({ index }) => index < offset)?.value;
  };
  const read = (from: number): Command => {
    const { words, end } = readWords(text, from, { syntax, variables, assigned: assignedBefore(from) });
    const arguments_ = words.map(word => {
      const argument = asArgument(word.text, text, syntax);
      return argument === word.text ? word : { ...word, text: argument, at: () => word.offset };
    });
    return { words: arguments_, end };
  };
  const { known, carried, other } = commandsIn(text, read);
  const startCommands = known.filter(({ operation: { verb } }) => verb === 'start');
  const requests: FoundRequest[] = [];
  for (const { words, offset, operation } of startCommands) {
    const found = await requestOf(splitOptions(words).options, {
      kind: operation.kind,
      variables,
      readFile: async path => files.get(path.replace(/^\.\//, '')) ?? (await readFile(path)),
      assigned: mark => assignedBefore(offset)(variables.sourceOf(mark)),
    });
    const region =
      found.region ?? saidTo(offset).regions.findLast(({ index, end }) => index < offset && offset < end)?.region;
    requests.push({ ...found, offset, ...(region === undefined ? {} : { region }) });
  }
  if (requests.length > 0) return { requests };
  if (carried.length > 0) return { data: await Promise.all(carried.map(word => carriedIn(word, files, readFile))) };
  const outputs = known.flatMap((command, index) =>
    command.operation.verb === 'stop' ? [] : (outputAfter(text, command, known[index + 1]?.offset) ?? []),
  );
  if (outputs.length > 0)
    return { data: outputs.map(({ value }) => value), said: outputs.map(({ said: ofCommand }) => ofCommand) };
  throw startsNothing(known[0], other);
}

/** Reads the JSON that a command for another service has: a target of a schedule, the definition of a state machine. */
async function carriedIn(word: Word, files: ReadonlyMap<string, string>, readFile: ReadFile): Promise<JsonValue> {
  const path = word.text.startsWith('file://') ? word.text.slice('file://'.length) : undefined;
  const text = path === undefined ? word.text : (files.get(path) ?? (await readFile(path)));
  if (text === undefined) throw new Unreadable('The request is in a file that was not read.', word.offset);
  const read = readJson(text);
  if ('problem' in read)
    throw new Unreadable(
      `This JSON cannot be read. ${read.problem}`,
      path === undefined ? word.at(read.offset ?? 0) : word.offset,
    );
  return read.value;
}

function startsNothing(command: AwsCommand | undefined, other: string | undefined): Unreadable {
  if (command === undefined)
    return new Unreadable(
      other === undefined || other === ''
        ? 'The command has no operation, such as start-phi-detection-job.'
        : `The command ${JSON.stringify(other.slice(0, 60))} does not start a job.`,
    );
  return new Unreadable(
    command.operation.verb === 'stop'
      ? 'The command stops a job and does not start one.'
      : 'The command shows jobs and does not start one. Import what it prints.',
    command.offset,
  );
}
