// What a job found: ten thousand outputs read and counted from the sandbox, beside the road without this extension (the
// AWS CLI copies them, a program counts); a long note with a thousand entities; a list of 100,000 documents.
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import type { Job } from '../../src/domain/jobs/job.ts';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { connectedTo } from '../../src/domain/connectedTo.ts';
import { Documents } from '../../src/domain/results/documents.ts';
import { noThresholds } from '../../src/domain/results/filter.ts';
import { JobResults } from '../../src/domain/results/jobResults.ts';
import { Note } from '../../src/domain/results/note.ts';
import { type Entity, parseOutput } from '../../src/domain/results/output.ts';
import { summarize } from '../../src/domain/results/summary.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { open as connect, valueOf } from '../contract/connections.ts';
import { finishJobs } from '../contract/sandboxJobs.ts';
import { type RunningSandbox, startSandbox } from '../contract/sandboxProcess.ts';
import { heldBytes } from '../unit/heap.ts';
import { awsCli } from './awsCli.ts';
import type { Row } from './row.ts';
import { measure } from './yardstick.ts';

const documents = 10_000;
const region = 'us-east-1';
const kind = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;

/** Counts the entities of each category, as people's own programs do. */
const countWithPython = `
import collections, json, pathlib, sys
counts = collections.Counter()
for path in pathlib.Path(sys.argv[1]).rglob('*.out'):
    for entity in json.loads(path.read_text()).get('Entities', []):
        counts[entity['Category']] += 1
print(sum(counts.values()))
`;

export default async function bench(): Promise<readonly Row[]> {
  return [...(await summaries()), ...notes(), ...lists()];
}

async function summaries(): Promise<readonly Row[]> {
  const sandbox = await startSandbox({ documents });
  const scratch = makeScratch();
  try {
    const connected = valueOf(await connect({ sandbox: true }, { url: sandbox.url, sandbox: sandbox.credentials }));
    const { jobId } = valueOf(
      await connected.services.start(kind, region, {
        InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'many/' },
        OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'many/' },
        DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData',
        LanguageCode: 'en',
      }),
    );
    finishJobs(sandbox, [jobId]);
    const snapshot = valueOf(await connected.services.describe(kind, region, { id: jobId }));
    const { account, partition } = connected.services.identity;
    const job: Job = { ...snapshot, account, partition, region, service: kind.service, action: kind.action, seenAt: 0 };
    const state = { state: 'connected' as const, choice: connected.choice, connected };

    const open = (): JobResults => new JobResults(job, () => connectedTo(state, job)?.results, systemClock);
    const results = open();
    const from = performance.now();
    valueOf(await results.readOutputs());
    const summary = summarizeAll(results.documents);
    const ms = performance.now() - from;
    if (results.documents.tally.read !== documents) throw new Error(`${results.documents.tally.read} were read`);

    const peer = await byCommandLine(sandbox, job.output!, scratch);
    if (peer.entities !== summary.entities)
      throw new Error(`${summary.entities} entities, but the other program counts ${peer.entities}`);
    return [
      {
        name: `${documents.toLocaleString('en')} documents summarized, ${summary.entities.toLocaleString('en')} entities`,
        ms,
        peer: 'aws s3 cp --recursive and Python',
        peerMs: peer.ms,
        maxRatio: 1 / 3,
      },
      ...(await memory(open)),
    ];
  } finally {
    await sandbox.stop();
    removeScratch(scratch);
  }
}

/** What reading takes at most, without and with what was not collected yet, and what it holds afterwards. */
async function memory(open: () => JobResults): Promise<readonly Row[]> {
  const inMegabytes = (bytes: number): number => bytes / 1_048_576;
  const results = open();
  const buffers = (): number => process.memoryUsage().arrayBuffers;
  const before = heldBytes() + buffers();
  let [most, mostWithGarbage] = [before, before];
  results.onDidChange(() => {
    mostWithGarbage = Math.max(mostWithGarbage, process.memoryUsage().heapUsed + buffers());
    if (results.documents.tally.read % 1_000 === 0) most = Math.max(most, heldBytes() + buffers());
  });
  valueOf(await results.readOutputs());
  return [
    { name: 'the memory that reading needs at most', value: inMegabytes(most - before), unit: 'MB', limit: 150 },
    { name: 'the same with garbage', value: inMegabytes(mostWithGarbage - before), unit: 'MB' },
    { name: 'what it holds afterwards', value: inMegabytes(heldBytes() + buffers() - before), unit: 'MB' },
  ];
}

