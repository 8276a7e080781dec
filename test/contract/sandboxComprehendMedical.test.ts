import assert from 'node:assert/strict';
import * as sdk from '@aws-sdk/client-comprehendmedical';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { eventually, signedRequest } from './sandboxRequest.ts';

const start = {
  InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
  OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out' },
  DataAccessRoleArn: 'arn:aws:iam::000000000000:role/Sandbox',
  LanguageCode: 'en',
} as const;

describe('sandbox: Comprehend Medical', function () {
  let sandbox: RunningSandbox;
  let client: sdk.ComprehendMedicalClient;

  const clientIn = (region: string): sdk.ComprehendMedicalClient =>
    new sdk.ComprehendMedicalClient({
      region,
      endpoint: sandbox.url,
      credentials: sandbox.credentials,
      protocol: AwsJson1_1Protocol,
      maxAttempts: 1,
    });
  const put = async (bucket: string, key: string, body: string | Buffer): Promise<void> => {
    assert.equal(
      (await signedRequest(sandbox, { service: 's3', method: 'PUT', path: `/${bucket}/${key}`, body })).status,
      200,
    );
  };
  const read = async (bucket: string, key: string): Promise<unknown> => {
    const answer = await signedRequest(sandbox, { service: 's3', path: `/${bucket}/${key}` });
    assert.equal(answer.status, 200, key);
    return JSON.parse(answer.text) as unknown;
  };
  const finished = async (jobId: string): Promise<sdk.ComprehendMedicalAsyncJobProperties> =>
    (
      await eventually(
        () => client.send(new sdk.DescribeEntitiesDetectionV2JobCommand({ JobId: jobId })),
        ({ ComprehendMedicalAsyncJobProperties: job }) =>
          !['SUBMITTED', 'IN_PROGRESS', 'STOP_REQUESTED'].includes(job?.JobStatus ?? ''),
      )
    ).ComprehendMedicalAsyncJobProperties!;
  const startEntities = async (overrides: Partial<sdk.StartEntitiesDetectionV2JobRequest> = {}): Promise<string> =>
    (await client.send(new sdk.StartEntitiesDetectionV2JobCommand({ ...start, ...overrides }))).JobId!;

  before(async () => {
    sandbox = await startSandbox({ jobSeconds: 0.1 });
    client = clientIn('us-east-1');
  });
  after(() => sandbox.stop());

  const families = [
    {
      name: 'EntitiesDetectionV2',
      word: 'EntitiesDetection',
      concepts: undefined,
      start: sdk.StartEntitiesDetectionV2JobCommand,
      describe: sdk.DescribeEntitiesDetectionV2JobCommand,
      list: sdk.ListEntitiesDetectionV2JobsCommand,
      stop: sdk.StopEntitiesDetectionV2JobCommand,
    },
    {
      name: 'PHIDetection',
      word: 'PHIDetection',
      concepts: undefined,
      start: sdk.StartPHIDetectionJobCommand,
      describe: sdk.DescribePHIDetectionJobCommand,
      list: sdk.ListPHIDetectionJobsCommand,
      stop: sdk.StopPHIDetectionJobCommand,
    },
    {
      name: 'ICD10CMInference',
      word: 'ICD10CMInference',
      concepts: ['ICD10CMConcepts', 'I10'],
      start: sdk.StartICD10CMInferenceJobCommand,
      describe: sdk.DescribeICD10CMInferenceJobCommand,
      list: sdk.ListICD10CMInferenceJobsCommand,
      stop: sdk.StopICD10CMInferenceJobCommand,
    },
    {
      name: 'RxNormInference',
      word: 'RxNormInference',
      concepts: ['RxNormConcepts', '29046'],
      start: sdk.StartRxNormInferenceJobCommand,
      describe: sdk.DescribeRxNormInferenceJobCommand,
      list: sdk.ListRxNormInferenceJobsCommand,
      stop: sdk.StopRxNormInferenceJobCommand,
    },
    {
      name: 'SNOMEDCTInference',
      word: 'SNOMEDCTInference',
      concepts: ['SNOMEDCTConcepts', 'SIM0001'],
      start: sdk.StartSNOMEDCTInferenceJobCommand,
      describe: sdk.DescribeSNOMEDCTInferenceJobCommand,
      list: sdk.ListSNOMEDCTInferenceJobsCommand,
      stop: sdk.StopSNOMEDCTInferenceJobCommand,
    },
  ] as const;

  for (const family of families) {
    it(`runs a ${family.name} job from start to outputs`, async () => {
      const { JobId: jobId } = await client.send(new family.start({ ...start, JobName: 'nightly notes' }));
      assert.match(jobId!, /^[0-9a-f]{32}$/);
      const listed = (await client.send(new family.list({}))).ComprehendMedicalAsyncJobPropertiesList!;
      assert.deepEqual(
        listed.map(job => [job.JobId, job.JobName]),
        [[jobId, 'nightly notes']],
      );
      const { ComprehendMedicalAsyncJobProperties: job } = await eventually(
        () => client.send(new family.describe({ JobId: jobId })),
        answer => answer.ComprehendMedicalAsyncJobProperties?.JobStatus === 'COMPLETED',
      );
      assert.ok(job?.SubmitTime && job.EndTime && job.ExpirationTime);
      assert.equal(job.EndTime.getTime() - job.SubmitTime.getTime(), 100);
      assert.equal(job.ExpirationTime.getTime() - job.SubmitTime.getTime(), 120 * 24 * 60 * 60 * 1000);
      assert.match(job.ModelVersion!, /simulated/);
      const folder = `out/000000000000-${family.word}-${jobId}/`;
      assert.equal(job.OutputDataConfig?.S3Key, folder);
      assert.equal(job.ManifestFilePath, `${folder}Manifest`);

      const { Summary: summary } = (await read('example-results', `${folder}Manifest`)) as {
        Summary: Record<string, string | number>;
      };
      assert.equal(summary['Status'], 'COMPLETED');
      assert.equal(summary['JobType'], family.word);
      assert.equal(summary['InputFileCount'], 12);
      const { Files: files } = (await read('example-results', String(summary['SuccessfulFilesListLocation']))) as {
        Files: { Input: string; Output: string }[];
      };
      assert.equal(files.length, 12);
      assert.deepEqual(files[0], {
        Input: 'notes/note-01.txt',
        Output: `${folder}notes/note-01.txt.out`,
        InputSize: 319,
      });
      const output = (await read('example-results', files[0].Output)) as { Entities: Record<string, unknown>[] };
      assert.ok(output.Entities.length > 0);
      if (family.concepts !== undefined) {
        const codes = output.Entities.flatMap(entity => entity[family.concepts[0]] as { Code: string }[]).map(
          ({ Code: code }) => code,
        );
        assert.ok(codes.includes(family.concepts[1]), codes.join());
      }
      await assert.rejects(client.send(new family.stop({ JobId: jobId })), { name: 'InvalidRequestException' });
      await assert.rejects(client.send(new family.describe({ JobId: '0'.repeat(32) })), {
        name: 'ResourceNotFoundException',
      });
    });
  }

  it('reports PARTIAL_SUCCESS with the files that could not be read', async () => {
    await put('example-results', 'mixed/good.txt', 'Takes lisinopril 20 mg.');
    await put('example-results', 'mixed/large.txt', 'x'.repeat(70 * 1024 + 1));
    await put('example-results', 'mixed/latin.txt', Buffer.from([0x66, 0xfc, 0x72]));
    const job = await finished(
      await startEntities({ InputDataConfig: { S3Bucket: 'example-results', S3Key: 'mixed/' } }),
    );
    assert.equal(job.JobStatus, 'PARTIAL_SUCCESS');
    const { Summary: summary } = (await read('example-results', job.ManifestFilePath!)) as {
      Summary: Record<string, string | number>;
    };
    assert.deepEqual([summary['SuccessFilesCount'], summary['UnprocessedFilesCount']], [1, 2]);
    const { Files: files } = (await read('example-results', String(summary['UnprocessedFilesListLocation']))) as {
      Files: Record<string, string>[];
    };
    assert.deepEqual(
      files.map(file => [file['Input'], file['ErrorCode']]),
      [
        ['mixed/large.txt', 'TEXT_SIZE_LIMIT_EXCEEDED'],
        ['mixed/latin.txt', 'INVALID_ENCODING'],
      ],
    );
  });

  for (const [what, overrides, message] of [
    [
      'the input bucket',
      { InputDataConfig: { S3Bucket: 'no-such-bucket' } },
      /input bucket no-such-bucket does not exist/,
    ],
    [
      'any input',
      { InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'nothing/' } },
      /No object was found/,
    ],
    [
      'the output bucket',
      { OutputDataConfig: { S3Bucket: 'no-such-bucket' } },
      /output bucket no-such-bucket does not exist/,
    ],
  ] as const) {
    it(`fails a job without ${what}, with a plain message`, async () => {
      const job = await finished(await startEntities(overrides));
      assert.equal(job.JobStatus, 'FAILED');
      assert.match(job.Message!, message);
    });
  }

  it('returns the same job for the same token, and refuses the token for another request', async () => {
    const token = { ClientRequestToken: 'token-1' };
    const jobId = await startEntities(token);
    assert.equal(await startEntities(token), jobId);
    await assert.rejects(startEntities({ ...token, JobName: 'another' }), { name: 'InvalidRequestException' });
    assert.notEqual(await startEntities({ ClientRequestToken: 'token-2' }), jobId);
  });

  it("refuses what the service model refuses, in AWS's words", async () => {
    const refused = (overrides: object, message: RegExp): Promise<void> =>
      assert.rejects(startEntities(overrides), { name: 'InvalidRequestException', message });
    await refused(
      { JobName: 'a!b' },
      /^1 validation error detected: Value 'a!b' at 'jobName' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
    );
    await refused({ JobName: 'n'.repeat(257) }, /Member must have length less than or equal to 256/);
    await refused(
      { LanguageCode: 'de' },
      /Value 'de' at 'languageCode' failed to satisfy constraint: Member must satisfy enum value set: \[en\]/,
    );
    await refused(
      { InputDataConfig: undefined, DataAccessRoleArn: 'role' },
      /^3 validation errors detected: Value null at 'inputDataConfig'.*not be null; .*'dataAccessRoleArn'/,
    );
    await refused({ OutputDataConfig: { S3Bucket: 'ab' } }, /'outputDataConfig.s3Bucket'.*greater than or equal to 3/);
    await refused({ InputDataConfig: { S3Bucket: 'example-results', S3Key: 'a//b' } }, /\/\//);
    await assert.rejects(client.send(new sdk.ListPHIDetectionJobsCommand({ MaxResults: 501 })), {
      name: 'ValidationException',
      message: /'maxResults'.*less than or equal to 500/,
    });
    await assert.rejects(client.send(new sdk.DescribePHIDetectionJobCommand({ JobId: undefined })), {
      name: 'InvalidRequestException',
    });
    const wrongType = await signedRequest(sandbox, {
      service: 'comprehendmedical',
      method: 'POST',
      headers: { 'x-amz-target': 'ComprehendMedical_20181030.StartPHIDetectionJob' },
      body: JSON.stringify({ ...start, JobName: 7 }),
    });
    assert.equal(wrongType.status, 400);
    assert.match(wrongType.text, /InvalidRequestException.*'jobName'.*must be a string/);
    const noJson = await signedRequest(sandbox, {
      service: 'comprehendmedical',
      method: 'POST',
      headers: { 'x-amz-target': 'ComprehendMedical_20181030.StartPHIDetectionJob' },
      body: '{',
    });
    assert.match(noJson.text, /#SerializationException/);
  });

  it('reports an unknown operation by name, even to a client that speaks CBOR', async () => {
    await assert.rejects(client.send(new sdk.DetectPHICommand({ Text: 'x' })), { name: 'UnknownOperationException' });
    const answer = await signedRequest(sandbox, {
      service: 'comprehendmedical',
      method: 'POST',
      path: '/service/ComprehendMedical_20181030/operation/ListPHIDetectionJobs',
      headers: { 'smithy-protocol': 'rpc-v2-cbor' },
      body: Buffer.from([0xa0]),
    });
    assert.match(answer.text, /UnknownOperationException/);
  });

  describe('with 520 jobs', () => {
    let jobIds: string[];
    const region = 'eu-west-1';

    before(async () => {
      const other = clientIn(region);
      jobIds = [];
      for (let index = 0; index < 520; index += 1) {
        // One after the other: the test is about the order of the list.
        jobIds.push(
          (
            await other.send(
              new sdk.StartPHIDetectionJobCommand({
                ...start,
                InputDataConfig: { S3Bucket: 'example-patients', S3Key: 'clinic/' },
                JobName: index % 2 === 0 ? 'even' : 'odd',
              }),
            )
          ).JobId!,
        );
      }
    });

    const listAll = async (
      input: sdk.ListPHIDetectionJobsRequest,
    ): Promise<sdk.ComprehendMedicalAsyncJobProperties[]> => {
      const jobs: sdk.ComprehendMedicalAsyncJobProperties[] = [];
      let token: string | undefined;
      do {
        const page = await clientIn(region).send(new sdk.ListPHIDetectionJobsCommand({ ...input, NextToken: token }));
        jobs.push(...page.ComprehendMedicalAsyncJobPropertiesList!);
        token = page.NextToken;
      } while (token !== undefined);
      return jobs;
    };

    it('pages through all of them, newest first, with 100 per page by default', async () => {
      const first = await clientIn(region).send(new sdk.ListPHIDetectionJobsCommand({}));
      assert.equal(first.ComprehendMedicalAsyncJobPropertiesList?.length, 100);
      assert.deepEqual(
        (await listAll({})).map(job => job.JobId),
        jobIds.toReversed(),
      );
      assert.deepEqual(
        (await listAll({ MaxResults: 500 })).map(job => job.JobId),
        jobIds.toReversed(),
      );
    });

    it('separates the regions', async () => {
      const here = await client.send(new sdk.ListPHIDetectionJobsCommand({ MaxResults: 500 }));
      assert.ok(here.ComprehendMedicalAsyncJobPropertiesList!.length < 10);
      await assert.rejects(client.send(new sdk.DescribePHIDetectionJobCommand({ JobId: jobIds[0] })), {
        name: 'ResourceNotFoundException',
      });
    });

    it('filters by one criterion, and orders by it', async () => {
      const even = await listAll({ Filter: { JobName: 'even' } });
      assert.deepEqual(
        even.map(job => job.JobId),
        jobIds.filter((_, index) => index % 2 === 0).toReversed(),
      );
      const all = await listAll({ MaxResults: 500 });
      const middle = all[260]!.SubmitTime!;
      const expected = (keep: (time: Date) => boolean): (string | undefined)[] =>
        all.filter(job => keep(job.SubmitTime!)).map(job => job.JobId);
      const before = await listAll({ Filter: { SubmitTimeBefore: middle } });
      assert.deepEqual(
        before.map(job => job.JobId),
        expected(time => time < middle).toReversed(),
      );
      const after = await listAll({ Filter: { SubmitTimeAfter: middle } });
      assert.deepEqual(
        after.map(job => job.JobId),
        expected(time => time > middle),
      );
      const completed = await eventually(
        () => listAll({ Filter: { JobStatus: 'COMPLETED' }, MaxResults: 500 }),
        jobs => jobs.length === 520,
      );
      assert.deepEqual(
        completed.map(job => job.JobId),
        jobIds.toReversed(),
      );
    });

    it('refuses two filters and the token of another list', async () => {
      const other = clientIn(region);
      await assert.rejects(
        other.send(new sdk.ListPHIDetectionJobsCommand({ Filter: { JobName: 'even', JobStatus: 'COMPLETED' } })),
        { name: 'ValidationException' },
      );
      const { NextToken: token } = await other.send(new sdk.ListPHIDetectionJobsCommand({}));
      await assert.rejects(
        other.send(new sdk.ListPHIDetectionJobsCommand({ NextToken: token, Filter: { JobName: 'even' } })),
        { name: 'ValidationException' },
      );
      await assert.rejects(other.send(new sdk.ListPHIDetectionJobsCommand({ NextToken: 'made up' })), {
        name: 'ValidationException',
      });
    });
  });
});
