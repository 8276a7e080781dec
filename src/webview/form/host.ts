// The page's only connection to the extension.
import type { FromPage, ToPage } from '../../ui/form/protocol.ts';
import type { EditorApi } from '../shared/editor.ts';

/** The state that survives reloading or hiding the page. */
export interface Kept {
  readonly scroll: number;
  /** Whether a part is expanded, for the parts that the user has toggled. */
  readonly open: Readonly<Record<string, boolean>>;
  readonly focus?: string;
  /** The fields that have lost the focus at least once. */
  readonly left: readonly string[];
  /** Whether Start was pressed, after which all problems are shown. */
  readonly startPressed: boolean;
}

declare function acquireVsCodeApi(): EditorApi<FromPage, Kept>;

const api = acquireVsCodeApi();

type Question = Extract<FromPage, { readonly id: number; readonly key: string }>;
type Asked = Question extends infer Q ? (Q extends Question ? Omit<Q, 'id'> : never) : never;
type Answer = Extract<ToPage, { readonly id: number }>;

const waiting = new Map<number, (answer: Answer) => void>();
let lastId = 0;

/** Sends a message to the extension. */
export function send(message: FromPage): void {
  api.postMessage(message);
}

/**
 * Asks the extension a question. `answered` is called with each answer. Returns a function that cancels the question.
 */
export function ask(question: Asked, answered: (answer: Answer) => void): () => void {
  const id = ++lastId;
  waiting.set(id, answered);
  send({ ...question, id });
  return () => {
    if (waiting.delete(id)) send({ type: 'cancel', id });
  };
}

/** Listens to the extension's messages. Answers go to the callbacks of `ask`, all other messages to `other`. */
export function listen(other: (message: Exclude<ToPage, Answer>) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (!('id' in data)) {
      other(data);
      return;
    }
    const answered = waiting.get(data.id);
    if (data.type !== 'measured' || data.isDone) waiting.delete(data.id);
    answered?.(data);
  });
}

// State saved by an earlier version may lack members.
let kept: Kept = { scroll: 0, open: {}, left: [], startPressed: false, ...api.getState() };

export function state(): Kept {
  return kept;
}

export function keep(change: Partial<Kept>): void {
  kept = { ...kept, ...change };
  api.setState(kept);
}
