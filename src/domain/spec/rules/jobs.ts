// Rules about the job itself: what it is called, and how it is started.
import { removeProperty } from '../edits.ts';
import { nameRange, nodeAt } from '../nodes.ts';
import { problem } from '../problem.ts';
import { type Rule, report, textAt } from './rule.ts';
import { plural } from '../../plural.ts';

/** Characters of a name that lists have room for; a judgement of ours, since none of AWS's pages tells a figure. */
const listedCharacters = 64;

/** Characters of the longest name the service takes. */
const longestName = 256;

/** What must not stand in a name that everybody who may list jobs can read, and how it is recognized. */
const personal: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a Social Security number', pattern: /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/ },
  { what: 'an NHS number or a telephone number', pattern: /(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)/ },
  { what: 'an identity number (nine digits)', pattern: /(?<!\d)\d{9}(?!\d)/ },
  { what: 'a record or insurance number', pattern: /(?<![a-z])(mrn|ssn|nhs|nino|mbi|hicn|medicare|medicaid|patient[ _.-]?(id|no|number))[ _.:=/-]*\d{3,}/i },
  { what: 'a date of birth', pattern: /(?<![a-z])(dob|born|birth(day|date)?|date[ _-]?of[ _-]?birth)(?![a-z])/i },
  { what: "a person's name", pattern: /(?<![A-Za-z])(Mr|Mrs|Ms|Miss)[. _]+\p{Lu}\p{L}+/u },
  { what: 'an e-mail address', pattern: /[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}/i },
  { what: 'a diagnosis (an ICD-10 code)', pattern: /(?<![\w.])[A-UW-Z]\d[0-9AB]\.[0-9A-Z]{1,4}(?![\w.])/ },
];

const namePath = ['request', 'JobName'];

const personalName: Rule = input => {
  // No longer name is sent, and the search for an address takes its time with the square of the length.
  const name = (textAt(input, namePath) ?? '').slice(0, longestName);
  const found = personal.find(({ pattern }) => pattern.test(name));
  return found === undefined ? [] : [report(input, 'AJ073', namePath, `This name seems to hold ${found.what}; names of jobs stand in lists and logs, so keep what belongs to a person out of them.`)];
};

const longName: Rule = input => {
  const length = Array.from(textAt(input, namePath) ?? '').length;
  return length <= listedCharacters ? [] : [report(input, 'AJ074', namePath, plural('{0, plural, one {A name of # character is cut off in lists: put what tells this job from others into the first {1}.} other {A name of # characters is cut off in lists: put what tells this job from others into the first {1}.}}', length, [listedCharacters]))];
};

const writtenToken: Rule = input => {
  const path = ['request', 'ClientRequestToken'];
  const property = nodeAt(input.root, path)?.parent;
  if (property === undefined || input.kind?.service !== 'comprehendmedical') return [];
  const fixes = [{ title: 'Remove ClientRequestToken', edits: removeProperty(input.text, property) }];
  return [problem('AJ072', path, nameRange(nodeAt(input.root, path) ?? property), 'A token in the file makes every later start the same job as the first: leave it out, every start gets a fresh one.', { fixes })];
};

const deleteOnly: Rule = input => {
  const path = ['request', 'jobType'];
  if (input.kind?.service !== 'entityresolution' || textAt(input, path) !== 'DELETE_ONLY') return [];
  return [report(input, 'AJ070', path, 'This run removes records from what earlier runs have loaded and maps nothing; you will be asked a second time before it starts.')];
};

export const jobRules: readonly Rule[] = [personalName, longName, writtenToken, deleteOnly];
