// The input of `aws … --cli-input-json` is only the request. Such a file gets one problem, not a dozen for what a spec
// has around it.
import type { Node } from 'jsonc-parser';
import { maxOf } from '../../extremes.ts';
import { type JobKind, jobKinds, kindOf } from '../../jobs/kinds.ts';
import { isJsonObject, stringAt } from '../../json.ts';
import { type Edit, type Fix, problem } from '../problem.ts';
import { nearest } from '../suggest.ts';
import { members } from '../validate.generated.js';
import type { Rule, RuleInput } from './rule.ts';

/** The members of a spec besides its request. */
const specMembers: ReadonlySet<string> = new Set(['$schema', '$allow', 'action', 'region', 'account', 'after']);

const nameOf = (property: Node): string => String(property.children?.[0]?.value);
const endOf = ({ offset, length }: Node): number => offset + length;

/** Returns the edits that indent the lines that begin between two offsets. */
function indented(text: string, from: number, to: number): Edit[] {
  const edits: Edit[] = [];
  for (let line = text.indexOf('\n', from); line !== -1 && line < to; line = text.indexOf('\n', line + 1))
    edits.push({ offset: line + 1, length: 0, content: '  ' });
  return edits;
}

/** Indents the lines of the object and wraps it in a spec. */
function wrapAll({ text, root }: RuleInput, action: string): Edit[] {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const start: Edit = {
    offset: root.offset,
    length: 0,
    content: `{${eol}  "action": ${JSON.stringify(action)},${eol}  "request": `,
  };
  return [start, ...indented(text, root.offset, endOf(root)), { offset: endOf(root), length: 0, content: `${eol}}` }];
}

/** Wraps the request's members, which are next to the spec's own, in a request; undefined if the two are mixed. */
function wrapMembers({ text, root }: RuleInput, action: string | undefined): Edit[] | undefined {
  const properties = root.children ?? [];
  const first = properties.find(property => !specMembers.has(nameOf(property)));
  const last = properties.findLast(property => !specMembers.has(nameOf(property)));
  if (first === undefined || last === undefined) return undefined;
  if (
    properties
      .slice(properties.indexOf(first), properties.indexOf(last))
      .some(property => specMembers.has(nameOf(property)))
  )
    return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text.slice(text.lastIndexOf('\n', first.offset - 1) + 1, first.offset);
  const isOwnLine = /^[ \t]*$/.test(before) && text.lastIndexOf('\n', first.offset - 1) !== -1;
  const line = isOwnLine ? `${eol}${before}` : ' ';
  return [
    {
      offset: first.offset,
      length: 0,
      content: `${action === undefined ? '' : `"action": ${JSON.stringify(action)},${line}`}"request": {${line}${isOwnLine ? '  ' : ''}`,
    },
    ...indented(text, first.offset, endOf(last)),
    { offset: endOf(last), length: 0, content: `${line}}` },
  ];
}

/** Returns how many names are members of a kind's request, and whether the others may be misspellings of one. */
function fit(names: readonly string[], { definition }: JobKind): { readonly known: number; readonly others: boolean } {
  const known = members[definition] ?? [];
  const unknown = names.filter(name => !known.includes(name));
  return { known: names.length - unknown.length, others: unknown.every(name => nearest(name, known) !== undefined) };
}

/**
 * Returns the kinds that a bare request may be meant for: those that have most of its members, or would if typos were
 * fixed.
 */
function kindsMeant(names: readonly string[]): readonly JobKind[] {
  const fits = jobKinds.map(kind => ({ kind, ...fit(names, kind) })).filter(({ known, others }) => others || known > 0);
  const most = maxOf(fits, ({ known }) => known);
  const best = fits.filter(({ known }) => known === most);
  const whole = best.filter(({ others }) => others);
  return (whole.length > 0 ? whole : best).map(({ kind }) => kind);
}

const rawCliInput: Rule = input => {
  const { spec, root } = input;
  if (!isJsonObject(spec) || 'request' in spec) return [];
  const names = Object.keys(spec).filter(name => !specMembers.has(name));
  if (names.length === 0 || names.some(name => nearest(name, ['request']) !== undefined)) return [];
  const kinds = kindsMeant(names);
  if (kinds.length === 0) return [];
  const range = { offset: root.offset, length: 1 };
  if ('action' in spec) {
    const kind = kindOf(stringAt(spec, 'action') ?? '');
    if (kind !== undefined && !kinds.includes(kind)) return [];
    const edits = wrapMembers(input, undefined);
    const fixes: Fix[] = edits === undefined ? [] : [{ title: 'Put the members under "request"', edits }];
    return [
      problem(
        'AJ017',
        [],
        range,
        { what: 'The members of the request must be inside "request".', next: 'Put them in there.' },
        fixes,
      ),
    ];
  }
  const bare = !Object.keys(spec).some(name => specMembers.has(name));
  const fixes = kinds.flatMap(({ action, title }): Fix[] => {
    const edits = bare ? wrapAll(input, action) : wrapMembers(input, action);
    return edits === undefined ? [] : [{ title: `Make it a job spec for ${title}`, edits }];
  });
  return [
    problem(
      'AJ017',
      [],
      range,
      {
        what: 'This is the input of an AWS CLI command, not a job spec.',
        next: 'Put it under "request", and name the job in "action".',
      },
      fixes,
    ),
  ];
};

export const cliInputRules: readonly Rule[] = [rawCliInput];
