// Notes of this computer sent to the sandbox, beside `aws s3 sync` of the same folder in the same run; and both again,
// when all of them are there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import type { Connected } from '../../src/domain/connection.ts';
import { planUpload } from '../../src/domain/upload/plan.ts';
import { scan } from '../../src/domain/upload/scan.ts';
import { sendNotes } from '../../src/domain/upload/send.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { openLocalFiles } from '../../src/machine/localFiles.ts';
import { open, valueOf } from '../contract/connections.ts';
import { type RunningSandbox, startSandbox } from '../contract/sandboxProcess.ts';
import { heldBytes } from '../unit/heap.ts';
import { awsCli } from './awsCli.ts';
import type { Row } from './row.ts';

const notes = Number(process.env['UPLOAD_NOTES'] ?? 5_000);
const region = 'us-east-1';
const bucket = 'example-results';

export default async function bench(): Promise<readonly Row[]> {
  const sandbox = await startSandbox();
  const folder = makeScratch();
  try {
    for (let index = 0; index < notes; index += 1) {
      const ward = join(folder, `ward-${index % 50}`);
      if (index < 50) mkdirSync(ward);
      writeFileSync(
        join(ward, `note-${index}.txt`),
        `Note ${index}: 20 mg of lisinopril daily for hypertension. `.repeat(40),
      );
    }
    const connected = valueOf(await open({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials }));
    const before = heldBytes();
    let most = before;
    const ours = (key: string, expected = notes): Promise<number> =>
      timed(() =>
        upload(connected, folder, key, expected, () => {
          most = Math.max(most, heldBytes());
        }),
      );
    const theirs = (key: string): Promise<number> => timed(() => sync(sandbox, folder, key));
    // In turn, and the faster of two: what else the machine does slows down a run, and nothing makes one faster.
    const times = {
      ours: [await ours('a/')],
      theirs: [await theirs('b/'), await theirs('c/')],
    };
    times.ours.push(await ours('d/'));
    const [first, firstSync] = [Math.min(...times.ours), Math.min(...times.theirs)];
    const second = await ours('a/', 0);
    const secondSync = await theirs('b/');
    const name = `${notes.toLocaleString('en')} notes`;
    return [
      { name: `${name} uploaded`, ms: first, peer: 'aws s3 sync', peerMs: firstSync, maxRatio: 1 },
      { name: `${name} found to be there`, ms: second, peer: 'aws s3 sync', peerMs: secondSync, maxRatio: 1 },
      { name: `${name}: memory at most`, value: (most - before) / 1_048_576, unit: 'MB', limit: 60 },
    ];
  } finally {
    await sandbox.stop();
    removeScratch(folder);
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** All of the road but the questions: reads, compares and sends. */
async function upload(
  { uploads: port, services }: Connected,
  folder: string,
  key: string,
  expected: number,
  look: () => void,
): Promise<void> {
  const files = await openLocalFiles([folder]);
  const { signal } = new AbortController();
  const to = { region, place: { bucket, key }, caller: services.identity.arn };
  const found = await scan(
    files,
    to.place.key,
    () => false,
    () => undefined,
    signal,
  );
  const plan = valueOf(await planUpload(port, files, found?.notes ?? [], to, signal));
  const { sent, failure } = await sendNotes(
    { port, files, to, notes: plan.notes.filter(({ fate }) => fate !== 'same'), unfinished: [], clock: systemClock },
    ({ done }) => {
      if (done % 1_000 === 0) look();
    },
    signal,
  );
  if (sent !== expected || failure !== undefined) throw new Error(`${sent} were sent: ${failure?.name ?? ''}`);
}

async function sync(sandbox: RunningSandbox, folder: string, key: string): Promise<void> {
  await awsCli(sandbox, 's3', 'sync', folder, `s3://${bucket}/${key}`, '--only-show-errors');
}
