// Members of the request that the schema does not know, and that the spec allows by name in `$allow`: AWS may have added
// them since. They are sent as written.
import type { Node } from 'jsonc-parser';
import { insertAfter } from './edits.ts';
import { propertyOf, rangeAt } from './nodes.ts';
import { type Edit, type Path, type Problem, problem } from './problem.ts';

const allowMember = '$allow';

/** Returns the name of a member in `$allow`; undefined if it cannot be written there. */
export function allowedName(path: Path): string | undefined {
  const steps = path.map(String);
  return steps.length > 1 && steps[0] === 'request' && steps.every(step => /^[\w-]+$/.test(step))
    ? steps.join('.')
    : undefined;
}

const lettersOf = (name: unknown): string =>
  String(name)
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase();

/**
 * Whether a member is a known one in another spelling: AWS would ignore `KmsKey` where `KMSKey` is meant, and nobody would
 * notice. `known`: the members that its object can have.
 */
export function isRespelled(path: Path, known: readonly string[]): boolean {
  const letters = lettersOf(path.at(-1));
  return known.some(member => lettersOf(member) === letters);
}

const namesIn = (root: Node): readonly unknown[] =>
  propertyOf(root, allowMember)?.children?.[1]?.children?.map(({ value }) => value as unknown) ?? [];

/** Returns the edit that allows a member; undefined if the spec has nothing to put it behind. */
export function allowEdit(text: string, root: Node, name: string): Edit | undefined {
  const property = propertyOf(root, allowMember);
  const list = property?.children?.[1];
  if (property === undefined) {
    const before = propertyOf(root, 'action') ?? propertyOf(root, 'request');
    return before && insertAfter(text, before, allowMember, [name]);
  }
  if (list?.type !== 'array') return undefined;
  const last = list.children?.at(-1);
  return last === undefined
    ? { offset: list.offset, length: list.length, content: JSON.stringify([name]) }
    : { offset: last.offset + last.length, length: 0, content: `, ${JSON.stringify(name)}` };
}

/**
 * Replaces the problems of unknown members that the spec allows, and reports what it allows without need. `membersAt`: the
 * members that an object can have.
 */
export function withAllowed(
  problems: readonly Problem[],
  root: Node,
  membersAt: (path: Path) => readonly string[],
): readonly Problem[] {
  const names = namesIn(root);
  if (names.length === 0) return problems;
  const found = new Set<unknown>();
  const told = problems.map(each => {
    const name = each.code === 'AJ012' ? allowedName(each.path) : undefined;
    if (name === undefined || !names.includes(name) || isRespelled(each.path, membersAt(each.path.slice(0, -1))))
      return each;
    found.add(name);
    return problem(
      'AJ018',
      each.path,
      each,
      `${String(each.path.at(-1))} is not known to this version of the extension. It is sent as it is written.`,
    );
  });
  return [
    ...told,
    ...names.flatMap((name, index) =>
      found.has(name) || typeof name !== 'string'
        ? []
        : [
            problem(
              'AJ019',
              [allowMember, index],
              rangeAt(root, [allowMember, index]),
              'The request has no such member, or it is known and needs no permission, or it is a known one in another spelling.',
            ),
          ],
    ),
  ];
}
