import * as vscode from 'vscode';
import { type LogPort, logLine } from '../domain/log.ts';
import { faultLines } from '../machine/faultLines.ts';

/** The one log channel. Not localized. */
export class Log implements LogPort {
  readonly #channel = vscode.window.createOutputChannel('AWS Jobs', { log: true });

  readonly info: LogPort['info'] = (event, facts) => {
    this.#channel.info(logLine(event, facts));
  };
  readonly warn: LogPort['warn'] = (event, facts) => {
    this.#channel.warn(logLine(event, facts));
  };
  readonly fault: LogPort['fault'] = (event, fault, facts) => {
    this.#channel.error([logLine(event, facts), ...faultLines(fault)].join('\n  '));
  };
  readonly show = (): void => {
    this.#channel.show(true);
  };

  dispose(): void {
    this.#channel.dispose();
  }
}
