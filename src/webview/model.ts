// What the page knows: the view it was last shown, and the changes it has sent that are not in it yet.
import type { FormNode, FormShape, Header, Preview, ShownProblem, ToPage } from '../ui/form/protocol.ts';
import { keep, send, state } from './host.ts';

type Show = Extract<ToPage, { readonly type: 'show' }>;

let shown: Show | undefined;
let shape: FormShape = { sections: [] };
/** The parts in which nobody can type. */
let fixed: ReadonlySet<string> = new Set();
let lastSeq = 0;
let lastRun = 0;
/** The field in which a run of typing goes on. */
let typingIn: string | undefined;
/** By field, the last change that is still on its way. */
const pending = new Map<string, number>();
/** By field, what was typed and not taken over. */
const refusals = new Map<string, string>();
/** The fields that were changed here since the page was loaded. */
const edited = new Set<string>();

/** Takes a view in; true when the form consists of other parts now. */
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
    case 'readonly': return [node.key];
    case 'group': return node.nodes.flatMap(readonlyKeys);
    case 'list': return node.entries.flatMap(readonlyKeys);
    default: return [];
  }
}

export const sections = (): FormShape['sections'] => shape.sections;
export const stateNow = (): Show['view']['state'] | undefined => shown?.view.state;
export const header = (): Header | undefined => shown?.header;
export const preview = (): Preview | undefined => shown?.preview;
export const breakage = (): { readonly line: number; readonly message: string } | undefined => shown?.view.state === 'broken' ? shown.view.breakage : undefined;
export const isConnected = (): boolean => shown?.header.connection.state === 'connected';

/** A field's text; undefined: the member is not there. */
export function valueOf(key: string): string | undefined {
  return shown?.view.state === 'form' ? shown.view.values[key] : undefined;
}

/** What a text with variables stands for. */
export function resolvedOf(key: string): string | undefined {
  return shown?.view.state === 'form' ? shown.view.resolved[key] : undefined;
}

function allProblems(): readonly ShownProblem[] {
  return shown?.view.state === 'form' ? shown.view.problems : [];
}

const isError = ({ severity }: ShownProblem): boolean => severity === 'error';

/** Whether the person is still to come to a field, or is still typing there: nothing is held against it yet. */
function isAwaited({ at }: ShownProblem): boolean {
  if (at === undefined || fixed.has(at) || state().startPressed || state().left.some(key => key === at || key.startsWith(`${at}/`))) return false;
  return (valueOf(at) ?? '') === '' || edited.has(at);
}

/** The problems to show: all of them once the text has no error, or Start was pressed. */
export function problems(): readonly ShownProblem[] {
  const all = allProblems();
  return all.some(isError) ? all.filter(problem => !isAwaited(problem)) : all;
}

/** Whether something is still to be filled in that no problem speaks of yet. */
export const isIncomplete = (): boolean => allProblems().some(problem => isError(problem) && isAwaited(problem));

/** The keyboard has left a field. */
export function leave(key: string): void {
  typingIn = undefined;
  if (!state().left.includes(key)) keep({ left: [...state().left, key] });
}

/** A start was asked for. False when an error stands against it; then all problems show. */
export function pressStart(): boolean {
  if (!allProblems().some(isError)) return true;
  keep({ startPressed: true });
  return false;
}

export const problemsAt = (key: string): readonly ShownProblem[] => problems().filter(problem => problem.at === key);

/** Whether what the field shows is newer than what was shown to the page. */
export const isPending = (key: string): boolean => pending.has(key);

export const refusalAt = (key: string): string | undefined => refusals.get(key);

function change(key: string, isTyped = false): { readonly seq: number; readonly version: number; readonly key: string } {
  lastSeq += 1;
  if (!isTyped || typingIn !== key) lastRun += 1;
  typingIn = isTyped ? key : undefined;
  pending.set(key, lastSeq);
  refusals.delete(key);
  return { seq: lastSeq, version: shown?.version ?? 0, key };
}

/** The field now reads so. What is typed is one step of undo with what was typed there just before; what is chosen or pasted is one of its own. */
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

/** A change was not made; `typed`: what the field says. */
export function refuse(seq: number, key: string, message: string): void {
  if (pending.get(key) === seq) pending.delete(key);
  refusals.set(key, message);
}
