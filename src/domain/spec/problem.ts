import { type Code, type ErrorCode, type Severity, codes } from './codes.ts';

/** A replacement in the text: `length` characters from `offset` become `content`. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** A fix for a problem: its title, in the imperative, and its edits, which never overlap. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** A problem in a spec. Offsets and lengths count UTF-16 units of the text, as in VS Code. */
export interface Problem {
  /** `AJ` and three digits; its meaning is in docs/checks.md and never changes. */
  readonly code: Code;
  readonly severity: Severity;
  /** Members and indices from the root; for a missing member, the path it would have. */
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  /** The part of the message that says what to do; every error has one. */
  readonly next?: string;
  readonly fixes: readonly Fix[];
}

/**
 * The message of an error: what is wrong, unless that follows from `next`, and what to do. Each is one or more
 * sentences.
 */
export interface Message {
  readonly what?: string;
  readonly next: string;
}

/** The message type of a code: an error always has a next step. */
export type TextOf<C extends Code> = C extends ErrorCode ? Message : string;

/** A range of the text. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

export type Path = readonly (string | number)[];

/** Returns the message as one string. */
const sentences = ({ what, next }: Message): string => (what === undefined ? next : `${what} ${next}`);

/** Creates a problem with this code and its severity. */
export function problem<C extends Code>(
  code: C,
  path: Path,
  { offset, length }: Range,
  told: TextOf<C>,
  fixes: readonly Fix[] = [],
): Problem {
  const place = { code, severity: codes[code].severity, path, offset, length, fixes };
  return typeof told === 'string'
    ? { ...place, message: told }
    : { ...place, message: sentences(told), next: told.next };
}

/** Returns the text with a fix applied. */
export function applyFix(text: string, fix: Fix): string {
  const backwards = [...fix.edits].sort((a, b) => b.offset - a.offset);
  return backwards.reduce(
    (result, { offset, length, content }) => result.slice(0, offset) + content + result.slice(offset + length),
    text,
  );
}
