import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JobKind, jobKinds, kindOf } from '../../../src/domain/jobs/kinds.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { kindsFitting, specTextOf } from '../../../src/domain/spec/awsCli.ts';
import { requestJson } from '../../../src/domain/spec/awsCliCommand.ts';
import { readCliInput } from '../../../src/domain/spec/cliInput.ts';
import { withoutPlaceholders } from '../../../src/domain/spec/cliSkeleton.ts';
import { validSpecs } from './awsCliArbitrary.ts';
import { check, fullRequests } from './support.ts';

const medical = jobKinds.filter(({ service }) => service === 'comprehendmedical');
const idMapping = kindOf('entityresolution:StartIdMappingJob')!;
const matching = kindOf('entityresolution:StartMatchingJob')!;
const [entities] = medical as [JobKind];

const requestIn = async (text: string): Promise<JsonObject> => {
  const read = await readCliInput(text);
  assert.ok('request' in read, 'problem' in read ? read.problem : '');
  return read.request;
};

describe('AWS CLI input: the kinds it may be for', () => {
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
      assert.deepEqual(kindsFitting(request), kinds);
    });
});

describe('AWS CLI input: the spec created from it', () => {
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

describe('AWS CLI input: values a skeleton left empty', () => {
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

it('AWS CLI input: import(export(x)) = x for every valid spec', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(validSpecs, async spec => {
      seen.add(spec.kind.action);
      const request = await requestIn(requestJson(spec));
      assert.ok(kindsFitting(request).includes(spec.kind));
      assert.deepEqual(withoutPlaceholders(spec.kind, request), spec.request);
      const { spec: back } = check(specTextOf(spec.kind, withoutPlaceholders(spec.kind, request), spec));
      assert.deepEqual(back, spec);
    }),
    { numRuns: 500 },
  );
  assert.equal(seen.size, jobKinds.length);
});
