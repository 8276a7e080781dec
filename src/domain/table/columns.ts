// What the columns of a table stand for: the run's name, variables of the spec, its region, or members of its request.
import type { JobKind } from '../jobs/kinds.ts';
import { type JsonObject, stringAt } from '../json.ts';
import type { Fix, Path, Range } from '../spec/problem.ts';
import { nearest } from '../spec/suggest.ts';
import { memberNames, resolved, schemaAt } from '../form/shape.ts';
import type { Variable } from '../spec/variables.ts';
import { type Table, type TableProblem, maxColumns, tableError } from './table.ts';

/** What a column sets; `none`: nothing, because its header has a problem. */
export type Target =
  | { readonly type: 'none' }
  | { readonly type: 'name' }
  | { readonly type: 'variable' | 'input'; readonly argument: string }
  | { readonly type: 'member'; readonly path: Path };

export interface Column extends Range {
  readonly header: string;
  readonly target: Target;
}

/** What the columns of a table may set in a spec. */
export interface Settable {
  readonly kind: JobKind;
  readonly variables: readonly Pick<Variable, 'kind' | 'argument'>[];
}

/** A column that a table may have. */
export interface Choice {
  readonly header: string;
  readonly target: Target;
}

const inputPrefix = 'input:';
const variablePrefix = 'var:';
const requestPrefix = 'request.';

/** Names with a meaning of their own; a variable of the same name is written with its prefix. */
const ownNames: ReadonlySet<string> = new Set(['name', 'region', 'account', 'action', 'after']);

const regionTarget: Target = { type: 'member', path: ['region'] };

/** Returns every column that a table of runs of a spec may have, the likely ones first. */
export function columnChoices({ kind, variables }: Settable): readonly Choice[] {
  const named = (wanted: string): readonly string[] => [
    ...new Set(variables.filter(each => each.kind === wanted).map(({ argument }) => argument)),
  ];
  const members = [...leavesOf(schemaAt(kind, ['request']), ['request'])];
  const headers = new Set(members.map(path => headerOf(path)));
  const variableNames = new Set(named('var'));
  return [
    ...named('var').map((argument): Choice => {
      const isTaken = ownNames.has(argument) || headers.has(argument) || argument.includes(':');
      return { header: isTaken ? variablePrefix + argument : argument, target: { type: 'variable', argument } };
    }),
    ...named('input').map(
      (argument): Choice => ({ header: inputPrefix + argument, target: { type: 'input', argument } }),
    ),
    { header: 'name', target: { type: 'name' } },
    ...members.map((path): Choice => {
      const header = headerOf(path);
      return { header: variableNames.has(header) ? requestPrefix + header : header, target: { type: 'member', path } };
    }),
    { header: 'region', target: regionTarget },
  ];
}

/** Yields the paths of all members that are texts; of lists, those of the first entry. */
function* leavesOf(object: JsonObject, path: Path): Generator<Path> {
  for (const name of memberNames(object)) {
    const member = resolved((object['properties'] as JsonObject)[name]);
    const here = [...path, name];
    if (member['type'] === 'object') yield* leavesOf(member, here);
    else if (member['type'] === 'array') yield* leavesOf(resolved(member['items']), [...here, 0]);
    else yield here;
  }
}

