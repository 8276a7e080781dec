/** Why a text cannot be read, as a sentence for a person; with the offset of the place where that is one place. */
export interface Fault {
  readonly problem: string;
  readonly offset?: number;
}

/** A text as JSON, whatever it was before. */
export type Reading = { readonly json: string } | Fault;

/** A fault at a place of a text, with its line. */
export function faultAt(text: string, offset: number, message: string): Fault {
  return { problem: `Line ${text.slice(0, offset).split('\n').length}: ${message}`, offset };
}
