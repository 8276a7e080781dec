import * as vscode from 'vscode';

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

  /** An accident: its name, code and where it happened; its text may quote what must not be written, and is left out. */
  fault(event: string, fault: unknown, facts: LogFacts = {}): void {
    const { name, code, stack } = (typeof fault === 'object' && fault !== null ? fault : {}) as { name?: unknown; code?: unknown; stack?: string };
    // A line of the text may look like a frame: only what ends in a place in a file is one.
    const frames = (stack ?? '').split('\n').map(frame => frame.trim()).filter(frame => /^at [^ ].{0,300}:\d+:\d+\)?$/.test(frame)).slice(0, 6);
    this.#channel.error([line(event, facts), [word(name) ?? typeof fault, word(code)].filter(part => part !== undefined).join(' '), ...frames].join('\n  '));
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}

/** An error's name or code, when it is one and not a text. */
function word(text: unknown): string | undefined {
  return typeof text === 'string' && /^[\w.-]{1,60}$/.test(text) ? text : undefined;
}

/** What ids, statuses and names are made of. A service may answer with anything, and a line's end in it would begin a line of its own. */
const loggable = /^[\w.:/=+%@-]{1,128}$/;

function line(event: string, facts: LogFacts): string {
  return [event, ...Object.entries(facts).map(([name, value]) => `${name}=${loggable.test(String(value)) ? String(value) : '(left out)'}`)].join(' ');
}
