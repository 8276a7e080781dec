// Rules about the job itself: its name, and how it is started.
import { removeProperty } from '../edits.ts';
import { nameRange, nodeAt } from '../nodes.ts';
import { personalIn } from '../personal.ts';
import { type Path, problem } from '../problem.ts';
import { keys } from './keys.ts';
import { type Rule, type RuleInput, report, textAt } from './rule.ts';

/** How many characters of a name fit in lists; our own estimate, because AWS documents no figure. */
const listedCharacters = 64;

/** How many characters of a key are checked: the length of the longest key. */
const longestKey = 1_024;

const namePath: Path = ['request', 'JobName'];

/** Returns the strings of a request that others see in lists and logs, split into names. */
function names(input: RuleInput): readonly { readonly path: Path; readonly parts: readonly string[] }[] {
  const job = textAt(input, namePath);
  return [
    ...(job === undefined ? [] : [{ path: namePath, parts: [job] }]),
    ...keys(input).map(({ path, key }) => ({ path, parts: key.slice(0, longestKey).split('/') })),
  ];
}

const personalName: Rule = input =>
  names(input).flatMap(({ path, parts }) => {
    const [found] = parts.flatMap(part => (part === '' ? [] : (personalIn(part) ?? [])));
    if (found === undefined) return [];
    const isJob = path === namePath;
    return [
      report(
        input,
        'AJ073',
        path,
        `This ${isJob ? 'name' : 'key'} looks like it contains ${found.what}. ${isJob ? 'Job names' : 'Keys'} show up in lists and logs, so keep personal data out of them.`,
      ),
    ];
  });

const longName: Rule = input => {
  const length = Array.from(textAt(input, namePath) ?? '').length;
  return length <= listedCharacters
    ? []
    : [
        report(
          input,
          'AJ074',
          namePath,
          'This name is so long that lists cut it off. Put what tells this job from others first.',
        ),
      ];
};

const writtenToken: Rule = input => {
  const path = ['request', 'ClientRequestToken'];
  const property = nodeAt(input.root, path)?.parent;
  if (property === undefined || input.kind?.service !== 'comprehendmedical') return [];
  const fixes = [{ title: 'Remove ClientRequestToken', edits: removeProperty(input.text, property) }];
  return [
    problem(
      'AJ072',
      path,
      nameRange(nodeAt(input.root, path) ?? property),
      'A token in the file makes every later start the same job as the first: leave it out, every start gets a fresh one.',
      fixes,
    ),
  ];
};

const deleteOnly: Rule = input => {
  const path = ['request', 'jobType'];
  if (input.kind?.service !== 'entityresolution' || textAt(input, path) !== 'DELETE_ONLY') return [];
  return [
    report(
      input,
      'AJ070',
      path,
      'This run removes records from what earlier runs have loaded and maps nothing; you will be asked a second time before it starts.',
    ),
  ];
};

export const jobRules: readonly Rule[] = [personalName, longName, writtenToken, deleteOnly];
