import { removeProperty } from '../edits.ts';
import { nodeAt } from '../nodes.ts';
import { type Rule, report, textAt } from './rule.ts';

const path = ['after'];

const missing: Rule = input =>
  input.chain?.isMissing === true && textAt(input, path) !== undefined
    ? [
        report(
          input,
          'AJ090',
          path,
          'There is no such spec. Write the path of a spec file (*.awsjob.json), relative to the folder of this one.',
        ),
      ]
    : [];

const circle: Rule = input => {
  const names = input.chain?.circle;
  const property = nodeAt(input.root, path)?.parent;
  if (names === undefined || property === undefined || textAt(input, path) === undefined) return [];
  return [
    report(
      input,
      'AJ091',
      path,
      {
        what:
          names.length === 2
            ? 'The spec comes after itself, so it could never start.'
            : `These specs come after each other, so none of them could start: ${names.join(' → ')}.`,
        next: 'Remove after from one of them.',
      },
      [{ title: 'Remove after', edits: removeProperty(input.text, property) }],
    ),
  ];
};

export const chainRules: readonly Rule[] = [missing, circle];
