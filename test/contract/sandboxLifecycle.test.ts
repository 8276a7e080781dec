import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ComprehendMedicalClient,
  DescribePHIDetectionJobCommand,
  ListPHIDetectionJobsCommand,
  StartPHIDetectionJobCommand,
} from '@aws-sdk/client-comprehendmedical';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { sandboxEntry, startSandbox, type RunningSandbox } from './sandboxProcess.ts';
import { eventually, plainRequest, signedRequest } from './sandboxRequest.ts';

const key = '{"accessKeyId":"AKIATEST","secretAccessKey":"secret"}\n';

describe('sandbox: process', function () {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-process-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

  const clientOf = ({ url, credentials }: RunningSandbox): ComprehendMedicalClient =>
    new ComprehendMedicalClient({
      region: 'us-east-1',
      endpoint: url,
      credentials,
      protocol: AwsJson1_1Protocol,
      maxAttempts: 1,
    });
  const start = (sandbox: RunningSandbox, token?: string): Promise<string> =>
    clientOf(sandbox)
      .send(
        new StartPHIDetectionJobCommand({
          InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
          OutputDataConfig: { S3Bucket: 'example-results' },
          DataAccessRoleArn: 'arn:aws:iam::000000000000:role/Sandbox',
          LanguageCode: 'en',
          ClientRequestToken: token,
        }),
      )
      .then(({ JobId: jobId }) => jobId!);
  const completed = (sandbox: RunningSandbox, jobId: string): Promise<unknown> =>
    eventually(
      () => clientOf(sandbox).send(new DescribePHIDetectionJobCommand({ JobId: jobId })),
      answer => answer.ComprehendMedicalAsyncJobProperties?.JobStatus === 'COMPLETED',
    );
  const runToEnd = async (
    args: string[],
    input = key,
  ): Promise<{ status: unknown; stdout: string; stderr: string }> => {
    const child = spawn(process.execPath, [sandboxEntry, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // It may have ended before it read anything.
    child.stdin.on('error', () => undefined).end(input);
    const [status] = (await once(child, 'close')) as unknown[];
    return { status, stdout, stderr };
  };

  it('prints one line to stdout, nothing to stderr, and ends with its stdin', async () => {
    const { status, stdout, stderr } = await runToEnd(['--state', directory]);
    assert.deepEqual([status, stderr], [0, '']);
    // Its stdin ended at once, so it may have exited before it could listen.
    if (stdout !== '') assert.match(stdout, /^\{"url":"http:\/\/127\.0\.0\.1:\d+","account":"000000000000"\}\n$/);
    await (await startSandbox({ stateDirectory: directory })).stop();
  });

  it('ends with code 0 on SIGTERM', async function () {
    if (process.platform === 'win32') this.skip();
    const child = spawn(process.execPath, [sandboxEntry, '--state', directory]);
    child.stdin.write(key);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('keeps its files private from other users', async function () {
    if (process.platform === 'win32') this.skip();
    const state = join(directory, 'made', 'here');
    await (await startSandbox({ stateDirectory: state })).stop();
    assert.equal((await stat(state)).mode & 0o077, 0);
    assert.equal((await stat(join(state, 'sandbox.sqlite'))).mode & 0o077, 0);
  });

  it('refuses invalid options with code 2 and one clear line', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    const refused = async (args: string[], line: RegExp, input?: string): Promise<void> => {
      const { status, stdout, stderr } = await runToEnd(args, input);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^sandbox: [^\n]*\n$/);
      assert.match(stderr, line);
    };
    await Promise.all([
      refused([], /--state is missing/),
      refused(['--state', directory, '--port', '70000'], /--port must be/),
      refused(['--state', directory, '--job-seconds', 'soon'], /--job-seconds must be/),
      refused(['--state', directory, '--no-such-option'], /no-such-option/),
      refused(['--state', join(file, 'below')], /state directory .* cannot be used/),
      refused(['--state', directory], /first line of stdin/, 'no json\n'),
      refused(['--state', directory], /first line of stdin/, '{"accessKeyId":"x"}\n'),
    ]);
  });

  it('refuses a port that is in use', async () => {
    const sandbox = await startSandbox({ stateDirectory: directory });
    const child = spawn(process.execPath, [sandboxEntry, '--state', directory, '--port', new URL(sandbox.url).port]);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.write(key);
    assert.deepEqual(await once(child, 'close'), [2, null]);
    assert.match(stderr, /^sandbox: cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n$/);
    await sandbox.stop();
  });

  it('does not answer web pages', async () => {
    const sandbox = await startSandbox({ stateDirectory: directory });
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const answer = await plainRequest(sandbox.url, {
        method,
        headers: { origin: 'https://example.com', 'content-type': 'text/plain' },
        body: '{}',
      });
      assert.ok(answer.status >= 400);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
    await sandbox.stop();
  });

  it('keeps its state across a stop and a crash, and jobs progress meanwhile', async () => {
    const first = await startSandbox({ stateDirectory: directory, jobSeconds: 0.2 });
    const jobId = await start(first, 'token');
    await signedRequest(first, { service: 's3', method: 'PUT', path: '/example-results/kept', body: 'kept' });
    await first.kill();
    const second = await startSandbox({ stateDirectory: directory, jobSeconds: 60 });
    await completed(second, jobId);
    assert.equal(await start(second, 'token'), jobId);
    assert.equal((await signedRequest(second, { service: 's3', path: '/example-results/kept' })).text, 'kept');
    await second.stop();
    const third = await startSandbox({ stateDirectory: directory });
    assert.equal(
      (await clientOf(third).send(new ListPHIDetectionJobsCommand({}))).ComprehendMedicalAsyncJobPropertiesList?.length,
      1,
    );
    await third.stop();
  });

  it('shares one directory between two processes that start and work at the same time', async () => {
    const [one, two] = await Promise.all([
      startSandbox({ stateDirectory: directory, jobSeconds: 0.2 }),
      startSandbox({ stateDirectory: directory, jobSeconds: 0.2 }),
    ]);
    const own = await Promise.all(Array.from({ length: 60 }, (_, index) => start(index % 2 === 0 ? one : two)));
    assert.equal(new Set(own).size, 60);
    // Both get the same tokens at the same moment: one of them starts the job, both return its ID.
    for (const token of ['a', 'b', 'c', 'd', 'e']) {
      const [here, there] = await Promise.all([start(one, token), start(two, token)]);
      assert.equal(here, there);
    }
    const lists = await Promise.all(
      [one, two].map(sandbox =>
        eventually(
          async () =>
            (await clientOf(sandbox).send(new ListPHIDetectionJobsCommand({})))
              .ComprehendMedicalAsyncJobPropertiesList!,
          jobs => jobs.every(job => job.JobStatus === 'COMPLETED'),
        ),
      ),
    );
    assert.deepEqual(lists[0], lists[1]);
    assert.equal(lists[0]?.length, 65);
    // Each process knows only its own key.
    assert.equal((await signedRequest({ url: one.url, credentials: two.credentials }, { service: 's3' })).status, 403);
    await Promise.all([one.stop(), two.stop()]);
  });
});
