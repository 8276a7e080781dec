// Checks before a start of a large prefix, and starts: through the durable road beside a bare loop over the SDK, and
// beside a process of the AWS CLI each. PREFLIGHT_KEYS is the number of objects under the prefix.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import type { Connected } from '../../src/domain/connection.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { startJob } from '../../src/domain/jobs/start.ts';
import { Preflight } from '../../src/domain/preflight/preflight.ts';
import { subjectOf } from '../../src/domain/preflight/subject.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { JobDatabase } from '../../src/machine/database.ts';
import { open, valueOf } from '../contract/connections.ts';
import { requestFor } from '../contract/requests.ts';
import { type RunningSandbox, startSandbox } from '../contract/sandboxProcess.ts';
import { heldBytes } from '../unit/heap.ts';
import { awsCli } from './awsCli.ts';
import type { Row } from './row.ts';
import { againstYardstick, yardstick } from './yardstick.ts';

const keys = Number(process.env['PREFLIGHT_KEYS'] ?? 200_000);
const starts = 200;
const byCommandLine = 5;
/** The pace of the starts that are held to a rate, in milliseconds a start. */
const perStartMs = 50;
const kind = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;

export default async function bench(): Promise<readonly Row[]> {
  return [...(await checks()), ...(await durableStarts())];
}

async function connect(sandbox: RunningSandbox): Promise<Connected> {
  return valueOf(await open({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials }));
}

async function checks(): Promise<readonly Row[]> {
  const sandbox = await startSandbox({ documents: keys });
  try {
    const connected = await connect(sandbox);
    const { services, live, results, preflight: port } = connected;
    const request = {
      ...requestFor(kind),
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'many/' },
    };
    const run = new Preflight(
      {
        subject: subjectOf({ kind, request }, services),
        port,
        live,
        results,
        services,
        clock: systemClock,
        simulated: true,
        unfinished: [],
        readsDocuments: false,
        rates: {},
      },
      fault => {
        throw fault;
      },
    );
    const before = heldBytes();
    let most = before;
    let changes = 0;
    let firstMs: number | undefined;
    const from = performance.now();
    run.onDidChange(() => {
      // The account and the caller are known without a call.
      if (run.tally.yes > 3) firstMs ??= performance.now() - from;
      changes += 1;
      if (changes % 50 === 0) most = Math.max(most, heldBytes());
    });
    await run.run();
    const allMs = performance.now() - from;
    if (run.tally.no + run.tally.unknown > 0) throw new Error(JSON.stringify(run.results));
    const yardstickMs = yardstick();
    const name = `${keys.toLocaleString('en')} keys checked before a start`;
    return [
      againstYardstick(`${name}: first verdicts`, firstMs ?? NaN, yardstickMs, 2_000),
      againstYardstick(`${name}: all`, allMs, yardstickMs),
      { name: `${name}: memory at most`, value: (most - before) / 1_048_576, unit: 'MB', limit: 30 },
    ];
  } finally {
    await sandbox.stop();
  }
}

async function durableStarts(): Promise<readonly Row[]> {
  const sandbox = await startSandbox({ jobSeconds: 60 });
  const scratch = makeScratch();
  try {
    const services = valueOf(await (await connect(sandbox)).pinned());
    const records = new JobDatabase(join(scratch, 'jobs.sqlite'));
    const bare = async (index: number): Promise<unknown> =>
      valueOf(await services.start(kind, place('b', index), requestFor(kind, `bare${index}`)));
    const durable = async (index: number): Promise<void> => {
      const { type } = await startJob(
        {
          kind,
          region: place('d', index),
          request: requestFor(kind, `durable${index}`),
          services: services,
          specUri: 'file:///bench.awsjob.json',
        },
        { records, clock: systemClock, newId: randomUUID, inFlight: new Set() },
      );
      if (type !== 'started') throw new Error(type);
    };
    for (let index = 0; index < 10; index += 1) {
      await bare(-1 - index);
      await durable(-1 - index);
    }
    const bareMs = await timed(bare);
    const durableMs = await timed(durable);
    const pacedBareMs = await timed(bare, 500, perStartMs);
    const pacedDurableMs = await timed(durable, 500, perStartMs);
    records.dispose();
    const cliMs = await cli(sandbox);
    return [
      {
        name: `${starts} starts at ${1_000 / perStartMs} a second`,
        ms: pacedDurableMs * starts,
        peer: 'a bare loop over the SDK at that rate',
        peerMs: pacedBareMs * starts,
        maxRatio: 1.05,
      },
      {
        name: `${starts} starts, each on disk before its call`,
        ms: durableMs * starts,
        peer: 'a bare loop over the SDK',
        peerMs: bareMs * starts,
        maxRatio: 5,
      },
      { name: 'one start', ms: durableMs, peer: 'a process of the AWS CLI', peerMs: cliMs, maxRatio: 1 / 48 },
    ];
  } finally {
    await sandbox.stop();
    removeScratch(scratch);
  }
}

/** A region of its own for every few starts: the service takes ten active jobs of an operation in one. */
function place(letter: string, index: number): string {
  return `eu-${letter === 'b' ? 'west' : 'north'}-${100 + Math.floor(index / 8)}`;
}

/** The mean time of a start, in milliseconds. `everyMs`: begin no earlier than so long after the one before. */
async function timed(start: (index: number) => Promise<unknown>, firstIndex = 0, everyMs = 0): Promise<number> {
  const from = performance.now();
  for (let index = 0; index < starts; index += 1) {
    const wait = from + index * everyMs - performance.now();
    if (wait > 0) await setTimeout(wait);
    await start(firstIndex + index);
  }
  return (performance.now() - from) / starts;
}

async function cli(sandbox: RunningSandbox): Promise<number> {
  const from = performance.now();
  for (let index = 0; index < byCommandLine; index += 1)
    await awsCli(
      sandbox,
      'comprehendmedical',
      'start-entities-detection-v2-job',
      '--cli-input-json',
      JSON.stringify(requestFor(kind, `cli${index}`)),
    );
  return (performance.now() - from) / byCommandLine;
}
