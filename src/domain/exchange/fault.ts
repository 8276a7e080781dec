// What the readers of pasted texts return if they cannot read one.

/** Why a text cannot be read: sentences for the user, with an offset if they concern a single place. */
export interface Fault {
  readonly problem: string;
  readonly offset?: number;
  /** Whether the text certainly has the form, so that it cannot be read as another. */
  readonly isFinal?: boolean;
}

/** An exception that carries a fault out of a reader; it never leaves `importText`. */
export class Unreadable extends Error {
  readonly fault: Fault;
  constructor(problem: string, offset?: number) {
    super('unreadable');
    this.fault = offset === undefined ? { problem } : { problem, offset };
  }
}

/** Returns the line and column of an offset, both counting from 1; columns in UTF-16 units. */
export function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** Returns the sentences of a fault, preceded by its place in the text. */
export function sentenceOf(text: string, { problem, offset }: Fault): string {
  if (offset === undefined) return problem;
  const { line, column } = positionOf(text, offset);
  return `Line ${line}, column ${column}: ${problem}`;
}
