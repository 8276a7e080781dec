// The AWS CLI, which benches stand beside, with nothing but the sandbox's keys.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RunningSandbox } from '../contract/sandboxProcess.ts';

/** The most output of a command that is kept, in bytes. */
const maxOutput = 64 * 1_048_576;

const environment = ({ url, credentials }: RunningSandbox): NodeJS.ProcessEnv => ({
  ...process.env,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  SANDBOX_URL: url,
});

/** Runs the AWS CLI against the sandbox. Resolves with its output; rejects if it fails. */
export async function awsCli(sandbox: RunningSandbox, ...args: readonly string[]): Promise<string> {
  const options = { env: environment(sandbox), maxBuffer: maxOutput };
  return (await promisify(execFile)('aws', [...args, '--endpoint-url', sandbox.url], options)).stdout;
}

/** Runs a command line of bash, in which `aws` is the AWS CLI against the sandbox. Resolves with its output. */
export async function awsShell(sandbox: RunningSandbox, line: string): Promise<string> {
  // Not AWS_ENDPOINT_URL, which older versions of the CLI do not know.
  const aws = 'aws() { command aws "$@" --endpoint-url "$SANDBOX_URL"; }';
  const options = { env: environment(sandbox), maxBuffer: maxOutput };
  return (await promisify(execFile)('bash', ['-c', `${aws}\n${line}`], options)).stdout;
}
