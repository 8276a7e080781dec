// What a text was recognised as, before its names are matched to a kind's.
import type { JobKind } from '../jobs/kinds.ts';
import type { JsonValue } from '../json.ts';
import type { Fault } from './fault.ts';
import type { Variables } from './variables.ts';

/** A request as a reader found it. Its strings may hold marks of `Variables`. */
export interface FoundRequest {
  /** The kind, if the command or call names it. */
  readonly kind?: JobKind;
  readonly request: JsonValue;
  readonly region?: string;
  readonly account?: string;
  /** What tells it from others in the text: the name of a job or state. */
  readonly name?: string;
  /** The offset in the text, if it is known. */
  readonly offset?: number;
  /** What was not taken over, as names. */
  readonly dropped?: readonly string[];
  /** Sentences about what was not taken over as it is. */
  readonly notes?: readonly string[];
}

/** Asks for a file that a command names. Resolves with its text, or undefined if there is none. */
export type ReadFile = (path: string) => Promise<string | undefined>;

/** What a reader is given. */
export interface ReadingContext {
  readonly variables: Variables;
  readonly readFile: ReadFile;
}

/** What a reader returns: values that may hold requests, requests of which it knows more, or why it cannot read. */
export type Reading =
  | { readonly requests: readonly FoundRequest[] }
  | { readonly data: readonly JsonValue[] /** One for each value. */; readonly said?: readonly SaidOfData[] }
  | Fault;

/** What a command says of the output that follows it. */
export interface SaidOfData {
  readonly kind?: JobKind;
  readonly workflow?: string;
}
