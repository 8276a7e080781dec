// The command line: starts beside the AWS CLI, which takes a process for each job, and how long `check` takes to begin.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kindOf } from '../../src/domain/jobs/kinds.ts';
import { Machine } from '../contract/jobsCli.ts';
import { requestFor } from '../contract/requests.ts';
import { startSandbox } from '../contract/sandboxProcess.ts';
import { mainFile } from '../unit/cli/support.ts';
import { awsCli } from './awsCli.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';

const kind = kindOf('comprehendmedical:StartEntitiesDetectionV2Job')!;
const starts = 200;
/** The starts of an operation are held to a rate in each region, so that those of a batch are usually in several. */
const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'ap-southeast-2',
];
/** So many processes are timed. */
const processes = 7;

const execute = promisify(execFile);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function times(work: (index: number) => Promise<unknown>): Promise<number> {
  const found: number[] = [];
  for (let index = 0; index < processes; index += 1) found.push(await timed(() => work(index)));
  return median(found);
}

export default async function bench(): Promise<readonly Row[]> {
  const sandbox = await startSandbox({ jobSeconds: 600 });
  const machine = new Machine(sandbox);
  const role = { DataAccessRoleArn: 'arn:aws:iam::000000000000:role/ComprehendMedicalData' };
  const spec = (name: string, region?: string): string => {
    machine.spec(`${name}.awsjob.json`, kind, region === undefined ? {} : { region }, {
      ...requestFor(kind, name),
      ...role,
    });
    return `${name}.awsjob.json`;
  };
  const start = async (...args: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await machine.run(['start', ...args, '--yes']);
    if (code !== 0) throw new Error(stdout + stderr);
  };
  try {
    for (let index = 0; index < starts; index += 1)
      spec(`many/${String(index).padStart(3, '0')}`, regions[index % regions.length]);
    await start(spec('first'), '--no-checks');
    const cliMs = await times(index =>
      awsCli(
        sandbox,
        'comprehendmedical',
        'start-entities-detection-v2-job',
        '--cli-input-json',
        JSON.stringify(requestFor(kind, `cli${index}`)),
      ),
    );
    const allMs = await timed(() => start('many', '--no-checks'));
    const oneMs = await times(index => start(spec(`one${index}`), '--no-checks'));
    const checkedMs = await times(index => start(spec(`checked${index}`)));
    const file = join(machine.folder.path, 'first.awsjob.json');
    const nodeMs = await times(() => execute(process.execPath, ['-e', '0']));
    const checkMs = await times(() => execute(process.execPath, [mainFile, 'check', file]));
    const peer = 'a process of the AWS CLI';
    return [
      {
        name: `aws-job-specs start: ${starts} specs in ${regions.length} regions, one command`,
        ms: allMs,
        peer: `${starts} processes of the AWS CLI, one after the other`,
        peerMs: cliMs * starts,
        maxRatio: 1 / 4,
      },
      { name: 'aws-job-specs start: one spec, without checks', ms: oneMs, peer, peerMs: cliMs, maxRatio: 1.5 },
      { name: 'aws-job-specs start: one spec, with checks', ms: checkedMs, peer, peerMs: cliMs, maxRatio: 3 },
      {
        name: 'aws-job-specs check: one spec',
        ms: checkMs,
        peer: 'a process of Node that does nothing',
        peerMs: nodeMs,
        maxRatio: 8,
      },
    ];
  } finally {
    await machine.dispose();
    await sandbox.stop();
  }
}
