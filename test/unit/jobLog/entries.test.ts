import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type LogEntry, countOf, entryOf, errorOf, hasEnded, stepOf } from '../../../src/domain/jobLog/entries.ts';

const line = (record: object, at?: number): Parameters<typeof entryOf>[0] => ({
  text: JSON.stringify(record),
  ...(at === undefined ? {} : { at }),
});

describe('an entry of a job log', () => {
  it('is read from the record that AWS documents', () => {
    assert.deepEqual(
      entryOf(
        line({
          resource_arn: 'arn:aws:entityresolution:us-east-1:123456789012:matchingworkflow/w',
          event_type: 'JOB_START',
          event_timestamp: 1728562395042,
          job_id: 'b01e',
          workflow_name: 'TestWorkflow',
          workflow_start_time: '2025-03-11 10:19:56',
          data_procesing_progression: 'Matching Job Starts ...',
          total_records_processed: 1500,
          total_records_unprocessed: 0,
          incremental_records_processed: 0,
          error_message: 'sample error',
        }),
        'b01e',
      ),
      {
        at: 1728562395042,
        event: 'JOB_START',
        progress: 'Matching Job Starts ...',
        processed: 1500,
        unprocessed: 0,
        incremental: 0,
        error: 'sample error',
      },
    );
  });

  it('is none if it is the record of another job that names this one', () => {
    assert.equal(entryOf(line({ job_id: 'other', data_procesing_progression: 'after b01e' }), 'b01e'), undefined);
  });

  it('may lack members, which are chosen with the delivery, and then has the time of its line', () => {
    assert.deepEqual(entryOf(line({ event_type: 'JOB_SUCCESS' }, 5), 'b01e'), { at: 5, event: 'JOB_SUCCESS' });
    assert.deepEqual(entryOf(line({ job_id: 'b01e' }, 5), 'b01e'), { at: 5, text: '{"job_id":"b01e"}' });
  });

  it('takes numbers as text, and no other values', () => {
    const { processed, unprocessed, error } = entryOf(
      line({ event_type: 'X', total_records_processed: '12', total_records_unprocessed: -1, error_message: ' ' }),
      'j',
    )!;
    assert.deepEqual([processed, unprocessed, error], [12, undefined, undefined]);
  });

  it('is the line itself if that is no record, however it looks', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        const entry = entryOf({ text, at: 1 }, 'j');
        if (entry !== undefined) assert.ok(Object.keys(entry).length > 0);
      }),
    );
    assert.deepEqual(entryOf({ text: 'j failed' }, 'j'), { text: 'j failed' });
    assert.equal(entryOf({ text: 'x'.repeat(1_000_000) }, 'j')?.text?.length, 20_000);
  });
});

describe('a job log', () => {
  const entries: readonly LogEntry[] = [
    { event: 'JOB_START', progress: 'Matching Job Starts ...', processed: 0 },
    { event: 'DATA_PROCESSING_STEP_START', progress: 'Loading Step Starts' },
    { text: 'a line' },
  ];

  it('tells the step that a job is at, until it has ended', () => {
    assert.equal(stepOf(entries), 'Loading Step');
    assert.equal(stepOf(entries.slice(0, 1)), 'Matching Job');
    assert.equal(stepOf([...entries, { progress: 'Loading Step Ends' }]), 'Loading Step Ends');
    assert.equal(stepOf([]), undefined);
    for (const event of ['JOB_SUCCESS', 'JOB_FAILURE']) {
      assert.ok(hasEnded([...entries, { event }]));
      assert.equal(stepOf([...entries, { event }]), undefined);
    }
  });

  it('has the error of the failure before any other, and the last of each count', () => {
    const failed = [{ error: 'first' }, { event: 'JOB_FAILURE', error: 'cause' }, { error: 'after' }];
    assert.equal(errorOf(failed), 'cause');
    assert.equal(errorOf([{ error: 'first' }, { error: 'last' }]), 'last');
    assert.equal(errorOf(entries), undefined);
    assert.equal(countOf([...entries, { processed: 7 }, {}], 'processed'), 7);
  });
});
