// Reads YAML: the AWS CLI's skeletons, state machines, templates. The library is large, so this module is loaded when
// the first YAML is read.
import { type Document, type ErrorCode, Lexer, type Node, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Fault, Unreadable } from './fault.ts';

/**
 * The tags allowed in a request. A number or a date stays a string as written, because all values of a request are
 * strings.
 */
const knownTags: ReadonlySet<string> = new Set(['map', 'seq', 'str', 'null'].map(name => `tag:yaml.org,2002:${name}`));

/**
 * A skeleton with all its comments has some thousand characters and some hundred tokens; the library takes time
 * quadratic in their number.
 */
const maxLength = 131_072;
const maxTokens = 20_000;

/** Each wrong escape creates an error with a stack trace; a typical request has one or two escapes. */
const maxEscapes = 2_000;

const tooMuch: Fault = { problem: 'The text holds far more than a request. Import the part with the request.' };
const tooDeep: Fault = { problem: 'The text is nested too deeply for a request.' };

function hasTooMany(tokens: Iterable<string>): boolean {
  let count = 0;
  for (const { length } of tokens) if (length > 0 && ++count > maxTokens) return true;
  return false;
}

const halfCharacter = /\p{Cs}/u;

const indent = 'The indentation is wrong. Align the members of an object with spaces.';
const inBrackets = 'Something is missing or extra here. Check the brackets, braces, commas and quotes.';
const notYaml = 'This cannot be read as YAML.';
const reference = 'References (&name and *name) are not supported. Write the value in each place.';

/** A message for each YAML error, because the library's own messages are about its parser. */
const sentences: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: reference,
  BAD_ALIAS: reference,
  MULTIPLE_ANCHORS: reference,
  BAD_DIRECTIVE: 'Lines that start with % are not supported. Remove the line.',
  BAD_DQ_ESCAPE: 'In double quotes, a backslash must be written twice (\\\\).',
  BAD_INDENT: indent,
  BLOCK_AS_IMPLICIT_KEY: 'Two members are on one line. Write each member on a line of its own.',
  BLOCK_IN_FLOW: inBrackets,
  BAD_PROP_ORDER: notYaml,
  BAD_SCALAR_START: 'A value cannot start with this character. Put the value in quotes.',
  BAD_COLLECTION_TYPE: notYaml,
  DUPLICATE_KEY: 'This member appears twice. Remove one of the two.',
  IMPOSSIBLE: notYaml,
  KEY_OVER_1024_CHARS: 'The name of a member is too long. A colon or a line break may be missing.',
  MISSING_CHAR: inBrackets,
  MULTILINE_IMPLICIT_KEY: 'A colon is missing after the name of a member, or a quote, brace or bracket is not closed.',
  MULTIPLE_DOCS: 'A second document starts here. Import one request at a time.',
  MULTIPLE_TAGS: 'Tags are not supported. Write the value itself.',
  NON_STRING_KEY: 'The name of a member must be a text.',
  RESOURCE_EXHAUSTION: tooDeep.problem,
  TAB_AS_INDENT: 'Lines cannot be indented with tabs. Use spaces.',
  TAG_RESOLVE_FAILED: 'Tags are not supported. Write the value itself.',
  UNEXPECTED_TOKEN: inBrackets,
};

/** CloudFormation functions written as tags; as members, all but two have a prefix. */
const cloudFormation =
  /^!(Ref|Sub|GetAtt|Join|Select|Split|ImportValue|FindInMap|If|Equals|And|Or|Not|Base64|Cidr|GetAZs|Transform|Condition|Length|ToJsonString)$/;

function asFunction(tag: string, value: JsonValue): JsonObject | undefined {
  const [, name] = cloudFormation.exec(tag) ?? [];
  if (name === undefined) return undefined;
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}

/** Only texts and null have a tag here; a number or date is a text as written. */
const scalarText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Returns the value of a node; a tag that remains is a function of CloudFormation. */
function valueOf(node: unknown): JsonValue {
  const value = plainValueOf(node);
  const tag = (node as Partial<Node> | null)?.tag;
  return (typeof tag === 'string' ? asFunction(tag, value) : undefined) ?? value;
}

function plainValueOf(node: unknown): JsonValue {
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [nameOf(key), valueOf(value)]));
  if (isSeq(node)) return node.items.map(valueOf);
  if (!isScalar(node) || node.value === null || node.value === undefined) return null;
  const text = scalarText(node.value);
  if (halfCharacter.test(text))
    throw new Unreadable('This text contains half of a character (a lone surrogate).', node.range?.[0]);
  return text;
}

const nameOf = (key: unknown): string => (isScalar(key) ? scalarText(key.value) : '');

/** Returns the offset of the first missing value in braces or brackets: an error in JSON, but null in YAML. */
function leftOut(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Pair: (_, pair, path) => {
      const owner = path.at(-1);
      const isEmpty = pair.value === null || (isScalar(pair.value) && pair.value.source === '');
      if (!isEmpty || !isScalar(pair.key) || owner === undefined || !('flow' in owner) || !owner.flow) return undefined;
      found = pair.key.range?.[1];
      return visit.BREAK;
    },
  });
  return found;
}

function read(text: string): { readonly value: JsonValue } | Fault {
  if (
    text.length > maxLength ||
    hasTooMany(new Lexer().lex(text)) ||
    text.split('\\', maxEscapes + 2).length > maxEscapes + 1
  )
    return tooMuch;
  const document = parseDocument(text, {
    schema: 'core',
    customTags: tags => tags.filter(tag => typeof tag === 'object' && knownTags.has(tag.tag)),
    resolveKnownTags: false,
    merge: false,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [fault] = [
    ...document.errors,
    ...document.warnings.filter(
      ({ code, pos: [from, to] }) => code !== 'TAG_RESOLVE_FAILED' || !cloudFormation.test(text.slice(from, to)),
    ),
  ];
  if (fault?.code === 'RESOURCE_EXHAUSTION') return tooDeep;
  if (fault !== undefined) return { problem: sentences[fault.code], offset: fault.pos[0] };
  const gap = leftOut(document);
  if (gap !== undefined) return { problem: 'A value is missing here.', offset: gap };
  const alias = firstAlias(document);
  // The CLI's files have none, and a few lines of them can expand to gigabytes.
  if (alias !== undefined) return { problem: reference, offset: alias };
  return { value: valueOf(document.contents) };
}

function firstAlias(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

/** Reads a YAML text, or returns why it cannot. All scalars are texts or null. Never throws. */
export function readYaml(text: string): { readonly value: JsonValue } | Fault {
  try {
    return read(text);
  } catch (fault) {
    if (fault instanceof Unreadable) return fault.fault;
    return fault instanceof RangeError ? tooDeep : { problem: notYaml };
  }
}