function summarizeAll(all: Documents): ReturnType<typeof summarize> {
  return summarize(all, all.select({}, noThresholds, 'name', false), {}, noThresholds);
}

/** The road that people take: copy everything, then count. */
async function byCommandLine(
  sandbox: RunningSandbox,
  output: string,
  scratch: string,
): Promise<{ readonly ms: number; readonly entities: number }> {
  const folder = join(scratch, 'outputs');
  mkdirSync(folder);
  const from = performance.now();
  await awsCli(sandbox, 's3', 'cp', '--recursive', '--only-show-errors', output, folder);
  const { stdout } = await promisify(execFile)('python3', ['-c', countWithPython, folder]);
  return { ms: performance.now() - from, entities: Number(stdout) };
}

/** A note of 70 KB with a thousand entities, in milliseconds of an idle core: opened at once, and hidden at once. */
function notes(): readonly Row[] {
  const text = 'Patient with fever 😀, cough and 20 mg of lisinopril daily. '.repeat(1_200).slice(0, 70_000);
  const points = Array.from(text);
  const entities = Array.from({ length: 1_000 }, (_each, index) => {
    const begin = index * 60;
    return {
      Id: index,
      BeginOffset: begin,
      EndOffset: begin + 7,
      Text: points.slice(begin, begin + 7).join(''),
      Category: ['MEDICATION', 'MEDICAL_CONDITION', 'ANATOMY'][index % 3],
      Type: 'DX_NAME',
      Score: (index % 100) / 100,
      Traits: index % 5 === 0 ? [{ Name: 'NEGATION', Score: 0.9 }] : [],
    };
  });
  const json = JSON.stringify({ Entities: entities, ModelVersion: '3.0.0' });
  const noteOf = (): Note => {
    const parsed = parseOutput(json);
    if (!('output' in parsed)) throw new Error(parsed.problem);
    return new Note(text, parsed.output);
  };
  const note = noteOf();
  if (note.misplaced.length > 0) throw new Error(`${note.misplaced.length} entities are not in the text`);
  const places = (least: number): number =>
    note.shown({}, { entity: least, concept: 0 }).map(entity => note.positionsOf(entity)).length;
  return [
    measure(() => {
      noteOf();
      places(0);
    }).row('70 KB with 1,000 entities, parsed and placed', 150),
    measure(() => {
      places(0.5);
    }).row('another threshold for them', 50),
  ];
}

/** A job of 100,000 documents with 30 entities each. */
function lists(): readonly Row[] {
  const all = new Documents();
  const entity = (index: number): Entity => ({
    begin: 0,
    end: 5,
    category: ['MEDICATION', 'MEDICAL_CONDITION', 'ANATOMY'][index % 3] ?? '',
    type: `TYPE_${index % 20}`,
    score: (index % 100) / 100,
    traits: index % 4 === 0 ? [{ name: 'NEGATION' }] : [],
    concepts: index % 3 === 0 ? [{ vocabulary: 'ICD-10-CM', code: `I${index % 50}`, score: 0.5 }] : [],
    attributes: [],
  });
  for (let index = 0; index < 100_000; index += 1) {
    const number = all.add(`many/${index}.txt`, { state: 'unread', output: `${index}.out`, bytes: index });
    all.read(
      number,
      Array.from({ length: 30 }, (_each, at) => entity(index + at)),
    );
  }
  return [
    measure(() => {
      all.select({ category: 'MEDICATION', minScore: 0.9 }, noThresholds, 'name', false);
    }).row('100,000 documents with 3,000,000 entities filtered', 500),
    measure(() => {
      summarizeAll(all);
    }).row('the same counted', 500),
  ];
}