/** Returns how a header names a member, such as `InputDataConfig.S3Key` or `outputSourceConfig[0].roleArn`. */
export function headerOf(path: Path): string {
  return (path[0] === 'request' ? path.slice(1) : path)
    .map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** Returns the path that a header names, whether or not there is such a member. */
function pathOf(header: string): Path | undefined {
  if (!/^[A-Za-z]\w*(?:\.[A-Za-z]\w*|\[\d{1,2}\])*$/.test(header)) return undefined;
  return [
    'request',
    ...Array.from(header.matchAll(/\[(\d+)\]|\w+/g), ([step, index]) => (index === undefined ? step : Number(index))),
  ];
}

function memberOf(header: string, { kind }: Settable): Target | undefined {
  const path = pathOf(header);
  return path !== undefined && stringAt(schemaAt(kind, path), 'type') !== undefined
    ? { type: 'member', path }
    : undefined;
}

/** Why a header stands for nothing, and what may be meant. */
interface NoTarget {
  readonly why: string;
  readonly meant: readonly string[];
}

/** Returns what a header stands for, or why it stands for nothing. */
function read(header: string, spec: Settable, specName: string): Target | NoTarget {
  const uses = (kind: string, argument: string): boolean =>
    spec.variables.some(each => each.kind === kind && each.argument === argument);
  const none = (why: string, meant: readonly string[] = []): NoTarget => ({ why, meant });
  const unknown = (what: string, from: readonly string[]): NoTarget => {
    const inside = from.filter(each => each.endsWith(`.${header}`));
    const near = nearest(header, from);
    const meant = inside.length > 0 || near === undefined ? inside : [near];
    return none(meant.length === 0 ? what : `${what} Did you mean ${meant.join(' or ')}?`, meant);
  };
  if (header === 'name') return { type: 'name' };
  if (header === 'region') return regionTarget;
  if (header === 'account')
    return none('A table does not set the account: it guards all runs. Write it in the spec, and remove this column.');
  if (header === 'action')
    return none('All runs of a table are of one kind. Remove this column, or write another spec.');
  if (header === 'after')
    return none('All runs of a table come after the same spec. Write it in the spec, and remove this column.');
  for (const [type, kind, prefix] of [
    ['variable', 'var', variablePrefix],
    ['input', 'input', inputPrefix],
  ] as const) {
    if (!header.startsWith(prefix)) continue;
    const argument = header.slice(prefix.length);
    return uses(kind, argument)
      ? { type, argument }
      : unknown(
          `${specName} does not use \${${header}}.`,
          columnChoices(spec).flatMap(({ header: each, target }) => (target.type === type ? [each] : [])),
        );
  }
  const member = memberOf(header.startsWith(requestPrefix) ? header.slice(requestPrefix.length) : header, spec);
  if (uses('var', header)) {
    const meant = [variablePrefix + header, requestPrefix + header];
    return member === undefined
      ? { type: 'variable', argument: header }
      : none(`This is a variable and a member of the request. Write ${meant.join(' or ')}.`, meant);
  }
  return (
    member ??
    unknown(
      `${specName} has no variable of this name, and the request has no such member.`,
      columnChoices(spec).map(each => each.header),
    )
  );
}

/** Returns what the columns of a table set, or the problems that keep it from being used. Columns without a name set nothing. */
export function columnsOf(
  { header, write }: Pick<Table, 'header' | 'write'>,
  spec: Settable,
  specName: string,
): { readonly columns: readonly (Column | undefined)[]; readonly problems: readonly TableProblem[] } {
  const problems: TableProblem[] = [];
  const seen = new Map<string, string>();
  const names = new Set(header.map(({ name }) => name));
  const columns = header.slice(0, maxColumns).map(({ name, offset, length, places }): Column | undefined => {
    if (name === '') return undefined;
    const target = read(name, spec, specName);
    const wrong: Column = { header: name, target: { type: 'none' }, offset, length };
    if ('why' in target) {
      const fixes = target.meant
        .filter(each => !names.has(each))
        .map((each): Fix => {
          const content = write(each);
          return { title: `Change to ${each}`, edits: places.map(place => ({ ...place, content })) };
        });
      problems.push(tableError('unknown-column', { offset, length }, target.why, fixes));
      return wrong;
    }
    const same = JSON.stringify(target);
    const earlier = seen.get(same);
    if (earlier !== undefined) {
      problems.push(
        tableError('same-column', { offset, length }, `The column ${earlier} sets the same. Remove one of them.`),
      );
      return wrong;
    }
    seen.set(same, name);
    return { header: name, target, offset, length };
  });
  return { columns, problems };
}
