import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JobKind, jobKinds, kindOf } from '../../../src/domain/jobs/kinds.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { importText } from '../../../src/domain/exchange/import.ts';
import { kindsFitting } from '../../../src/domain/exchange/members.ts';
import { withoutPlaceholders } from '../../../src/domain/exchange/skeleton.ts';
import { specTextOf } from '../../../src/domain/spec/awsCli.ts';
import { cliCommand, describeCommand, requestJson } from '../../../src/domain/spec/awsCliCommand.ts';
import { validSpecs } from '../spec/awsCliArbitrary.ts';
import type { ValidSpec } from '../../../src/domain/spec/spec.ts';
import { runs } from '../../runs.ts';
import { check, fullRequests } from '../spec/support.ts';

const medical = jobKinds.filter(({ service }) => service === 'comprehendmedical');
const idMapping = kindOf('entityresolution:StartIdMappingJob')!;
const matching = kindOf('entityresolution:StartMatchingJob')!;
const [entities] = medical as [JobKind];

describe('requests: the kinds it may be for', () => {
  const cases: readonly (readonly [string, JsonObject, readonly JobKind[]])[] = [
    ['all five of Comprehend Medical', fullRequests['ComprehendMedicalRequest']!, medical],
    ['one member is enough', { LanguageCode: 'en' }, medical],
    ['ID mapping by a member that matching has not', fullRequests['StartIdMappingJobRequest']!, [idMapping]],
    ['both of Entity Resolution by what they share', { workflowName: 'w' }, [idMapping, matching]],
    ['a member nobody knows excludes none', { workflowName: 'w', tags: [] }, [idMapping, matching]],
    ['the most members win', { workflowName: 'w', jobType: 'BATCH', JobName: 'n' }, [idMapping]],
    ['none without a known member', { Tags: [], constructor: 'x' }, []],
    ['none for an empty object', {}, []],
  ];
  for (const [title, request, kinds] of cases)
    it(title, () => {
      assert.deepEqual(kindsFitting(Object.keys(request)), kinds);
    });
});

describe('requests: the spec created from it', () => {
  it("is formatted, in the schema's order, with unknown members last and nothing lost", () => {
    const request = {
      Extra: [1, null, { a: true }],
      KMSKey: 'k',
      OutputDataConfig: { Z: '', S3Key: 'o/', S3Bucket: 'bbb' },
      JobName: 'n',
    };
    assert.equal(
      specTextOf(entities, request, { region: 'us-east-1', account: '123456789012' }),
      `{
  "action": "comprehendmedical:StartEntitiesDetectionV2Job",
  "region": "us-east-1",
  "account": "123456789012",
  "request": {
    "JobName": "n",
    "OutputDataConfig": {
      "S3Bucket": "bbb",
      "S3Key": "o/",
      "Z": ""
    },
    "KMSKey": "k",
    "Extra": [
      1,
      null,
      {
        "a": true
      }
    ]
  }
}
`,
    );
  });

  it('orders members in lists too', () => {
    assert.equal(
      JSON.stringify(
        JSON.parse(
          specTextOf(idMapping, {
            outputSourceConfig: [{ KMSArn: 'k', outputS3Path: 'o', roleArn: 'r' }],
            workflowName: 'w',
          }),
        ),
      ),
      '{"action":"entityresolution:StartIdMappingJob","request":{"workflowName":"w","outputSourceConfig":[{"roleArn":"r","outputS3Path":"o","KMSArn":"k"}]}}',
    );
  });

  it('keeps a member called __proto__', () => {
    const request = JSON.parse('{"__proto__":{"a":"b"},"workflowName":"w"}') as JsonObject;
    const { request: back } = JSON.parse(specTextOf(matching, request)) as { request: JsonObject };
    assert.deepEqual(Object.keys(back), ['workflowName', '__proto__']);
  });
});

