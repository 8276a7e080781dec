import assert from 'node:assert/strict';
import { personalIn } from '../../../src/domain/spec/personal.ts';
import { check, fullRequests } from './support.ts';
import { harmless, telling } from './personalNames.ts';

describe('personal data in names', () => {
  it('is tested on enough names of both kinds', () => {
    assert.ok(Object.values(telling).flat().length >= 60 && harmless.length >= 60);
  });
  for (const [what, names] of Object.entries(telling))
    for (const name of names)
      it(`finds ${what} in ${name}`, () => {
        assert.equal(personalIn(name)?.what, what);
      });
  for (const name of harmless)
    it(`finds nothing in ${name}`, () => {
      assert.equal(personalIn(name), undefined);
    });

  it('is searched in the names of jobs, folders and files, and reported without repeating it', () => {
    const { problems } = check(
      JSON.stringify({
        action: 'comprehendmedical:StartPHIDetectionJob',
        region: 'us-east-1',
        request: {
          ...fullRequests['ComprehendMedicalRequest'],
          ClientRequestToken: undefined,
          JobName: 'MRN 0012345',
          InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/Doe_John_1961.txt' },
          OutputDataConfig: { S3Bucket: 'example-results', S3Key: '1975-04-12/run/' },
        },
      }),
    );
    assert.deepEqual(
      problems.map(({ code, path }) => [code, path.at(-1)]),
      [
        ['AJ073', 'JobName'],
        ['AJ073', 'S3Key'],
        ['AJ073', 'S3Key'],
      ],
    );
    assert.match(problems[0]?.message ?? '', /^This name looks like it contains a patient or insurance number\./);
    for (const { message } of problems) assert.doesNotMatch(message, /0012345|Doe|1975/);
    const [mapped] = check(
      JSON.stringify({
        action: 'entityresolution:StartIdMappingJob',
        region: 'us-east-1',
        request: {
          workflowName: 'w',
          outputSourceConfig: [
            { roleArn: 'arn:aws:iam::123456789012:role/Data', outputS3Path: 's3://example-results/john-smith/' },
          ],
        },
      }),
    ).problems;
    assert.equal(mapped?.code, 'AJ073');
  });

  it("is found in time linear to the name's length", () => {
    const names = (length: number): readonly string[] =>
      ['a@', '1-', 'Aa ', '19750412', 'f0', '+1 ', 'a.', 'A1'].map(part => part.repeat(length / part.length));
    const time = (length: number): number => {
      const from = performance.now();
      for (let round = 0; round < 20; round++) for (const name of names(length)) personalIn(name);
      return performance.now() - from;
    };
    time(256);
    const once = time(256);
    assert.ok(time(100_000) < 20 * once + 50, 'a hundred thousand characters take no longer than 256');
  });
});
