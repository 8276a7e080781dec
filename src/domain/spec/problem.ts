import { type Code, type ErrorCode, type Severity, codes } from './codes.ts';

/** One replacement in the text: `length` characters from `offset` on become `content`. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** A way out of a problem: what it does, as an order to the editor, and the edits that do it; they never overlap. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Something to say about a spec, at its place. Offsets and lengths count UTF-16 units of the text, as editors do. */
export interface Problem {
  /** `AJ` and three digits; what it means stands in docs/checks.md and never changes. */
  readonly code: Code;
  readonly severity: Severity;
  /** Members and indices from the root; for a missing member the path it would have. */
  readonly path: readonly (string | number)[];
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  /** The part of the message that says what to do; every error has one. */
  readonly next?: string;
  readonly fixes: readonly Fix[];
}

/** What an error says: what is wrong, where that does not follow from the second, and what to do. Each one or more sentences. */
export interface Told {
  readonly what?: string;
  readonly next: string;
}

/** What is said under a code: an error is not told without a next step. */
export type TextOf<C extends Code> = C extends ErrorCode ? Told : string;

/** A stretch of the text. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

export type Path = readonly (string | number)[];

/** What is told, as one text. */
const sentences = ({ what, next }: Told): string => what === undefined ? next : `${what} ${next}`;

/** A problem of this code, with the severity the table gives it. */
export function problem<C extends Code>(code: C, path: Path, { offset, length }: Range, told: TextOf<C>, fixes: readonly Fix[] = []): Problem {
  const place = { code, severity: codes[code].severity, path, offset, length, fixes };
  return typeof told === 'string' ? { ...place, message: told } : { ...place, message: sentences(told), next: told.next };
}

/** The text with a fix carried out. */
export function applyFix(text: string, fix: Fix): string {
  const backwards = [...fix.edits].sort((a, b) => b.offset - a.offset);
  return backwards.reduce((result, { offset, length, content }) => result.slice(0, offset) + content + result.slice(offset + length), text);
}
