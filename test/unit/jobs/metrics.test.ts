import assert from 'node:assert/strict';
import type { Job } from '../../../src/domain/jobs/job.ts';
import { inOrder, metricRows, previousRun } from '../../../src/domain/jobs/metrics.ts';
import { idMapping, matching, startedJob } from './fakeServices.ts';

const now = Date.UTC(2030, 0, 1);

describe('metrics', () => {
  it('are in a fixed order, unknown ones last', () => {
    assert.deepEqual(
      inOrder({ zebra: 1, mappedRecordsRemoved: 2, alpha: 3, inputRecords: 4, totalMappedRecords: 5 }).map(
        ([name]) => name,
      ),
      ['inputRecords', 'totalMappedRecords', 'mappedRecordsRemoved', 'alpha', 'zebra'],
    );
  });

  it('have their share of the input and the change from the previous run', () => {
    assert.deepEqual(
      metricRows(
        { inputRecords: 200, totalMappedRecords: 50, recordsNotProcessed: 0 },
        { inputRecords: 100, totalMappedRecords: 60 },
      ),
      [
        { name: 'inputRecords', value: 200, change: 100 },
        { name: 'recordsNotProcessed', value: 0, share: 0 },
        { name: 'totalMappedRecords', value: 50, share: 0.25, change: -10 },
      ],
    );
  });

  it('have no share of zero', () => {
    assert.deepEqual(metricRows({ inputRecords: 0, totalMappedRecords: 0 }), [
      { name: 'inputRecords', value: 0 },
      { name: 'totalMappedRecords', value: 0 },
    ]);
    assert.deepEqual(metricRows({ totalMappedRecords: 3 }), [{ name: 'totalMappedRecords', value: 3 }]);
  });
});

describe('the previous run', () => {
  const run = (id: string, submittedAt: number, more: Partial<Job> = {}): Job =>
    startedJob(idMapping, id, now, {
      submittedAt,
      status: 'SUCCEEDED',
      workflow: 'people',
      metrics: { inputRecords: 1 },
      ...more,
    });
  const job = run('this', 100);

  it('is the latest earlier one that succeeded, of the same workflow by name or ARN', () => {
    const arn = 'arn:aws:entityresolution:us-east-1:123456789012:idmappingworkflow/people';
    assert.equal(
      previousRun(job, [run('a', 10), run('b', 50, { workflow: arn }), run('c', 30), job, run('later', 150)])?.id,
      'b',
    );
    assert.equal(previousRun({ ...job, workflow: arn }, [run('a', 10)])?.id, 'a');
  });

  it('is not one that failed, ran elsewhere, is of another workflow or kind, has no metrics, or came later', () => {
    const others = [
      run('failed', 50, { status: 'FAILED' }),
      run('running', 50, { status: 'RUNNING' }),
      run('elsewhere', 50, { region: 'eu-west-1' }),
      run('other', 50, { workflow: 'places' }),
      { ...startedJob(matching, 'kind', now), submittedAt: 50, status: 'SUCCEEDED', workflow: 'people', metrics: {} },
      run('same time', 100),
      run('later', 101),
    ];
    const { metrics: _metrics, ...countless } = run('countless', 50);
    assert.equal(previousRun(job, [...others, countless, job]), undefined);
    const { workflow: _workflow, ...workflowless } = job;
    assert.equal(previousRun(workflowless, [run('a', 10)]), undefined);
  });
});
