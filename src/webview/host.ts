// The way to the extension: the page's only one.
import type { FromPage, ToPage } from '../ui/form/protocol.ts';

/** What the page keeps over a reload and while it is hidden. */
export interface Kept {
  readonly scroll: number;
  /** The parts that are unfolded or folded otherwise than they begin. */
  readonly open: Readonly<Record<string, boolean>>;
  readonly focus?: string;
  /** The fields that the keyboard has left. */
  readonly left: readonly string[];
  /** Whether a start was asked for: then every problem shows. */
  readonly startPressed: boolean;
}

interface VsCodeApi {
  postMessage(message: FromPage): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

type Question = Extract<FromPage, { readonly id: number; readonly key: string }>;
type Asked = Question extends infer Q ? Q extends Question ? Omit<Q, 'id'> : never : never;
type Answer = Extract<ToPage, { readonly id: number }>;

const waiting = new Map<number, (answer: Answer) => void>();
let lastId = 0;

/** Sends a message. */
export function send(message: FromPage): void {
  api.postMessage(message);
}

/** Asks; `answered` is called with each answer. Returns what calls the question off. */
export function ask(question: Asked, answered: (answer: Answer) => void): () => void {
  const id = ++lastId;
  waiting.set(id, answered);
  send({ ...question, id });
  return () => { if (waiting.delete(id)) send({ type: 'cancel', id }); };
}

/** Takes the extension's messages in; answers go to who asked. */
export function listen(other: (message: Exclude<ToPage, Answer>) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (!('id' in data)) { other(data); return; }
    const answered = waiting.get(data.id);
    if (data.type !== 'measured' || data.isDone) waiting.delete(data.id);
    answered?.(data);
  });
}

// What an earlier version kept may lack members.
let kept: Kept = { scroll: 0, open: {}, left: [], startPressed: false, ...api.getState() };

export function state(): Kept {
  return kept;
}

export function keep(change: Partial<Kept>): void {
  kept = { ...kept, ...change };
  api.setState(kept);
}
