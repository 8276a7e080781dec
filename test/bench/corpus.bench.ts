// The corpus of bad specs in our checker and in the AWS CLI (one process per file, against the sandbox): how many each
// catches before a job is started, and how fast. Counts only specs whose request can be passed to the CLI.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch } from '../../scripts/processes.mjs';
import { at, isJsonObject, stringAt, type JsonObject } from '../../src/domain/json.ts';
import { kindOf, type JobKind } from '../../src/domain/jobs/kinds.ts';
import { subcommand } from '../../src/domain/spec/awsCliCommand.ts';
import { loadChecker } from '../../src/domain/spec/check.ts';
import { startSandbox } from '../contract/sandboxProcess.ts';
import { badSpecs } from '../unit/spec/fixtures.ts';
import type { Row } from './row.ts';

interface Case {
  readonly text: string;
  readonly kind: JobKind;
  readonly request: JsonObject;
}

export default async function bench(): Promise<Row[]> {
  const check = await loadChecker();
  const cases = badSpecs.flatMap(({ text }): Case[] => {
    const { value } = check(text).parsed;
    const kind = kindOf(stringAt(value, 'action') ?? '');
    const request = at(value, 'request');
    return kind !== undefined && isJsonObject(request) ? [{ text, kind, request }] : [];
  });
  const from = performance.now();
  const caughtByUs = cases.filter(({ text }) => check(text).spec === undefined).length;
  const ourMs = performance.now() - from;
  const cli = await throughCli(cases);
  return [
    {
      name: `bad requests caught, of ${cases.length}`,
      value: caughtByUs,
      unit: 'specs',
      peer: 'AWS CLI',
      peerValue: cli.caught,
    },
    { name: 'time for them all', ms: ourMs, peer: 'AWS CLI', peerMs: cli.ms, maxRatio: 0.1 },
  ];
}

/**
 * Starts each request with the CLI as a user would. A request refused by the CLI or by the service counts as caught, a
 * started job as missed.
 */
async function throughCli(cases: readonly Case[]): Promise<{ caught: number; ms: number }> {
  const home = makeScratch();
  mkdirSync(home, { recursive: true });
  const sandbox = await startSandbox({ jobSeconds: 0.01 });
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
  };
  try {
    const from = performance.now();
    let caught = 0;
    for (const [index, { kind, request }] of cases.entries()) {
      const file = join(home, `${index}.json`);
      writeFileSync(file, JSON.stringify(request));
      const refused = await new Promise<boolean>(resolve => {
        execFile(
          'aws',
          [
            kind.service,
            subcommand(`Start${kind.family}Job`),
            '--cli-input-json',
            `file://${file}`,
            '--endpoint-url',
            sandbox.url,
          ],
          { env },
          error => {
            resolve(error !== null);
          },
        );
      });
      if (refused) caught += 1;
    }
    return { caught, ms: performance.now() - from };
  } finally {
    await sandbox.stop();
  }
}
