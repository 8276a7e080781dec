// What `aws … --cli-input-json` takes is the request alone. Such a file is no spec with a dozen mistakes but one without its cover.
import { jobKinds } from '../../jobs/kinds.ts';
import { isJsonObject } from '../../json.ts';
import { type Edit, type Fix, problem } from '../problem.ts';
import { members } from '../validate.generated.js';
import type { Rule, RuleInput } from './rule.ts';

/** Moves the lines of the object in, and puts the spec around it. */
function wrap({ text, root }: RuleInput, action: string): Edit[] {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const end = root.offset + root.length;
  const edits: Edit[] = [{ offset: root.offset, length: 0, content: `{${eol}  "action": ${JSON.stringify(action)},${eol}  "request": ` }];
  for (let line = text.indexOf('\n', root.offset); line !== -1 && line < end; line = text.indexOf('\n', line + 1)) {
    edits.push({ offset: line + 1, length: 0, content: '  ' });
  }
  return [...edits, { offset: end, length: 0, content: `${eol}}` }];
}

const rawCliInput: Rule = input => {
  const { spec, root } = input;
  if (!isJsonObject(spec) || 'action' in spec || 'request' in spec) return [];
  const names = Object.keys(spec).filter(name => name !== '$schema');
  const fitting = names.length === 0 ? [] : jobKinds.filter(({ definition }) => names.every(name => members[definition]?.includes(name)));
  if (fitting.length === 0) return [];
  const fixes: Fix[] = '$schema' in spec ? [] : fitting.map(({ action, title }) => ({ title: `Make it a spec of ${title}`, edits: wrap(input, action) }));
  return [problem('AJ017', [], { offset: root.offset, length: 1 }, 'This is the input of an AWS CLI command: put it under "request" and say in "action" which job it is for.', { fixes })];
};

export const cliInputRules: readonly Rule[] = [rawCliInput];