describe('requests: values a skeleton left empty', () => {
  it('are removed where they are optional and kept where they are required', () => {
    const skeleton = {
      InputDataConfig: { S3Bucket: 'bbb', S3Key: '' },
      OutputDataConfig: { S3Bucket: '', S3Key: '' },
      DataAccessRoleArn: '',
      JobName: '',
      KMSKey: null,
      ClientRequestToken: '',
      LanguageCode: 'en',
    };
    assert.deepEqual(withoutPlaceholders(entities, skeleton), {
      InputDataConfig: { S3Bucket: 'bbb' },
      OutputDataConfig: { S3Bucket: '' },
      DataAccessRoleArn: '',
      LanguageCode: 'en',
    });
    const missing = check(specTextOf(entities, withoutPlaceholders(entities, skeleton)))
      .problems.filter(({ severity }) => severity === 'error')
      .map(({ path }) => path.join('.'));
    assert.deepEqual(missing.sort(), ['request.DataAccessRoleArn', 'request.OutputDataConfig.S3Bucket']);
  });

  it('are removed with a whole list, but not from a list that is partly filled in', () => {
    const output = { roleArn: '', outputS3Path: '', KMSArn: '' };
    assert.deepEqual(withoutPlaceholders(idMapping, { workflowName: '', outputSourceConfig: [output] }), {
      workflowName: '',
    });
    assert.deepEqual(
      withoutPlaceholders(idMapping, { workflowName: 'w', outputSourceConfig: [{ ...output, roleArn: 'r' }] }),
      { workflowName: 'w', outputSourceConfig: [{ roleArn: 'r', outputS3Path: '' }] },
    );
  });

  it('are kept where the schema knows nothing about them', () => {
    assert.deepEqual(withoutPlaceholders(matching, { workflowName: '', Other: '' }), { workflowName: '', Other: '' });
  });

  it('are kept where the request is valid with them', () => {
    const request = {
      ...fullRequests['ComprehendMedicalRequest'],
      OutputDataConfig: { S3Bucket: 'example-results', S3Key: '' },
    };
    assert.equal(withoutPlaceholders(entities, request), request);
  });
});

/** Imports a text that holds one request, as a kind. */
async function imported(text: string, kind: JobKind): Promise<ValidSpec | undefined> {
  const read = await importText(text);
  assert.ok('found' in read, 'problem' in read ? `${read.problem} ${text}` : '');
  assert.equal(read.found.length, 1, text);
  assert.ok(read.found[0]!.kinds.includes(kind), text);
  return check(read.found[0]!.specFor(kind).text).spec;
}

describe('requests: what is copied is read back', () => {
  const rest = ({ account, ...spec }: ValidSpec): Omit<ValidSpec, 'account'> => spec;

  it('as JSON', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(validSpecs, async spec => {
        seen.add(spec.kind.action);
        const { region, ...of } = rest(spec);
        assert.deepEqual(await imported(requestJson(spec), spec.kind), of);
      }),
      { numRuns: runs(500) },
    );
    assert.equal(seen.size, jobKinds.length);
  });

  for (const shell of ['posix', 'powershell'] as const)
    it(`as a command for ${shell}, without being asked for the kind`, async () => {
      await fc.assert(
        fc.asyncProperty(
          validSpecs,
          fc.record(
            { profile: fc.string({ minLength: 1, maxLength: 8 }), endpointUrl: fc.webUrl() },
            { requiredKeys: [] },
          ),
          async (spec, options) => {
            const command = cliCommand(spec, shell, options);
            const read = await importText(command);
            assert.ok('found' in read, 'problem' in read ? `${read.problem} ${command}` : '');
            assert.deepEqual(read.found[0]!.kinds, [spec.kind]);
            assert.deepEqual(await imported(command, spec.kind), rest(spec), command);
          },
        ),
        { numRuns: runs(500) },
      );
    });

  it('except for a command that describes a job, which says what to import instead', async () => {
    const job = { action: medical[0]!.action, service: medical[0]!.service, region: 'us-east-1', id: 'a1' };
    for (const shell of ['posix', 'powershell'] as const) {
      const read = await importText(describeCommand(job, shell) ?? '');
      assert.match('problem' in read ? read.problem : '', /Import what it prints/);
    }
  });
});
