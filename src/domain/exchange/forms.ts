// The forms in which people have a request. A text is tried as each form that it may have; a new form is a new row.
import { holdsCall, readCode } from './code/index.ts';
import type { Reading, ReadingContext } from './found.ts';
import { beginsLikeJson, readJson } from './json.ts';
import { holdsCommand, readShell } from './shell/index.ts';

export interface Form {
  /** With its article, for messages. */
  readonly title: string;
  /** Whether a text has this form for sure, so that no other is tried, or may have it. */
  readonly fits: (text: string) => 'sure' | 'possible' | 'no';
  /** Returns what it read, or why it cannot; or throws that as Unreadable. */
  readonly read: (text: string, context: ReadingContext) => Promise<Reading> | Reading;
}

/** Text that begins like an object, a list, a call or an assignment. */
const beginsLikeCode =
  /^\s*(?:[{[(*]|(?:export\s+default|return|const|let|var)\b|[\w$]+\s*(?::[^=\n]{1,100})?=|#|\/\/|\/\*|dict\()/;

/** In braces, words without a single quote around any of them are YAML. */
const isBareYaml = (text: string): boolean => /^\s*\{/.test(text) && !/["'`]/.test(text);

/** What a program has that hands a request to something else, such as a schedule. */
const mentions =
  /['"]start\w{4,40}Job['"]|:aws-sdk:(?:comprehendmedical|entityresolution):|\b(?:InputDataConfig|workflowName|WorkflowName)\b/;

/** In the order in which they are tried. */
export const forms: readonly Form[] = [
  {
    title: 'JSON',
    fits: text => (beginsLikeJson(text) ? 'possible' : 'no'),
    read: (text: string): Reading => {
      const read = readJson(text);
      return 'problem' in read ? read : { data: [read.value] };
    },
  },
  {
    title: 'a command of the AWS CLI',
    fits: text => (holdsCommand(text) ? 'sure' : 'no'),
    read: readShell,
  },
  {
    title: 'Python or JavaScript',
    fits: text => (holdsCall(text) ? 'sure' : beginsLikeCode.test(text) && !isBareYaml(text) ? 'possible' : 'no'),
    read: readCode,
  },
  {
    title: 'YAML',
    fits: () => 'possible',
    read: async (text: string): Promise<Reading> => {
      const read = (await import('./yaml.ts')).readYaml(text);
      return 'problem' in read ? read : { data: [read.value] };
    },
  },
  {
    title: 'Python or JavaScript',
    fits: text => (mentions.test(text) ? 'possible' : 'no'),
    read: readCode,
  },
];
