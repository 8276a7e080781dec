// What may be logged: a closed set of events, with facts that are ids, names and numbers. There is no fact for a
// request, a document or a credential; a call that would log one does not compile.
import { errorName } from './errorNames.ts';

/** The event; always a literal, never assembled at run time. */
export type LogEvent =
  | 'call'
  | 'call refused'
  | 'command'
  | 'command failed'
  | 'check failed'
  | 'completion failed'
  | 'connecting failed'
  | 'workflow not readable'
  | 'details not readable'
  | 'download called off'
  | 'export called off'
  | 'files downloaded'
  | 'finished'
  | 'form message failed'
  | 'form message refused'
  | 'form not shown'
  | 'history exported'
  | 'intent not written'
  | 'job history'
  | 'job history not pruned'
  | 'job history not readable'
  | 'job log not readable'
  | 'job not recorded'
  | 'news not readable'
  | 'page message failed'
  | 'page message refused'
  | 'page not shown'
  | 'notes uploaded'
  | 'not connected'
  | 'profile not readable'
  | 'refresh failed'
  | 'removed from history'
  | 'report not shown'
  | 'results exported'
  | 'results not shown'
  | 'sandbox ended by itself'
  | 'spec not readable'
  | 'spec not written'
  | 'table not readable'
  | 'start'
  | 'started'
  | 'start refused'
  | 'start refused by the account guard'
  | 'start refused by the folder guard'
  | 'refused by the check'
  | 'start refused by the partition guard'
  | 'start refused: a credential in the request'
  | 'start unanswered'
  | 'start not confirmed'
  | 'batch confirmed'
  | 'batch exported'
  | 'queue not sent'
  | 'queue not readable'
  | 'stop'
  | 'upload called off';

/** Replaces a value that does not match its fact's pattern: a service may return anything. */
const leftOut = '(left out)';

const like =
  (pattern: RegExp) =>
  (value: string): string =>
    pattern.test(value) ? value : leftOut;
const number = (value: number): string => (Number.isFinite(value) ? String(value) : leftOut);

/** Each fact and its formatter. No pattern matches blanks or line breaks, which could fake a line of the log. */
const facts = {
  /** An operation of a service. */
  operation: like(/^[A-Za-z]\w{0,63}$/),
  jobId: like(/^[\w.:/=+%@-]{1,128}$/),
  /** The status as the service returns it. */
  status: like(/^\w{1,64}$/),
  /** What happened to the file of the job history. */
  historyFile: like(/^[a-z]{1,16}$/),
  requestId: like(/^[\w+/=-]{1,128}$/),
  region: like(/^[a-z0-9-]{1,32}$/),
  /** An error's name. */
  refusal: errorName as (value: string) => string,
  command: like(/^awsJobs\.\w{1,64}$/),
  /** The type of a form's message. */
  type: like(/^\w{1,64}$/),
  httpStatus: number,
  durationMs: number,
  count: number,
  /** How many entries of a list could not be parsed. */
  skipped: number,
} as const;

export type LogFacts = { readonly [Name in keyof typeof facts]?: Parameters<(typeof facts)[Name]>[0] };

/** Allows facts and nothing else, even when they are passed in a variable. */
type Only<Given extends LogFacts> = Given & Readonly<Record<Exclude<keyof Given, keyof LogFacts>, never>>;

/** The log, for writing. Members are properties, so that TypeScript does not accept wider parameter types. */
export interface LogPort {
  readonly info: <Given extends LogFacts>(event: LogEvent, facts?: Only<Given>) => void;
  readonly warn: <Given extends LogFacts>(event: LogEvent, facts?: Only<Given>) => void;
  /** Logs an unexpected error, without its message. */
  readonly fault: <Given extends LogFacts>(event: LogEvent, fault: unknown, facts?: Only<Given>) => void;
  readonly show: () => void;
}

/** Returns a line of the log. An unknown fact is left out, name included. */
export function logLine(event: LogEvent, given: LogFacts = {}): string {
  return [
    event,
    ...Object.entries(given).flatMap(([name, value]) => (isFact(name) ? [`${name}=${written(name, value)}`] : [])),
  ].join(' ');
}

const isFact = (name: string): name is keyof typeof facts => Object.hasOwn(facts, name);

function written(name: keyof typeof facts, value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? (facts[name] as (value: unknown) => string)(value)
    : leftOut;
}
