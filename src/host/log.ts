import * as vscode from 'vscode';
import { errorName } from '../domain/errorNames.ts';
import { faultLines } from './faultLines.ts';

/** What may stand in a log line: ids, names, numbers. There is no place here for a request, a document or a credential. */
export interface LogFacts {
  readonly operation?: string;
  readonly jobId?: string;
  readonly status?: string;
  readonly requestId?: string;
  readonly region?: string;
  readonly httpStatus?: number;
  readonly durationMs?: number;
  readonly refusal?: string;
  readonly command?: string;
  readonly count?: number;
  /** Entries of a list that could not be read. */
  readonly skipped?: number;
}

/** The one log channel. Not localized. */
export class Log {
  readonly #channel: vscode.LogOutputChannel;

  constructor() {
    this.#channel = vscode.window.createOutputChannel('AWS Jobs', { log: true });
  }

  info(event: string, facts: LogFacts = {}): void {
    this.#channel.info(line(event, facts));
  }

  warn(event: string, facts: LogFacts = {}): void {
    this.#channel.warn(line(event, facts));
  }

  /** An accident, without its text. */
  fault(event: string, fault: unknown, facts: LogFacts = {}): void {
    this.#channel.error([line(event, facts), ...faultLines(fault)].join('\n  '));
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}

/** What ids, statuses and names are made of. A service may answer with anything, and a line's end in it would begin a line of its own. */
const loggable = /^[\w.:/=+%@-]{1,128}$/;

function line(event: string, facts: LogFacts): string {
  return [event, ...Object.entries(facts).map(([name, value]) => `${name}=${name === 'refusal' ? errorName(value) : loggable.test(String(value)) ? String(value) : '(left out)'}`)].join(' ');
}
