// What batch jobs write: every output, manifest and list has the shape that AWS describes, and the example notes show
// all that it allows.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-comprehendmedical';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { analyse } from '../../src/sandbox/comprehendmedical/analysis/analyse.ts';
import { families } from '../../src/sandbox/comprehendmedical/families.ts';
import { unusualNotes, exampleNotes } from '../../src/sandbox/seed/exampleNotes.ts';
import { seed } from '../../src/sandbox/seed/seed.ts';
import { startServer } from '../../src/sandbox/server.ts';
import { Database } from '../../src/sandbox/store/database.ts';
import { outputShapes, reportShapes } from './fixtures/outputShapes.ts';
import { problemsOf } from './fixtures/shape.ts';
import { signedRequest } from './sandboxRequest.ts';

interface Place {
  readonly Id: number;
  readonly BeginOffset: number;
  readonly EndOffset: number;
  readonly Text: string;
  readonly Category?: string;
  readonly Type: string;
  readonly Score: number;
  readonly Traits: readonly { readonly Name: string }[];
}
interface Output {
  readonly Entities: readonly (Place & { readonly Attributes?: readonly Place[] })[];
  readonly UnmappedAttributes?: readonly { readonly Attribute: Place }[];
}

/** The notes that the service analyses: not too large, not empty, UTF-8. */
const texts = exampleNotes.flatMap(({ name, body }) =>
  typeof body === 'string' && body !== '' ? [{ name, body }] : [],
);
const outputs = (stem: string, model: 1 | 2 = 1): Output[] =>
  families
    .filter(family => family.stem === stem)
    .flatMap(({ profile }) => texts.map(({ body }) => analyse(body, profile, model) as unknown as Output));
const allOf = (output: Output): readonly Place[] => [
  ...output.Entities.flatMap(entity => [entity, ...(entity.Attributes ?? [])]),
  ...(output.UnmappedAttributes ?? []).map(({ Attribute: attribute }) => attribute),
];

describe('sandbox: outputs', () => {
  for (const { stem } of families) {
    for (const model of [1, 2] as const)
      it(`of ${stem} have the documented shape for every note, with model ${model}`, () => {
        for (const [index, output] of outputs(stem, model).entries())
          assert.deepEqual(problemsOf(output, outputShapes[stem]!), [], texts[index]?.name);
      });

    it(`of ${stem} name each place once, where its text is, in the order of the text`, () => {
      for (const [index, output] of outputs(stem).entries()) {
        const { name, body } = texts[index]!;
        const points = Array.from(body);
        const places = new Map<number, string>();
        for (const place of allOf(output)) {
          assert.equal(points.slice(place.BeginOffset, place.EndOffset).join(''), place.Text, name);
          const where = `${place.BeginOffset} ${place.EndOffset}`;
          assert.equal(places.get(place.Id) ?? where, where, `${name}: two places with the Id ${place.Id}`);
          places.set(place.Id, where);
        }
        for (const [number, entity] of output.Entities.entries()) {
          const last = output.Entities[number - 1] ?? entity;
          assert.ok(last.BeginOffset <= entity.BeginOffset, name);
          assert.ok(last.BeginOffset < entity.BeginOffset || last.EndOffset <= entity.EndOffset, name);
        }
      }
    });
  }

  it('of the example notes have every category, trait and kind of behavior, and identifiers with low scores', () => {
    const entities = outputs('EntitiesDetectionV2').flatMap(output => output.Entities);
    const [categories, traits] = [
      new Set(entities.map(({ Category: category }) => category)),
      new Set(entities.flatMap(({ Traits: found }) => found.map(({ Name: name }) => name))),
    ];
    assert.equal(categories.size, 7, [...categories].join());
    assert.equal(traits.size, 9, [...traits].join());
    for (const category of ['BEHAVIORAL_ENVIRONMENTAL_SOCIAL', 'TIME_EXPRESSION', 'PROTECTED_HEALTH_INFORMATION']) {
      const types = new Set(entities.filter(({ Category: own }) => own === category).map(({ Type: type }) => type));
      assert.ok(types.size >= 5, `${category}: ${[...types].join()}`);
    }
    const identifiers = outputs('PHIDetection').flatMap(output => output.Entities);
    const low = identifiers.filter(({ Score: score }) => score < 0.6).length;
    assert.ok(low > 5 && low < identifiers.length / 4, `${low} of ${identifiers.length}`);
  });

  it('of the example notes overlap, share attributes, and have ones that are unmapped', () => {
    const all = outputs('EntitiesDetectionV2');
    const shared = all.filter(({ Entities: entities }) => {
      const values = entities.flatMap(({ Attributes: attributes = [] }) =>
        attributes.filter(({ Type: type }) => type === 'TEST_VALUE').map(({ Id: id }) => id),
      );
      return new Set(values).size < values.length;
    });
    const nested = all.filter(({ Entities: entities }) =>
      entities.some(
        (entity, index) =>
          entity.Category === 'MEDICAL_CONDITION' && entities[index - 1]?.BeginOffset === entity.BeginOffset,
      ),
    );
    const unmapped = all.filter(({ UnmappedAttributes: attributes = [] }) => attributes.length > 0);
    assert.ok(shared.length > 0 && nested.length > 0 && unmapped.length > 0);
  });
});

