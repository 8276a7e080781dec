// The YAML of the AWS CLI's skeletons. The library is large, and this is loaded when the first YAML is read.
import { Lexer, parseDocument } from 'yaml';
import { type Reading, atLine } from './cliInput.ts';

/** Tags that a request can have. A number or a date stays the text it is written as, since every value of a request is a text. */
const knownTags: ReadonlySet<string> = new Set(['map', 'seq', 'str', 'null'].map(name => `tag:yaml.org,2002:${name}`));

/** A skeleton with all its comments has some thousand characters and some hundred words and marks; the library takes the square of their number. */
const maxLength = 131_072;
const maxTokens = 20_000;

const tooMuch = { problem: 'The text holds far more than the input of an AWS CLI command.' };
const tooDeep = { problem: 'The text is nested too deeply for the input of an AWS CLI command.' };

function hasTooMany(tokens: Iterable<string>): boolean {
  let count = 0;
  for (const { length } of tokens) if (length > 0 && ++count > maxTokens) return true;
  return false;
}

function read(text: string): Reading {
  if (text.length > maxLength || hasTooMany(new Lexer().lex(text))) return tooMuch;
  const document = parseDocument(text, {
    schema: 'core', customTags: tags => tags.filter(tag => typeof tag === 'object' && knownTags.has(tag.tag)),
    resolveKnownTags: false, merge: false, stringKeys: true, prettyErrors: false, logLevel: 'error',
  });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault?.code === 'RESOURCE_EXHAUSTION') return tooDeep;
  if (fault?.code === 'MULTIPLE_DOCS') return { problem: atLine(text, fault.pos[0], 'A second document begins here; one request is imported at a time.') };
  if (fault !== undefined) return { problem: atLine(text, fault.pos[0], fault.message) };
  // No alias is followed: the CLI's files have none, and a few lines of them can stand for gigabytes.
  return { json: JSON.stringify(document.toJS({ maxAliasCount: 0 })) };
}

/** The JSON of a YAML text, or why there is none. Never throws. */
export function readYaml(text: string): Reading {
  try {
    return read(text);
  } catch (fault) {
    if (fault instanceof ReferenceError) return { problem: 'References (*name) are not read here: write the value in each place.' };
    if (fault instanceof RangeError) return tooDeep;
    return { problem: `The text cannot be read as YAML: ${fault instanceof Error ? fault.message : String(fault)}` };
  }
}
