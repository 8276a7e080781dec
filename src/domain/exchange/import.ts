// Brings in what people have: a pasted text → the form it has → the requests in it → one request as a spec. Nothing in
// the text is run.
import { defined } from '../defined.ts';
import { maxOf } from '../extremes.ts';
import type { JobKind } from '../jobs/kinds.ts';
import { type JsonObject, isJsonObject } from '../json.ts';
import { type SpecPlace, orderedSpecText } from '../spec/awsCli.ts';
import { maxSpecLength } from '../spec/parse.ts';
import { type Fault, Unreadable, positionOf, sentenceOf } from './fault.ts';
import { type Form, forms } from './forms.ts';
import type { ReadFile, Reading, ReadingContext } from './found.ts';
import { isTooDeep } from './json.ts';
import { kindsFitting, matchMembers } from './members.ts';
import { type Shaped, isSpec, requestsIn } from './shapes.ts';
import { withoutFunctions } from './cloudFormation.ts';
import { withoutPlaceholders } from './skeleton.ts';
import { type ImportedVariable, Variables } from './variables.ts';

/** A request that a text holds. */
export interface Recognized {
  /** The kind that the text names, or those that the request fits; never empty. */
  readonly kinds: readonly JobKind[];
  /** Tells it from the other requests of the text: the name of a job or state. */
  readonly name?: string;
  /** The line of the text on which it begins, from 1, if it is known. */
  readonly line?: number;
  /** Makes a spec of it, for one of its kinds. `place`: the region and account if the text names none. */
  readonly specFor: (kind: JobKind, place?: SpecPlace) => ImportedSpec;
}

/** A spec made of a request. */
export interface ImportedSpec {
  readonly text: string;
  /** The names and expressions whose values the text does not say. */
  readonly variables: readonly ImportedVariable[];
  /** What was matched or left out, as sentences. */
  readonly told: readonly string[];
}

/** The requests in a text, never none; or why there is none, as sentences for the user. */
export type Import = { readonly found: readonly Recognized[] } | { readonly problem: string };

/** The requests that a reading holds. */
function shapedIn(reading: Exclude<Reading, Fault>, { variables }: ReadingContext): readonly Shaped[] {
  if ('requests' in reading)
    return reading.requests.map(found => ({ ...found, request: withoutFunctions(found.request, variables) }));
  return reading.data.flatMap((value, index) => {
    if (isTooDeep(value)) throw new Unreadable('The text is nested too deeply for a request.');
    return requestsIn(withoutFunctions(value, variables), variables, reading.said?.[index]);
  });
}

const list = (names: readonly string[]): string => names.slice(0, 20).join(', ') + (names.length > 20 ? ', …' : '');

function specOf(shaped: Shaped, kind: JobKind, place: SpecPlace, variables: Variables): ImportedSpec {
  const { request, renamed } = matchMembers(kind, shaped.request, variables);
  const { value, used } = variables.written({
    ...defined({ region: shaped.region ?? place.region, account: shaped.account ?? place.account }),
    request: withoutPlaceholders(kind, request),
  });
  const { dropped = [], notes = [] } = shaped;
  const spec: JsonObject = isJsonObject(value) ? value : {};
  return {
    text: orderedSpecText(kind, spec),
    variables: used,
    told: [
      ...notes,
      ...(renamed.length === 0 ? [] : [`Names were matched to those of AWS: ${list(renamed)}.`]),
      ...(dropped.length === 0 ? [] : [`Not part of a job spec and left out: ${list([...new Set(dropped)])}.`]),
    ],
  };
}

function recognized(text: string, shaped: Shaped, variables: Variables): Recognized[] {
  const { kind, name, offset, request } = shaped;
  const fitting = shaped.kinds ?? (isJsonObject(request) ? kindsFitting(Object.keys(request)) : []);
  const kinds = kind === undefined ? fitting : [kind];
  if (kinds.length === 0) return [];
  return [
    {
      kinds,
      ...defined({ name, line: offset === undefined ? undefined : positionOf(text, offset).line }),
      specFor: (chosen, place = {}) => specOf(shaped, chosen, place, variables),
    },
  ];
}

/** The outcome of trying one form. */
type Attempt = { readonly form: Form } & ({ readonly shaped: readonly Shaped[] } | Fault);

async function attempt(form: Form, text: string, context: ReadingContext): Promise<Attempt> {
  try {
    const reading = await form.read(text, context);
    if ('problem' in reading) return { form, ...reading };
    if ('data' in reading && reading.data.some(isSpec)) return { form, problem: isAlready, isFinal: true };
    if ('data' in reading && reading.data.every(value => typeof value !== 'object' || value === null))
      return { form, problem: nothing };
    return { form, shaped: shapedIn(reading, context) };
  } catch (fault) {
    if (fault instanceof Unreadable) return { form, ...fault.fault };
    throw fault;
  }
}

const isAlready = 'This is already a job spec. You can use it as it is.';
const nothing = 'No request for a batch job of Amazon Comprehend Medical or AWS Entity Resolution was found.';

/** Returns why no form could be read: of those that may be meant, the fault that is furthest down in the text. */
function problemOf(text: string, attempts: readonly Attempt[]): string {
  const wasRead = attempts.find(each => 'shaped' in each);
  if (wasRead !== undefined) return `${nothing} The text was read as ${wasRead.form.title}.`;
  const faults = attempts.flatMap(each => ('problem' in each ? [each] : []));
  const lineOf = ({ offset }: Fault): number => (offset === undefined ? 0 : positionOf(text, offset).line);
  const furthest = maxOf(faults, lineOf);
  const fault = faults.find(each => lineOf(each) === furthest);
  if (fault?.offset === undefined) return fault?.problem ?? nothing;
  return `${sentenceOf(text, fault)} The text was read as ${fault.form.title}.`;
}

/**
 * Recognizes the requests in a text. Never rejects, whatever the text, unless `readFile` does; the work is bounded by
 * the length of the text. `readFile`: gets a file that a command names (`file://…`).
 */
export async function importText(source: string, readFile: ReadFile = noFile): Promise<Import> {
  if (source.length > maxSpecLength)
    return {
      problem: 'The text is too large to be imported (over 1,048,576 characters). Import the part with the request.',
    };
  const text = source.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  if (text.trim() === '') return { problem: 'The text is empty.' };
  if (text.includes('\0')) return { problem: 'This is not a text: it is binary, or was saved as UTF-16.' };
  const attempts: Attempt[] = [];
  for (const form of forms) {
    const fits = form.fits(text);
    if (fits === 'no') continue;
    const variables = new Variables(text);
    const tried = await attempt(form, text, { variables, readFile });
    if ('shaped' in tried && tried.shaped.length > 0) {
      const found = tried.shaped.flatMap(shaped => recognized(text, shaped, variables));
      if (found.length > 0) return { found };
    }
    attempts.push(tried);
    if (fits === 'sure' || ('problem' in tried && tried.isFinal === true)) return { problem: problemOf(text, [tried]) };
  }
  return { problem: problemOf(text, attempts) };
}

const noFile: ReadFile = () => Promise.resolve(undefined);
