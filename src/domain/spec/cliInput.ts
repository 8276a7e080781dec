// Reads what `aws … --cli-input-json` and `--cli-input-yaml` take: JSON, comments welcome, or YAML as the CLI's skeletons have it.
import { type Reading, faultAt } from './cliReading.ts';
import { type JsonObject, isJsonObject } from '../json.ts';
import { maxSpecLength, parseSpec } from './parse.ts';

/** The request as it stands in a text, or why there is none, in a sentence for a person. */
export type CliInput = { readonly request: JsonObject } | { readonly problem: string };

/** JSON begins with a brace or a comment; YAML may, too. */
const beginsLikeJson = /^\s*(?:[{[]|\/\/|\/\*)/;

/** A text that begins like JSON but is none may be YAML, with names without quotes or single quotes. If it is neither, the reading that came farther tells why. */
async function read(text: string): Promise<Reading> {
  if (text.length > maxSpecLength) return { problem: 'The text is too large for the input of an AWS CLI command (over 1,048,576 characters).' };
  if (text.trim() === '') return { problem: 'The text is empty.' };
  if (text.includes('\0')) return { problem: 'This is not a text: it is binary, or was saved as UTF-16.' };
  const [fault] = beginsLikeJson.test(text) ? parseSpec(text).problems : [undefined];
  if (beginsLikeJson.test(text) && fault?.code !== 'AJ001') return { json: text };
  const asYaml = (await import('./cliYaml.ts')).readYaml(text);
  if (fault === undefined || 'json' in asYaml || (asYaml.offset ?? -1) > fault.offset) return asYaml;
  return faultAt(text, fault.offset, fault.message);
}

/** Reads the input of an AWS CLI command, JSON or YAML. Never throws for any text, and takes less than a second or so for any. */
export async function readCliInput(text: string): Promise<CliInput> {
  const plain = text.replace(/^\ufeff/, '');
  const reading = await read(plain);
  if ('problem' in reading) return { problem: reading.problem };
  // The reader of specs has its bounds, and knows half characters and names that are used twice.
  const { value, problems: [first] } = parseSpec(reading.json);
  if (first !== undefined) return { problem: reading.json === plain ? faultAt(plain, first.offset, first.message).problem : first.message };
  if (value === undefined || value === null) return { problem: 'The text is empty.' };
  if (!isJsonObject(value)) return { problem: 'The input of an AWS CLI command must be an object.' };
  if ('action' in value && 'request' in value) return { problem: 'This is already a job spec. You can use it as it is.' };
  return { request: value };
}