describe('sandbox: a job over unusual documents', function () {
  const credentials = { accessKeyId: 'AKIASANDBOXTEST', secretAccessKey: 'secret' };
  let directory: string;
  let database: Database;
  let server: Server;
  let url: string;
  let now: number;
  let client: sdk.ComprehendMedicalClient;

  /** Starts the server with a model, as a window with another setting would. */
  const serve = async (model: 1 | 2): Promise<void> => {
    ({ server, url } = await startServer({
      database,
      credentials,
      port: 0,
      jobDurationMs: 1_000,
      model,
      clock: () => now,
      onInternalError: message => {
        throw new Error(message);
      },
    }));
    client = new sdk.ComprehendMedicalClient({
      region: 'us-east-1',
      endpoint: url,
      credentials,
      maxAttempts: 1,
      protocol: AwsJson1_1Protocol,
    });
  };
  const close = (): void => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  };
  const run = async (prefix: string): Promise<sdk.ComprehendMedicalAsyncJobProperties> => {
    const { JobId: jobId } = await client.send(
      new sdk.StartEntitiesDetectionV2JobCommand({
        InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: prefix },
        OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out' },
        DataAccessRoleArn: 'arn:aws:iam::000000000000:role/Sandbox',
        LanguageCode: 'en',
      }),
    );
    now += 1_000;
    return describeJob(jobId!);
  };
  const describeJob = async (jobId: string): Promise<sdk.ComprehendMedicalAsyncJobProperties> =>
    (await client.send(new sdk.DescribeEntitiesDetectionV2JobCommand({ JobId: jobId })))
      .ComprehendMedicalAsyncJobProperties!;
  const read = async (key: string): Promise<unknown> => {
    const path = `/example-results/${key.split('/').map(encodeURIComponent).join('/')}`;
    const answer = await signedRequest({ url, credentials }, { service: 's3', path });
    assert.equal(answer.status, 200, key);
    return JSON.parse(answer.text) as unknown;
  };

  beforeEach(async () => {
    now = Date.now();
    directory = await mkdtemp(join(tmpdir(), 'sandbox-outputs-'));
    database = Database.open(directory);
    seed(database, now);
    await serve(1);
  });
  afterEach(async () => {
    close();
    database.close();
    await rm(directory, { recursive: true, maxRetries: 5 });
  });

  it('writes a manifest and lists in their shapes, and says of each document what became of it', async () => {
    const job = await run('unusual/');
    assert.equal(job.JobStatus, 'PARTIAL_SUCCESS');
    const manifest = await read(job.ManifestFilePath!);
    assert.deepEqual(problemsOf(manifest, reportShapes.manifest), []);
    const { Summary: summary } = manifest as { Summary: Record<string, string | number> };
    const success = await read(String(summary['SuccessfulFilesListLocation']));
    const unprocessed = await read(String(summary['UnprocessedFilesListLocation']));
    assert.deepEqual(problemsOf(success, reportShapes.success), []);
    assert.deepEqual(problemsOf(unprocessed, reportShapes.unprocessed), []);

    const { Files: refused } = unprocessed as { Files: { Input: string; ErrorCode: string }[] };
    assert.deepEqual(
      refused.map(({ Input: input, ErrorCode: code }) => [input, code]),
      [
        ['unusual/cut-off.txt', 'INVALID_ENCODING'],
        ['unusual/empty.txt', 'INVALID_REQUEST'],
        ['unusual/not-utf-8.txt', 'INVALID_ENCODING'],
        ['unusual/too-large.txt', 'TEXT_SIZE_LIMIT_EXCEEDED'],
      ],
    );
    const { Files: files } = success as { Files: { Input: string; Output: string; InputSize: number }[] };
    assert.equal(files.length + refused.length, unusualNotes.length);
    assert.deepEqual(
      [summary['InputFileCount'], summary['SuccessFilesCount'], summary['UnprocessedFilesCount']],
      [unusualNotes.length, files.length, refused.length],
    );
    let characters = 0;
    for (const { Input: input, Output: output, InputSize: size } of files) {
      assert.ok(output.endsWith(`/${input}.out`));
      assert.deepEqual(problemsOf(await read(output), outputShapes['EntitiesDetectionV2']!), [], input);
      const body = String(unusualNotes.find(({ key }) => key === input)?.body);
      assert.equal(size, Buffer.byteLength(body), input);
      characters += Array.from(body).length;
    }
    assert.equal(summary['TotalMeteredCharacters'], characters);
  });

  it('writes a manifest with the reason of a failure', async () => {
    const job = await run('nothing/');
    const manifest = await read(job.ManifestFilePath!);
    assert.deepEqual(problemsOf(manifest, reportShapes.manifest), []);
    assert.match(
      String((manifest as { Summary: Record<string, string> }).Summary['FailedJobErrorMessage']),
      /No object was found/,
    );
  });

  it('keeps the model that it was started with, and differs from one with another model', async () => {
    const first = await run('notes/note-07.txt');
    close();
    await serve(2);
    const second = await run('notes/note-07.txt');
    assert.deepEqual(
      [(await describeJob(first.JobId!)).ModelVersion, second.ModelVersion],
      ['simulated-1.0.0', 'simulated-2.0.0'],
    );
    const [before, after] = await Promise.all(
      [first, second].map(async ({ OutputDataConfig: place }) =>
        read(`${place?.S3Key ?? ''}notes/note-07.txt.out`),
      ) as [Promise<Output>, Promise<Output>],
    );
    const words = ({ Entities: entities }: Output): string[] => entities.map(({ Text: text }) => text);
    assert.deepEqual(
      words(before).filter(word => !words(after).includes(word)),
      ['fatigue'],
    );
    assert.notDeepEqual(
      before.Entities.map(({ Score: score }) => score),
      after.Entities.map(({ Score: score }) => score),
    );
  });
});
