// Reads what `aws … --cli-input-json` and `--cli-input-yaml` take: JSON, comments welcome, or YAML as the CLI's skeletons have it.
import { type JsonObject, isJsonObject } from '../json.ts';
import { maxSpecLength, parseSpec } from './parse.ts';

/** The request as it stands in a text, or why there is none, in a sentence for a person. */
export type CliInput = { readonly request: JsonObject } | { readonly problem: string };

/** A text as JSON, whatever it was before. */
export type Reading = { readonly json: string } | { readonly problem: string };

/** A message with the line it is about. */
export function atLine(text: string, offset: number, message: string): string {
  return `Line ${text.slice(0, offset).split('\n').length}: ${message}`;
}

/** Skeletons begin with a name in YAML and with a brace in JSON; what begins like JSON is told of as JSON. */
const beginsLikeJson = /^\s*(?:[{[]|\/\/|\/\*)/;

async function read(text: string): Promise<Reading> {
  if (text.length > maxSpecLength) return { problem: 'The text is too large for the input of an AWS CLI command (over 1,048,576 characters).' };
  if (text.trim() === '') return { problem: 'The text is empty.' };
  if (text.includes('\0')) return { problem: 'This is not a text: it is binary, or was saved as UTF-16.' };
  return beginsLikeJson.test(text) ? { json: text } : (await import('./cliYaml.ts')).readYaml(text);
}

/** Reads the input of an AWS CLI command, JSON or YAML. Never throws for any text, and takes less than a second or so for any. */
export async function readCliInput(text: string): Promise<CliInput> {
  const plain = text.replace(/^\ufeff/, '');
  const reading = await read(plain);
  if ('problem' in reading) return reading;
  // The reader of specs has its bounds, and knows half characters and names that are used twice.
  const { value, problems: [first] } = parseSpec(reading.json);
  if (first !== undefined) return { problem: reading.json === plain ? atLine(plain, first.offset, first.message) : first.message };
  if (value === undefined || value === null) return { problem: 'The text is empty.' };
  if (!isJsonObject(value)) return { problem: 'The input of an AWS CLI command is an object; this is something else.' };
  if ('action' in value && 'request' in value) return { problem: 'This is a job spec already, and needs no import.' };
  return { request: value };
}
