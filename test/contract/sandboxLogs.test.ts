// What the sandbox answers as Amazon CloudWatch Logs, to the official client.
import assert from 'node:assert/strict';
import * as er from '@aws-sdk/client-entityresolution';
import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { ageJobs } from './sandboxJobs.ts';
import { type RunningSandbox, startSandbox } from './sandboxProcess.ts';
import { plainRequest, signedRequest } from './sandboxRequest.ts';

const groupOf = (workflow: string, kind = 'matchingworkflow'): string =>
  `/aws/vendedlogs/entityresolution/${kind}/${workflow}`;

describe('sandbox: CloudWatch Logs', function () {
  let sandbox: RunningSandbox;
  let logs: sdk.CloudWatchLogsClient;
  let resolution: er.EntityResolutionClient;

  before(async () => {
    sandbox = await startSandbox({ jobSeconds: 1_000 });
    const common = { region: 'us-east-1', endpoint: sandbox.url, credentials: sandbox.credentials, maxAttempts: 1 };
    logs = new sdk.CloudWatchLogsClient(common);
    resolution = new er.EntityResolutionClient(common);
  });
  after(() => sandbox.stop());

  /** Starts a matching job that has run for some seconds of its thousand. */
  async function running(workflowName: string, seconds: number): Promise<string> {
    const { jobId = '' } = await resolution.send(new er.StartMatchingJobCommand({ workflowName }));
    ageJobs(sandbox, [jobId], seconds * 1_000);
    return jobId;
  }

  async function eventsOf(input: sdk.FilterLogEventsCommandInput): Promise<sdk.FilteredLogEvent[]> {
    const events: sdk.FilteredLogEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page: sdk.FilterLogEventsCommandOutput = await logs.send(
        new sdk.FilterLogEventsCommand({ ...input, nextToken }),
      );
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return events;
  }

  const recordsOf = async (workflow: string, filterPattern?: string): Promise<Record<string, unknown>[]> =>
    (await eventsOf({ logGroupName: groupOf(workflow), filterPattern })).map(
      ({ message = '' }) => JSON.parse(message) as Record<string, unknown>,
    );

  it('lists sources, deliveries and destinations page by page, each delivery with its source and destination', async () => {
    const sources: sdk.DeliverySource[] = [];
    for await (const page of sdk.paginateDescribeDeliverySources({ client: logs }, {}))
      sources.push(...(page.deliverySources ?? []));
    const deliveries: sdk.Delivery[] = [];
    for await (const page of sdk.paginateDescribeDeliveries({ client: logs }, {}))
      deliveries.push(...(page.deliveries ?? []));
    const destinations: sdk.DeliveryDestination[] = [];
    for await (const page of sdk.paginateDescribeDeliveryDestinations({ client: logs }, {}))
      destinations.push(...(page.deliveryDestinations ?? []));
    assert.ok(sources.length > 7 && deliveries.length > 7 && destinations.length > 7, 'more than a page');
    for (const { deliverySourceName, deliveryDestinationArn } of deliveries) {
      assert.ok(sources.some(({ name }) => name === deliverySourceName));
      assert.ok(destinations.some(({ arn }) => arn === deliveryDestinationArn));
    }
    const [first] = (await logs.send(new sdk.DescribeDeliverySourcesCommand({ limit: 1 }))).deliverySources ?? [];
    assert.equal(first?.service, 'cloudfront');
  });

  it('writes a step when it is reached, and counts when they are known', async () => {
    await running('patient-matching', 100);
    assert.deepEqual(await recordsOf('patient-matching'), [], 'a queued job has no log');
  });

  it('has the records of a job that runs, and of the workflow no other', async () => {
    const jobId = (await resolution.send(new er.ListMatchingJobsCommand({ workflowName: 'patient-matching' })))
      .jobs?.[0]?.jobId;
    ageJobs(sandbox, [String(jobId)], 400_000);
    const records = await recordsOf('patient-matching', `"${jobId}"`);
    assert.deepEqual(
      records.map(({ event_type: event, data_procesing_progression: step }) => [event, step]),
      [
        ['JOB_START', 'Matching Job Starts ...'],
        ['DATA_PROCESSING_STEP_START', 'Loading Step Starts'],
        ['DATA_PROCESSING_STEP_END', 'Loading Step Ends'],
        ['DATA_PROCESSING_STEP_START', 'Matching Step Starts'],
      ],
    );
    assert.equal(records[0]?.['total_records_unprocessed'], 0);
    assert.ok(Number(records[3]?.['total_records_unprocessed']) > 0);
    ageJobs(sandbox, [String(jobId)], 500_000);
    const job = await resolution.send(new er.GetMatchingJobCommand({ workflowName: 'patient-matching', jobId }));
    const last = (await recordsOf('patient-matching', `{ $.job_id = "${jobId}" }`)).at(-1);
    assert.deepEqual(
      [last?.['event_type'], last?.['total_records_processed'], last?.['total_records_unprocessed']],
      ['JOB_SUCCESS', job.metrics?.totalRecordsProcessed, job.metrics?.recordsNotProcessed],
    );
    assert.deepEqual(await recordsOf('patient-matching', '"of no job"'), []);
  });

  it('has why a job failed', async () => {
    const jobId = await running('example-log-failed', 1_000);
    const job = await resolution.send(new er.GetMatchingJobCommand({ workflowName: 'example-log-failed', jobId }));
    const last = (await recordsOf('example-log-failed')).at(-1);
    assert.deepEqual([job.status, last?.['event_type']], ['FAILED', 'JOB_FAILURE']);
    assert.ok(String(last?.['error_message']).startsWith(String(job.errorDetails?.errorMessage)));
    assert.match(String(last?.['error_message']), /: C-001\.$/);
  });

  it('reads a group by name or ARN, from a time to a time, so many at once', async () => {
    const group = groupOf('patient-matching');
    const all = await eventsOf({ logGroupName: group });
    const arn = `arn:aws:logs:us-east-1:000000000000:log-group:${group}`;
    assert.deepEqual(await eventsOf({ logGroupIdentifier: arn, limit: 1 }), all);
    const at = all[2]?.timestamp ?? 0;
    const before = await eventsOf({ logGroupName: group, endTime: at });
    const after = await eventsOf({ logGroupName: group, startTime: at });
    assert.deepEqual([before.length > 0, before.length + after.length], [true, all.length]);
    for (const wrong of [{}, { logGroupName: group, logGroupIdentifier: arn }, { logGroupIdentifier: `${arn}:*` }])
      await assert.rejects(eventsOf(wrong), { name: 'InvalidParameterException' });
  });

  it('has pages that are empty and not the last', async () => {
    const jobId = await running('example-log-large', 1_000);
    const input = { logGroupName: groupOf('example-log-large'), filterPattern: `"${jobId}"` };
    const first = await logs.send(new sdk.FilterLogEventsCommand(input));
    assert.deepEqual([first.events?.length, typeof first.nextToken], [0, 'string']);
    assert.equal((await eventsOf(input)).length, 8);
  });

  it('delivers late', async () => {
    const jobId = await running('example-log-late', 1_000);
    assert.ok((await eventsOf({ logGroupName: groupOf('example-log-late') })).length < 8);
    ageJobs(sandbox, [jobId], 200_000);
    assert.equal((await eventsOf({ logGroupName: groupOf('example-log-late') })).length, 8);
  });

  for (const [what, workflow, name] of [
    ['a group that was deleted', 'example-log-missing', 'ResourceNotFoundException'],
    ['a group that never was', 'patient', 'ResourceNotFoundException'],
    ['a group that nobody may read', 'example-log-denied', 'AccessDeniedException'],
    ['a group that is read too often', 'example-log-throttled', 'ThrottlingException'],
  ] as const)
    it(`refuses ${what}`, async () => {
      await assert.rejects(eventsOf({ logGroupName: groupOf(workflow) }), { name });
    });

  it('refuses what the service does not take', async () => {
    const logGroupName = groupOf('patient-matching');
    for (const input of [{ filterPattern: '{ $.a > 1 }' }, { nextToken: 'x' }, { limit: 0 }, { limit: 10_001 }])
      await assert.rejects(logs.send(new sdk.FilterLogEventsCommand({ logGroupName, ...input })), {
        name: 'InvalidParameterException',
      });
    await assert.rejects(logs.send(new sdk.DescribeDeliveriesCommand({ limit: 51 })), { name: 'ValidationException' });
    await assert.rejects(logs.send(new sdk.DescribeDeliveriesCommand({ nextToken: 'x' })), {
      name: 'InvalidParameterException',
    });
    await assert.rejects(logs.send(new sdk.DescribeLogGroupsCommand({})), { name: 'UnknownOperationException' });
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.FilterLogEvents' };
    const { text } = await signedRequest(sandbox, { service: 'logs', method: 'POST', headers, body: '{' });
    assert.match(text, /SerializationException/);
    const unsigned = await plainRequest(sandbox.url, { method: 'POST', headers, body: '{}' });
    assert.match(unsigned.text, /cloudwatchlogs#MissingAuthenticationTokenException/);
  });
});
