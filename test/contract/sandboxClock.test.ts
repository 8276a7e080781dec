// Time-dependent behaviour with a clock that the test moves: the server runs in this process, and the SDK calls it like
// any other.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as medical from '@aws-sdk/client-comprehendmedical';
import * as resolution from '@aws-sdk/client-entityresolution';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { seed } from '../../src/sandbox/seed/seed.ts';
import { startServer } from '../../src/sandbox/server.ts';
import { Database } from '../../src/sandbox/store/database.ts';
import { longIt } from '../runs.ts';
import { signedRequest } from './sandboxRequest.ts';

const jobDurationMs = 10_000;
const credentials = { accessKeyId: 'AKIASANDBOXTEST', secretAccessKey: 'secret' };
const start = {
  InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
  OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out' },
  DataAccessRoleArn: 'arn:aws:iam::000000000000:role/Sandbox',
  LanguageCode: 'en',
} as const;

describe('sandbox: time', function () {
  let directory: string;
  let database: Database;
  let server: Server;
  let url: string;
  let now: number;
  let comprehend: medical.ComprehendMedicalClient;
  let entityResolution: resolution.EntityResolutionClient;

  beforeEach(async () => {
    // Signatures carry the real time, so the test's clock starts there and stays within their tolerance of 15 minutes.
    now = Date.now();
    directory = await mkdtemp(join(tmpdir(), 'sandbox-clock-'));
    database = Database.open(directory);
    seed(database, now);
    ({ server, url } = await startServer({
      database,
      credentials,
      port: 0,
      jobDurationMs,
      clock: () => now,
      onInternalError: message => {
        throw new Error(message);
      },
    }));
    const config = { region: 'us-east-1', endpoint: url, credentials, maxAttempts: 1 };
    comprehend = new medical.ComprehendMedicalClient({ ...config, protocol: AwsJson1_1Protocol });
    entityResolution = new resolution.EntityResolutionClient(config);
  });
  afterEach(async () => {
    comprehend.destroy();
    entityResolution.destroy();
    server.closeAllConnections();
    server.close();
    database.close();
    await rm(directory, { recursive: true, maxRetries: 5 });
  });

  const startMedical = async (): Promise<string> =>
    (await comprehend.send(new medical.StartRxNormInferenceJobCommand(start))).JobId!;
  const described = async (jobId: string): Promise<medical.ComprehendMedicalAsyncJobProperties> =>
    (await comprehend.send(new medical.DescribeRxNormInferenceJobCommand({ JobId: jobId })))
      .ComprehendMedicalAsyncJobProperties!;
  const stop = (jobId: string): Promise<unknown> =>
    comprehend.send(new medical.StopRxNormInferenceJobCommand({ JobId: jobId }));
  const objects = async (): Promise<number> =>
    Number(
      /<KeyCount>(\d+)</.exec(
        (await signedRequest({ url, credentials }, { service: 's3', path: '/example-results', query: 'list-type=2' }))
          .text,
      )?.[1],
    );

  it('moves a medical job through SUBMITTED, IN_PROGRESS, COMPLETED, and its output exists only at the end', async () => {
    const jobId = await startMedical();
    const submitted = now;
    assert.deepEqual([(await described(jobId)).JobStatus, (await described(jobId)).EndTime], ['SUBMITTED', undefined]);
    now = submitted + 2000;
    assert.equal((await described(jobId)).JobStatus, 'IN_PROGRESS');
    now = submitted + jobDurationMs - 1;
    assert.equal((await described(jobId)).JobStatus, 'IN_PROGRESS');
    assert.equal(await objects(), 0);
    now = submitted + jobDurationMs;
    // S3 is called first: any request brings the state up to date.
    assert.equal(await objects(), 12 + 3);
    const job = await described(jobId);
    assert.deepEqual([job.JobStatus, job.EndTime?.getTime()], ['COMPLETED', now]);
  });

  it('stops a medical job: STOP_REQUESTED, then STOPPED, and it writes nothing', async () => {
    const jobId = await startMedical();
    await stop(jobId);
    assert.equal((await described(jobId)).JobStatus, 'STOP_REQUESTED');
    await stop(jobId);
    now += 1000;
    assert.deepEqual(
      [(await described(jobId)).JobStatus, (await described(jobId)).EndTime?.getTime()],
      ['STOPPED', now],
    );
    await stop(jobId); // no error, and no second end
    now += jobDurationMs;
    assert.equal((await described(jobId)).JobStatus, 'STOPPED');
    assert.equal(await objects(), 0);
  });

  it('reads the input as it is when the job ends', async () => {
    const jobId = await startMedical();
    const put = async (key: string): Promise<void> => {
      await signedRequest(
        { url, credentials },
        { service: 's3', method: 'PUT', path: `/example-clinical-notes/notes/${key}`, body: 'aspirin 81 mg' },
      );
    };
    await put('added-in-time.txt');
    now += jobDurationMs;
    await put('added-too-late.txt');
    assert.equal(await objects(), 13 + 3);
    assert.equal((await described(jobId)).JobStatus, 'COMPLETED');
  });

  longIt('refuses the 501st active job of an operation', async () => {
    for (let index = 0; index < 500; index += 1) await startMedical();
    await assert.rejects(startMedical(), { name: 'TooManyRequestsException' });
    now += jobDurationMs;
    await startMedical();
  });

  it('moves an ID mapping job through QUEUED, RUNNING, SUCCEEDED, with metrics only at the end', async () => {
    const workflowName = 'patient-id-mapping';
    const { jobId } = await entityResolution.send(new resolution.StartIdMappingJobCommand({ workflowName }));
    const job = (): Promise<resolution.GetIdMappingJobCommandOutput> =>
      entityResolution.send(new resolution.GetIdMappingJobCommand({ workflowName, jobId }));
    assert.deepEqual([(await job()).status, (await job()).metrics], ['QUEUED', undefined]);
    now += 2000;
    assert.deepEqual([(await job()).status, (await job()).endTime], ['RUNNING', undefined]);
    now += 8000;
    assert.equal((await job()).status, 'SUCCEEDED');
    assert.ok((await job()).metrics);
  });

  it('allows one active Entity Resolution job of a kind per region', async () => {
    const startMapping = (workflowName: string): Promise<unknown> =>
      entityResolution.send(new resolution.StartIdMappingJobCommand({ workflowName }));
    const startMatching = (): Promise<unknown> =>
      entityResolution.send(new resolution.StartMatchingJobCommand({ workflowName: 'patient-matching' }));
    await startMapping('patient-id-mapping');
    await assert.rejects(startMapping('patient-id-mapping'), { name: 'ConflictException' });
    await assert.rejects(startMapping('patient-id-mapping-incremental'), (error: unknown) => {
      assert.ok(error instanceof resolution.ExceedsLimitException);
      assert.deepEqual(
        [error.$metadata.httpStatusCode, error.quotaName, error.quotaValue],
        [402, 'Concurrent ID mapping jobs', 1],
      );
      assert.ok(error.$metadata.requestId);
      return true;
    });
    await startMatching();
    await assert.rejects(startMatching(), { name: 'ConflictException' });
    now += jobDurationMs;
    await startMapping('patient-id-mapping-incremental');
    await startMatching();
  });

  it('refuses a signature that is more than 15 minutes off, in either direction', async () => {
    for (const [service, code] of [
      ['comprehendmedical', 'InvalidSignatureException'],
      ['s3', 'RequestTimeTooSkewed'],
    ] as const) {
      for (const offset of [-15.1, 15.1]) {
        const answer = await signedRequest(
          { url, credentials },
          { service, time: now + offset * 60_000, headers: service === 's3' ? {} : { 'x-amz-target': 'X' } },
        );
        assert.match(answer.text, new RegExp(code));
      }
      const within = await signedRequest({ url, credentials }, { service, time: now - 14.9 * 60_000 });
      assert.doesNotMatch(within.text, new RegExp(code));
    }
  });
});
