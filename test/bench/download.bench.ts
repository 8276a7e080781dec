// A download of many small files and of a large one from the sandbox, beside the AWS CLI's copy of the same. Both take
// turns. The CLI does not verify what it reads in ranges.
import { randomBytes } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import type { Connected } from '../../src/domain/connection.ts';
import { Download } from '../../src/domain/files/download.ts';
import { planDownload } from '../../src/domain/files/plan.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { targetFolder } from '../../src/machine/downloads.ts';
import { open as connect, valueOf } from '../contract/connections.ts';
import { type RunningSandbox, startSandbox } from '../contract/sandboxProcess.ts';
import { signedRequest } from '../contract/sandboxRequest.ts';
import { awsCli } from './awsCli.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';

const region = 'us-east-1';
const bucket = 'example-results';
const smallFiles = 1_000;
const smallBytes = 20 * 1_024;
const megabyte = 1_024 * 1_024;
/** The large file, in MB. */
const largeMegabytes = 1_024;
const rounds = 3;

export default async function bench(): Promise<readonly Row[]> {
  const sandbox = await startSandbox();
  const scratch = makeScratch();
  try {
    await fill(sandbox);
    const connected = valueOf(await connect({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials }));
    const rows: Row[] = [];
    for (const [name, prefix, files, bytes] of [
      [`${smallFiles.toLocaleString('en')} files of 20 KB downloaded`, 'small/', smallFiles, smallFiles * smallBytes],
      ['a file of 1 GB downloaded', 'large/', 1, largeMegabytes * megabyte],
    ] as const) {
      const own: number[] = [];
      const peer: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        own.push(await downloaded(connected, prefix, join(scratch, 'own'), files, bytes));
        peer.push(await copied(sandbox, prefix, join(scratch, 'peer')));
      }
      rows.push({ name, ms: median(own), peer: 'aws s3 cp --recursive', peerMs: median(peer), maxRatio: 1.1 });
    }
    return rows;
  } finally {
    await sandbox.stop();
    removeScratch(scratch);
  }
}

async function fill(sandbox: RunningSandbox): Promise<void> {
  const put = async (key: string, body: Buffer, headers: Record<string, string> = {}): Promise<void> => {
    const { status } = await signedRequest(sandbox, {
      service: 's3',
      method: 'PUT',
      path: `/${bucket}/${key}`,
      body,
      headers,
    });
    if (status !== 200) throw new Error(`${status} for a file`);
  };
  for (let index = 0; index < smallFiles; index += 1) await put(`small/${index}.out`, randomBytes(smallBytes));
  await put('large/file.bin', randomBytes(megabyte), { 'x-amz-meta-sandbox-repeat': String(largeMegabytes) });
}

/** Plans and downloads to an empty folder, as the command does. Returns milliseconds. */
async function downloaded(
  { files: port }: Connected,
  prefix: string,
  folder: string,
  files: number,
  bytes: number,
): Promise<number> {
  const from = performance.now();
  const never = new AbortController().signal;
  const ports = { port, local: targetFolder(folder), clock: systemClock };
  const plan = valueOf(await planDownload({ bucket, key: prefix, region }, ports, never, () => undefined));
  const outcome = await new Download(plan, ports, never, () => undefined).run(false);
  const ms = performance.now() - from;
  if (outcome.written !== files || outcome.bytes !== bytes || outcome.unverified.length > 0)
    throw new Error(`${outcome.written} files with ${outcome.bytes} bytes`);
  rmSync(folder, { recursive: true });
  return ms;
}

async function copied(sandbox: RunningSandbox, prefix: string, folder: string): Promise<number> {
  const from = performance.now();
  await awsCli(sandbox, 's3', 'cp', '--recursive', '--only-show-errors', `s3://${bucket}/${prefix}`, folder);
  const ms = performance.now() - from;
  if (prefix === 'large/' && statSync(join(folder, 'file.bin')).size !== largeMegabytes * megabyte)
    throw new Error('the copy is not whole');
  rmSync(folder, { recursive: true });
  return ms;
}
