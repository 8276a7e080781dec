// What the readers of AWS CLI input return.
/** Why a text cannot be read, as a sentence for the user; with an offset if it concerns a single place. */
export interface Fault {
  readonly problem: string;
  readonly offset?: number;
}

/** The text as JSON, or why it cannot be read. */
export type Reading = { readonly json: string } | Fault;

/** Returns a fault at a place in a text, with its line number. */
export function faultAt(text: string, offset: number, message: string): Fault {
  return { problem: `Line ${text.slice(0, offset).split('\n').length}: ${message}`, offset };
}
