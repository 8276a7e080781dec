// What the log writes about responses with arbitrary content, in a real extension host.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Log } from '../../src/host/log.ts';

describe('the log', () => {
  const { createOutputChannel } = vscode.window;
  afterEach(() => {
    Object.assign(vscode.window, { createOutputChannel });
  });

  it('contains IDs, names and numbers, and no text that a service sent in their place', () => {
    const lines: string[] = [];
    const write = (line: string): void => {
      lines.push(line);
    };
    Object.assign(vscode.window, {
      createOutputChannel: () => ({ info: write, warn: write, error: write, dispose: () => undefined }),
    });
    const log = new Log();
    log.info('finished', { jobId: 'abc-1', status: 'COMPLETED' });
    log.info('call', { operation: 'ListPHIDetectionJobs', region: 'us-east-1', durationMs: 12, requestId: 'a1b2+/=' });
    log.info('finished', { jobId: 'abc-2', status: 'COMPLETED\nstart operation=StartPHIDetectionJob' });
    log.warn('call refused', { jobId: 'the patient was admitted', status: 'X'.repeat(500) });
    log.dispose();
    assert.deepEqual(lines, [
      'finished jobId=abc-1 status=COMPLETED',
      'call operation=ListPHIDetectionJobs region=us-east-1 durationMs=12 requestId=a1b2+/=',
      'finished jobId=abc-2 status=(left out)',
      'call refused jobId=(left out) status=(left out)',
    ]);
  });
});
