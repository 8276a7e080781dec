// The page's state: the view it last received, and the changes it has sent that the view does not include yet.
import type { FormNode, FormShape, Header, Preview, ShownProblem, ToPage } from '../../ui/form/protocol.ts';
import { keep, send, state } from './host.ts';

type Show = Extract<ToPage, { readonly type: 'show' }>;

let shown: Show | undefined;
let shape: FormShape = { sections: [] };
/** The keys of read-only parts. */
let fixed: ReadonlySet<string> = new Set();
let lastSeq = 0;
let lastRun = 0;
/** The field with the current run of typing. */
let typingIn: string | undefined;
/** The last unacknowledged change, by field. */
const pending = new Map<string, number>();
/** The message about a refused change, by field. */
const refusals = new Map<string, string>();
/** The fields changed in this page since it was loaded. */
const edited = new Set<string>();

/** Stores a view. Returns true if the form now has a different shape. */
export function take(message: Show): boolean {
  shown = message;
  for (const [key, seq] of pending) if (seq <= message.ack) pending.delete(key);
  if (!('shape' in message.view)) return false;
  ({ shape } = message.view);
  fixed = new Set(shape.sections.flatMap(({ nodes }) => nodes).flatMap(readonlyKeys));
  return true;
}

function readonlyKeys(node: FormNode): readonly string[] {
  switch (node.type) {
    case 'readonly':
      return [node.key];
    case 'group':
      return node.nodes.flatMap(readonlyKeys);
    case 'list':
      return node.entries.flatMap(readonlyKeys);
    default:
      return [];
  }
}

export const sections = (): FormShape['sections'] => shape.sections;
export const stateNow = (): Show['view']['state'] | undefined => shown?.view.state;
export const header = (): Header | undefined => shown?.header;
export const preview = (): Preview | undefined => shown?.preview;
export const breakage = (): { readonly line: number; readonly message: string } | undefined =>
  shown?.view.state === 'broken' ? shown.view.breakage : undefined;
export const isConnected = (): boolean => shown?.header.connection.state === 'connected';

/** Returns a field's text, or undefined if the member does not exist. */
export function valueOf(key: string): string | undefined {
  return shown?.view.state === 'form' ? shown.view.values[key] : undefined;
}

/** Returns a field's text with its variables resolved, if it has any and they are known. */
export function resolvedOf(key: string): string | undefined {
  return shown?.view.state === 'form' ? shown.view.resolved[key] : undefined;
}

function allProblems(): readonly ShownProblem[] {
  return shown?.view.state === 'form' ? shown.view.problems : [];
}

const isError = ({ severity }: ShownProblem): boolean => severity === 'error';

/** Whether the user has not reached the field yet or is still typing in it, so that its problems are not shown yet. */
function isDeferred({ at }: ShownProblem): boolean {
  if (
    at === undefined ||
    fixed.has(at) ||
    state().startPressed ||
    state().left.some(key => key === at || key.startsWith(`${at}/`))
  )
    return false;
  return (valueOf(at) ?? '') === '' || edited.has(at);
}

/** Returns the problems to show. If the text has no error or Start was pressed, these are all problems. */
export function problems(): readonly ShownProblem[] {
  const all = allProblems();
  return all.some(isError) ? all.filter(problem => !isDeferred(problem)) : all;
}

/** Whether an error is not shown yet because the user has not filled in its field. */
export const isIncomplete = (): boolean => allProblems().some(problem => isError(problem) && isDeferred(problem));

/** Call this when a field has lost the focus. */
export function markTouched(key: string): void {
  typingIn = undefined;
  if (!state().left.includes(key)) keep({ left: [...state().left, key] });
}

/** Call this when Start is pressed. Returns false if there is an error, after which all problems are shown. */
export function requestStart(): boolean {
  if (!allProblems().some(isError)) return true;
  keep({ startPressed: true });
  return false;
}

export const problemsAt = (key: string): readonly ShownProblem[] => problems().filter(problem => problem.at === key);

/** Whether the field's text is newer than the view. */
export const isPending = (key: string): boolean => pending.has(key);

export const refusalAt = (key: string): string | undefined => refusals.get(key);

function change(
  key: string,
  isTyped = false,
): { readonly seq: number; readonly version: number; readonly key: string } {
  lastSeq += 1;
  if (!isTyped || typingIn !== key) lastRun += 1;
  typingIn = isTyped ? key : undefined;
  pending.set(key, lastSeq);
  refusals.delete(key);
  return { seq: lastSeq, version: shown?.version ?? 0, key };
}

/**
 * Sends a field's new text. Consecutive typing in a field is one undo step; a chosen or pasted value is an undo step of
 * its own.
 */
export function edit(key: string, text: string, isTyped = false): void {
  edited.add(key);
  send({ type: 'edit', ...change(key, isTyped), text, run: lastRun });
}

export function remove(key: string): void {
  send({ type: 'remove', ...change(key) });
}

export function add(key: string): void {
  send({ type: 'add', ...change(key) });
}

export function fix(problem: number, index: number): void {
  send({ type: 'fix', version: shown?.version ?? 0, problem, fix: index });
}

export function begin(action: string): void {
  send({ type: 'begin', version: shown?.version ?? 0, action });
}

/** Call this when a change was refused. `message` is shown at the field. */
export function refuse(seq: number, key: string, message: string): void {
  if (pending.get(key) === seq) pending.delete(key);
  refusals.set(key, message);
}
