import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type LogPort, logLine } from '../../src/domain/log.ts';

describe('a line in the log', () => {
  it('has IDs, names and numbers', () => {
    assert.equal(logLine('finished', { jobId: 'abc-1', status: 'COMPLETED' }), 'finished jobId=abc-1 status=COMPLETED');
    assert.equal(
      logLine('call', { operation: 'ListPHIDetectionJobs', region: 'us-east-1', durationMs: 12, requestId: 'a1b2+/=' }),
      'call operation=ListPHIDetectionJobs region=us-east-1 durationMs=12 requestId=a1b2+/=',
    );
    assert.equal(
      logLine('call refused', { refusal: 'AccessDeniedException', httpStatus: 400 }),
      'call refused refusal=AccessDeniedException httpStatus=400',
    );
  });

  it('has no other text in their place, and never becomes two lines', () => {
    assert.equal(
      logLine('finished', { jobId: 'the patient was admitted', status: 'X\nstart operation=Start' }),
      'finished jobId=(left out) status=(left out)',
    );
    assert.equal(
      logLine('call refused', { refusal: 'John Smith', durationMs: Number.NaN }),
      'call refused refusal=(another) durationMs=(left out)',
    );
    const known = [
      'operation',
      'jobId',
      'status',
      'requestId',
      'region',
      'refusal',
      'command',
      'type',
      'httpStatus',
      'durationMs',
      'count',
      'skipped',
      'request',
      '__proto__',
      'toString',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.oneof(fc.string({ unit: 'binary' }), fc.anything()), (name, value) => {
        const line = logLine('call', Object.fromEntries([[name, value]]));
        assert.match(line, /^call(?: \w+=(?:\(left out\)|\(another\)|[\w.:/=+%@-]{1,128}))?$/);
      }),
    );
  });

  it('cannot be created from anything else: code that logs a secret does not compile', () => {
    const request = { JobName: 'secret' };
    const call = { operation: 'Start', request };
    const texts: Record<string, string> = { secret: 'secret' };
    const doors = (log: LogPort, words: string): readonly (() => void)[] => [
      () => {
        // @ts-expect-error An event must be from a list, so it cannot contain text.
        log.info(`start ${words}`);
      },
      () => {
        // @ts-expect-error Nor can the event come from a variable.
        log.fault(words, new Error());
      },
      () => {
        // @ts-expect-error There is no such fact.
        log.info('start', { request: words });
      },
      () => {
        // @ts-expect-error Nor can a fact come from a variable with more members.
        log.warn('start', call);
      },
      () => {
        // @ts-expect-error Nor from a spread.
        log.fault('command failed', new Error(), { ...call });
      },
      () => {
        // @ts-expect-error Unknown names may contain anything.
        log.info('start', texts);
      },
      () => {
        // @ts-expect-error A number cannot be text.
        log.info('stop', { count: words });
      },
      () => {
        // @ts-expect-error A fact cannot be an object.
        log.info('started', { jobId: request });
      },
      () => {
        // @ts-expect-error A function that accepts fewer events is not such a port; it would be if this were a method.
        const narrow: LogPort['info'] = (event: 'call') => {
          log.info(event);
        };
        narrow('call');
      },
    ];
    const written: string[] = [];
    const write: LogPort['info'] = (event, facts) => {
      written.push(logLine(event, facts));
    };
    for (const door of doors(
      {
        info: write,
        warn: write,
        fault: (event, _fault, facts) => {
          written.push(logLine(event, facts));
        },
        show: () => undefined,
      },
      'start',
    ))
      door();
    assert.ok(!written.join().includes('secret'), 'nothing of it is written at run time');
  });
});
