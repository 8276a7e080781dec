// Tests with the AWS CLI itself: the skeletons it prints, and what it sends to a local server for an exported command.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { type JobKind, jobKinds } from '../../../src/domain/jobs/kinds.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { importText } from '../../../src/domain/exchange/import.ts';
import { cliCommand } from '../../../src/domain/spec/awsCliCommand.ts';
import type { ValidSpec } from '../../../src/domain/spec/spec.ts';
import { isOnPath } from './awsCliShells.ts';
import { isWhole, longIt } from '../../runs.ts';
import { check, fullRequests } from './support.ts';
import { bound } from '../../pace.ts';

const specOf = (kind: JobKind): ValidSpec => ({ kind, region: 'us-east-1', request: fullRequests[kind.definition]! });

describe('AWS CLI itself', function () {
  this.timeout(bound(120_000));
  let home: string;
  /** An older CLI, such as Debian's, does not have every service. */
  let kinds: readonly JobKind[];
  let server: Server;
  const sent: { readonly url: string; readonly target: string; readonly body: JsonObject }[] = [];

  before(async function () {
    if (!isOnPath('aws', '--version')) {
      process.stdout.write('    The AWS CLI is not on the PATH: what it prints and takes is not tested.\n');
      this.skip();
    }
    const knows = (service: string, command: string): boolean =>
      spawnSync('aws', [service, command, '--generate-cli-skeleton', 'input']).status === 0;
    kinds = knows('entityresolution', 'start-matching-job')
      ? jobKinds
      : jobKinds.filter(({ service }) => service !== 'entityresolution');
    if (kinds.length < jobKinds.length)
      process.stdout.write('    This AWS CLI does not know entityresolution: that part is left out.\n');
    home = await mkdtemp(join(tmpdir(), 'awscli-'));
    server = createServer((request, response) => {
      void text(request).then(body => {
        sent.push({
          url: decodeURIComponent(request.url ?? ''),
          target: String(request.headers['x-amz-target'] ?? ''),
          body: JSON.parse(body === '' ? '{}' : body) as JsonObject,
        });
        response.end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    if (home === undefined) return;
    server.close();
    await rm(home, { recursive: true, maxRetries: 5 });
  });

  /** Runs a command line in sh, without a profile and with invalid credentials. */
  const shell = async (line: string): Promise<string> =>
    (
      await promisify(execFile)('sh', ['-c', line], {
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_PAGER: '',
          AWS_MAX_ATTEMPTS: '1',
          AWS_ACCESS_KEY_ID: 'none',
          AWS_SECRET_ACCESS_KEY: 'none',
        },
      })
    ).stdout;
  const start = (spec: ValidSpec): Promise<string> =>
    shell(cliCommand(spec, 'posix', { endpointUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));

  it('has the subcommand of every kind, and sends every request as in the spec', async () => {
    // The CLI takes a second to start. Those of Comprehend Medical differ by their names only, so one of them is tried,
    // another one in each run.
    const luck = Math.random();
    const medicalKinds = jobKinds
      .filter(({ service }) => service === 'comprehendmedical')
      .filter((_, index, { length }) => isWhole || index === Math.floor(luck * length));
    const tried = [...medicalKinds, ...kinds.filter(({ service }) => service === 'entityresolution')];
    await Promise.all(tried.map(kind => start(specOf(kind))));
    const medical = sent.filter(({ target }) => target !== '').sort((a, b) => (a.target < b.target ? -1 : 1));
    assert.deepEqual(
      medical.map(({ target }) => target),
      medicalKinds.map(({ family }) => `ComprehendMedical_20181030.Start${family}Job`).sort(),
    );
    for (const { body } of medical) assert.deepEqual(body, fullRequests['ComprehendMedicalRequest']);
    const { workflowName, ...idMapping } = fullRequests['StartIdMappingJobRequest'] as { workflowName: string };
    const others = sent.filter(({ target }) => target === '').sort((a, b) => (a.url < b.url ? -1 : 1));
    assert.deepEqual(
      others.map(({ url, body }) => ({ url, body })),
      kinds.length < jobKinds.length
        ? []
        : [
            { url: `/idmappingworkflows/${workflowName}/jobs`, body: idMapping },
            { url: '/matchingworkflows/patient-matching/jobs', body: {} },
          ],
    );
  });

  it('sends special characters as in the spec', async () => {
    const [kind] = jobKinds as [JobKind];
    const { request } = specOf(kind);
    const odd = { ...request, JobName: 'ä 😀 it\'s "$HOME" `id` %PATH% \\ \n !' };
    sent.length = 0;
    await start({ ...specOf(kind), request: odd });
    assert.deepEqual(
      sent.map(({ body }) => body),
      [odd],
    );
  });

  it('refuses a member that the service does not have', async () => {
    const [kind] = jobKinds as [JobKind];
    const { request } = specOf(kind);
    await assert.rejects(
      start({ ...specOf(kind), request: { ...request, InputDataConfig: { S3Bucket: 'bbb', Other: 'x' } } }),
      /Unknown parameter in InputDataConfig: "Other"/,
    );
  });

  longIt('prints skeletons that become specs in which only the values to fill in are missing', async () => {
    const due = {
      ComprehendMedicalRequest: [
        'request.DataAccessRoleArn',
        'request.InputDataConfig.S3Bucket',
        'request.OutputDataConfig.S3Bucket',
      ],
      StartIdMappingJobRequest: ['request.workflowName'],
      StartMatchingJobRequest: ['request.workflowName'],
    };
    await Promise.all(
      Object.entries(due).map(async ([definition, paths]) => {
        const kind = kinds.find(each => each.definition === definition);
        if (kind === undefined) return;
        const command = cliCommand({ kind, request: {} }, 'posix').replace(
          / --cli-input-json .*/,
          ' --generate-cli-skeleton input',
        );
        const read = await importText(await shell(command));
        assert.ok('found' in read);
        assert.ok(read.found[0]!.kinds.includes(kind));
        const spec = read.found[0]!.specFor(kind).text;
        const errors = check(spec).problems.filter(({ severity }) => severity === 'error');
        assert.deepEqual(errors.map(({ path }) => path.join('.')).sort(), paths, spec);
        assert.ok(!/KMSKey|KMSArn|ClientRequestToken|JobName|S3Key/.test(spec), spec);
      }),
    );
  });
});
