import assert from 'node:assert/strict';
import * as sdk from '@aws-sdk/client-entityresolution';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { eventually, signedRequest } from './sandboxRequest.ts';

describe('sandbox: Entity Resolution and STS', function () {
  let sandbox: RunningSandbox;
  let client: sdk.EntityResolutionClient;

  const clientIn = (region: string): sdk.EntityResolutionClient =>
    new sdk.EntityResolutionClient({ region, endpoint: sandbox.url, credentials: sandbox.credentials, maxAttempts: 1 });
  const finished = (
    workflowName: string,
    jobId: string | undefined,
    from = client,
  ): Promise<sdk.GetIdMappingJobCommandOutput> =>
    eventually(
      () => from.send(new sdk.GetIdMappingJobCommand({ workflowName, jobId })),
      job => job.status === 'SUCCEEDED' || job.status === 'FAILED',
    );
  /** The lines of all files of a job in `success` or `error`, each with its header. */
  const output = async (folder: string): Promise<readonly string[]> => {
    const list = await signedRequest(sandbox, {
      service: 's3',
      path: '/example-results',
      query: `list-type=2&prefix=${encodeURIComponent(folder)}`,
    });
    const keys = Array.from(list.text.matchAll(/<Key>([^<]*)<\/Key>/g), ([, key]) => key);
    assert.ok(keys.length > 0, `no object under ${folder}`);
    const files = await Promise.all(
      keys.map(key => signedRequest(sandbox, { service: 's3', path: `/example-results/${key}` })),
    );
    return files.flatMap(({ text }) => text.trim().split('\n').slice(1));
  };

  before(async () => {
    sandbox = await startSandbox({ jobSeconds: 0.1 });
    client = clientIn('us-east-1');
  });
  after(() => sandbox.stop());

  it('lists and describes the workflows', async () => {
    const { workflowSummaries: summaries } = await client.send(new sdk.ListIdMappingWorkflowsCommand({}));
    assert.deepEqual(
      summaries?.map(({ workflowName }) => workflowName),
      ['patient-id-mapping', 'patient-id-mapping-incremental'],
    );
    const page = await client.send(new sdk.ListIdMappingWorkflowsCommand({ maxResults: 1 }));
    const rest = await client.send(new sdk.ListIdMappingWorkflowsCommand({ maxResults: 1, nextToken: page.nextToken }));
    assert.deepEqual(
      [rest.workflowSummaries?.[0]?.workflowName, rest.nextToken],
      ['patient-id-mapping-incremental', undefined],
    );
    const workflow = await client.send(
      new sdk.GetIdMappingWorkflowCommand({ workflowName: 'patient-id-mapping-incremental' }),
    );
    assert.equal(workflow.idMappingTechniques?.idMappingType, 'RULE_BASED');
    assert.deepEqual(
      workflow.inputSourceConfig?.map(({ type }) => type),
      ['SOURCE', 'TARGET'],
    );
    assert.equal(workflow.incrementalRunConfig?.incrementalRunType, 'ON_DEMAND');
    assert.ok(workflow.createdAt instanceof Date);
    const matching = await client.send(new sdk.ListMatchingWorkflowsCommand({}));
    assert.deepEqual(
      matching.workflowSummaries?.map(({ workflowName, resolutionType }) => [workflowName, resolutionType]),
      [['patient-matching', 'RULE_MATCHING']],
    );
    assert.equal(
      (await client.send(new sdk.GetMatchingWorkflowCommand({ workflowName: 'patient-matching' }))).resolutionTechniques
        ?.resolutionType,
      'RULE_MATCHING',
    );
    await assert.rejects(client.send(new sdk.GetIdMappingWorkflowCommand({ workflowName: 'nope' })), {
      name: 'ResourceNotFoundException',
    });
  });

  it('runs an ID mapping job named by ARN, with metrics and an output file', async () => {
    const { workflowSummaries: summaries } = await client.send(new sdk.ListIdMappingWorkflowsCommand({}));
    const arn = summaries![0]!.workflowArn!;
    const roleArn = 'arn:aws:iam::000000000000:role/Sandbox';
    const outputSourceConfig = [{ roleArn, outputS3Path: 's3://example-results/chosen' }];
    const started = await client.send(new sdk.StartIdMappingJobCommand({ workflowName: arn, outputSourceConfig }));
    assert.equal(started.jobType, 'BATCH');
    assert.deepEqual(started.outputSourceConfig, outputSourceConfig);
    const job = await finished('patient-id-mapping', started.jobId);
    assert.equal(job.status, 'SUCCEEDED');
    assert.equal(job.endTime!.getTime() - job.startTime!.getTime(), 100);
    const metrics = job.metrics!;
    assert.equal(metrics.inputRecords, metrics.totalRecordsProcessed! + metrics.recordsNotProcessed!);
    assert.equal(metrics.totalMappedRecords, metrics.totalMappedSourceRecords! + metrics.totalMappedTargetRecords!);
    assert.equal(metrics.uniqueRecordsLoaded, metrics.totalRecordsProcessed! - metrics.deleteRecordsProcessed!);
    const mapped = await output(`chosen/patient-id-mapping/${started.jobId}/success/`);
    assert.equal(mapped.length, metrics.totalMappedSourceRecords!);
    assert.ok(mapped.includes('C-001,R-101,Email and birth date'));
    const refused = await output(`chosen/patient-id-mapping/${started.jobId}/error/`);
    assert.equal(refused.length, metrics.recordsNotProcessed);
    assert.equal(
      (await client.send(new sdk.GetIdMappingJobCommand({ workflowName: arn, jobId: started.jobId }))).jobId,
      started.jobId,
    );
  });

  it('counts only new records in the second job of an incremental workflow', async () => {
    const workflowName = 'patient-id-mapping-incremental';
    const other = clientIn('eu-west-1');
    const first = await other.send(new sdk.StartIdMappingJobCommand({ workflowName }));
    assert.equal(first.jobType, 'INCREMENTAL');
    assert.equal(first.outputSourceConfig, undefined, 'only the given members');
    assert.ok((await finished(workflowName, first.jobId, other)).metrics!.newMappedRecords! > 0);
    const second = await other.send(new sdk.StartIdMappingJobCommand({ workflowName }));
    assert.equal((await finished(workflowName, second.jobId, other)).metrics!.newMappedRecords, 0);
    const deletion = await other.send(new sdk.StartIdMappingJobCommand({ workflowName, jobType: 'DELETE_ONLY' }));
    const { metrics } = await finished(workflowName, deletion.jobId, other);
    assert.equal(metrics?.inputRecords, metrics?.deleteRecordsProcessed);
    assert.equal(
      metrics?.mappedRecordsRemoved,
      metrics!.mappedSourceRecordsRemoved! + metrics!.mappedTargetRecordsRemoved!,
    );
  });

  it('runs a matching job', async () => {
    const { jobId } = await client.send(new sdk.StartMatchingJobCommand({ workflowName: 'patient-matching' }));
    const job = await eventually(
      () => client.send(new sdk.GetMatchingJobCommand({ workflowName: 'patient-matching', jobId })),
      ({ status }) => status === 'SUCCEEDED',
    );
    const records = await output(`entity-resolution/patient-matching/${jobId}/success/`);
    assert.equal(new Set(records.map(line => line.split(',').at(-2))).size, job.metrics?.matchIDs);
    assert.equal(records.length, job.metrics!.totalRecordsProcessed! - job.metrics!.deleteRecordsProcessed!);
    const refused = await output(`entity-resolution/patient-matching/${jobId}/error/`);
    assert.equal(refused.length, job.metrics?.recordsNotProcessed);
    assert.deepEqual(refused.map(line => line.split(',').at(-1)).toSorted(), [
      'The unique ID is longer than 38 characters.',
      'The unique ID is missing.',
      'The unique ID is missing.',
      'The unique ID is repeated.',
    ]);
  });

  it("pages through a workflow's jobs, newest first", async () => {
    const other = clientIn('ca-central-1');
    const workflowName = 'patient-id-mapping';
    const jobIds: (string | undefined)[] = [];
    for (let index = 0; index < 3; index += 1) {
      const { jobId } = await other.send(new sdk.StartIdMappingJobCommand({ workflowName }));
      jobIds.push(jobId);
      await finished(workflowName, jobId, other);
    }
    const first = await other.send(new sdk.ListIdMappingJobsCommand({ workflowName, maxResults: 2 }));
    const second = await other.send(
      new sdk.ListIdMappingJobsCommand({ workflowName, maxResults: 2, nextToken: first.nextToken }),
    );
    assert.deepEqual(
      [...first.jobs!, ...second.jobs!].map(({ jobId }) => jobId),
      jobIds.toReversed(),
    );
    assert.equal(second.nextToken, undefined);
  });

  it('fails a job whose output bucket does not exist, with a reason', async () => {
    const other = clientIn('ap-southeast-2');
    const { jobId } = await other.send(
      new sdk.StartIdMappingJobCommand({
        workflowName: 'patient-id-mapping',
        outputSourceConfig: [
          { roleArn: 'arn:aws:iam::000000000000:role/Sandbox', outputS3Path: 's3://no-such-bucket/x' },
        ],
      }),
    );
    const job = await finished('patient-id-mapping', jobId, other);
    assert.equal(job.status, 'FAILED');
    assert.match(job.errorDetails!.errorMessage!, /no-such-bucket/);
  });

  it('refuses what the service model refuses', async () => {
    const refused = (input: object, message: RegExp): Promise<void> =>
      assert.rejects(client.send(new sdk.StartIdMappingJobCommand({ workflowName: 'patient-id-mapping', ...input })), {
        name: 'ValidationException',
        message,
      });
    const good = { roleArn: 'arn:aws:iam::000000000000:role/Sandbox', outputS3Path: 's3://example-results/x' };
    await refused({ jobType: 'INCREMENTAL' }, /incrementalRunConfig/);
    await refused({ jobType: 'DELETE_ONLY' }, /incrementalRunConfig/);
    await refused({ jobType: 'OTHER' }, /'jobType'.*\[BATCH, INCREMENTAL, DELETE_ONLY\]/);
    await refused({ outputSourceConfig: [good, good] }, /'outputSourceConfig'.*less than or equal to 1/);
    await refused(
      { outputSourceConfig: [{ ...good, outputS3Path: 'example-results' }] },
      /'outputSourceConfig\.1\.member\.outputS3Path'/,
    );
    await refused({ workflowName: 'a b' }, /'workflowName'/);
    await assert.rejects(client.send(new sdk.StartIdMappingJobCommand({ workflowName: 'nope' })), {
      name: 'ResourceNotFoundException',
    });
    await assert.rejects(
      client.send(
        new sdk.StartIdMappingJobCommand({
          workflowName: 'arn:aws:entityresolution:eu-west-1:000000000000:idmappingworkflow/patient-id-mapping',
        }),
      ),
      { name: 'ResourceNotFoundException' },
    );
    await assert.rejects(
      client.send(new sdk.GetIdMappingJobCommand({ workflowName: 'patient-id-mapping', jobId: 'x' })),
      { name: 'ValidationException' },
    );
    await assert.rejects(
      client.send(new sdk.GetIdMappingJobCommand({ workflowName: 'patient-id-mapping', jobId: '0'.repeat(32) })),
      { name: 'ResourceNotFoundException' },
    );
    await assert.rejects(
      client.send(new sdk.ListIdMappingJobsCommand({ workflowName: 'patient-id-mapping', maxResults: 26 })),
      { name: 'ValidationException' },
    );
    await assert.rejects(
      client.send(new sdk.ListIdMappingJobsCommand({ workflowName: 'patient-id-mapping', nextToken: 'abc' })),
      { name: 'ValidationException' },
    );
    await assert.rejects(client.send(new sdk.ListSchemaMappingsCommand({})), { name: 'UnknownOperationException' });
  });

  it('refuses an empty workflow name, which arrives as a double slash', async () => {
    await assert.rejects(client.send(new sdk.StartIdMappingJobCommand({ workflowName: '' })), {
      name: 'ValidationException',
    });
  });

  it('returns the caller', async () => {
    const sts = new STSClient({ region: 'us-east-1', endpoint: sandbox.url, credentials: sandbox.credentials });
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    assert.deepEqual(
      [identity.Account, identity.Arn, identity.UserId],
      ['000000000000', 'arn:aws:iam::000000000000:user/sandbox', 'AIDASANDBOXSANDBOX00'],
    );
  });
});
