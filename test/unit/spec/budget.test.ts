// No text makes a check slow: lengths are checked before patterns, cost grows linearly, and a time limit ends the rest.
import type { CheckedSpec } from '../../../src/domain/spec/checked.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkBudgetMs } from '../../../src/domain/spec/budget.ts';
import { rules } from '../../../src/domain/spec/rules/index.ts';
import { runs } from '../../runs.ts';
import { FakeClock } from '../fakeClock.ts';
import { check, fullRequests } from './support.ts';

const codesOf = ({ problems }: CheckedSpec): readonly string[] => problems.map(({ code }) => code);

/**
 * The shortest of several runs, in milliseconds, because another program may have used the processor in one of them.
 */
function least(run: () => unknown, runs = 5): number {
  return Math.min(
    ...Array.from({ length: runs }, () => {
      const from = performance.now();
      run();
      return performance.now() - from;
    }),
  );
}

const medical = (request: object): string =>
  JSON.stringify({
    action: 'comprehendmedical:StartPHIDetectionJob',
    region: 'us-east-1',
    request: { ...fullRequests['ComprehendMedicalRequest'], ...request },
  });
const mapping = (output: object, more: object = {}): string =>
  JSON.stringify({
    action: 'entityresolution:StartIdMappingJob',
    request: {
      workflowName: 'w',
      ...more,
      outputSourceConfig: [
        { roleArn: 'arn:aws:iam::123456789012:role/Data', outputS3Path: 's3://example-results/', ...output },
      ],
    },
  });

/** A spec for each text member, with a given text there. */
const members: Readonly<Record<string, (text: string) => string>> = {
  region: text =>
    JSON.stringify({ action: 'entityresolution:StartMatchingJob', region: text, request: { workflowName: 'w' } }),
  account: text =>
    JSON.stringify({ action: 'entityresolution:StartMatchingJob', account: text, request: { workflowName: 'w' } }),
  action: text => JSON.stringify({ action: text, request: {} }),
  JobName: text => medical({ JobName: text }),
  S3Bucket: text => medical({ InputDataConfig: { S3Bucket: text } }),
  S3Key: text => medical({ InputDataConfig: { S3Bucket: 'example-notes', S3Key: text } }),
  DataAccessRoleArn: text => medical({ DataAccessRoleArn: text }),
  LanguageCode: text => medical({ LanguageCode: text }),
  KMSKey: text => medical({ KMSKey: text }),
  ClientRequestToken: text => medical({ ClientRequestToken: text }),
  'workflowName of ID mapping': text => mapping({}, { workflowName: text }),
  'workflowName of matching': text =>
    JSON.stringify({ action: 'entityresolution:StartMatchingJob', request: { workflowName: text } }),
  roleArn: text => mapping({ roleArn: text }),
  outputS3Path: text => mapping({ outputS3Path: text }),
  KMSArn: text => mapping({ KMSArn: text }),
};

describe('a check', () => {
  const pieces = ['arn:aws:kms:', ':1', 'a-', '/', '//', '.', ' ', 'ab', '%41', 'é', '1234-'];
  const plain = medical({}).padEnd(210_000);
  const all = ['', 'arn:aws:kms:', 's3://aa'].flatMap(start => pieces.map(piece => ({ start, piece })));

  for (const [member, withText] of Object.entries(members))
    it(`of 200,000 characters in ${member} takes no longer than a few of as many blanks`, function () {
      this.timeout(60_000);
      check(plain);
      const yardstickMs = Math.max(
        1,
        least(() => check(plain)),
      );
      // Which of them is another choice in each run.
      const count = runs(all.length);
      for (const { start, piece } of fc
        .sample(fc.shuffledSubarray(all, { minLength: count, maxLength: count }), 1)
        .flat()) {
        const text = withText(`${start}${piece.repeat(200_000 / piece.length)}\n`);
        let checked: CheckedSpec | undefined;
        // Repeated only if the machine may have been busy at that moment.
        let tookMs = Infinity;
        for (let run = 0; run < 3 && tookMs > 40 * yardstickMs; run += 1)
          tookMs = Math.min(
            tookMs,
            least(() => {
              checked = check(text);
            }, 1),
          );
        assert.ok(
          tookMs <= 40 * yardstickMs,
          `${JSON.stringify(start + piece)}…: ${tookMs.toFixed(1)} ms, the yardstick ${yardstickMs.toFixed(1)} ms`,
        );
        assert.ok(checked !== undefined && codesOf(checked).length > 0);
      }
    });

  it('reports the length of a text that is too long, not its format', () => {
    assert.deepEqual(codesOf(check(mapping({ KMSArn: 'arn:aws:kms:'.padEnd(5_000, ':1') }))), ['AJ015']);
    assert.ok(!codesOf(check(members['S3Key']?.('\n'.repeat(2_000)) ?? '')).includes('AJ014'));
  });

  it('of twice as many unknown members takes about twice as long', function () {
    this.timeout(60_000);
    const withMembers = (count: number): string =>
      `{"action":"entityresolution:StartMatchingJob","request":{"workflowName":"w",${Array.from({ length: count }, (_, index) => `"member${index}":${index}`).join()}}}`;
    const [some, many] = [withMembers(2_450), withMembers(4_900)];
    check(many);
    assert.equal(check(many).problems.length, 200);
    const [someMs, manyMs] = [least(() => check(some), 9), least(() => check(many), 9)];
    assert.ok(manyMs < 3 * someMs, `${someMs.toFixed(1)} ms, then ${manyMs.toFixed(1)} ms`);
  });

  describe('that exceeds its time limit', () => {
    const bad = medical({ DataAccessRoleArn: 'arn:aws:iam::123456789012:user/clara', LanguageCode: 'EN' });

    /** A clock that advances by `ms` whenever it is read. */
    function passing(ms: number): FakeClock {
      const clock = new FakeClock();
      const now = clock.now.bind(clock);
      return Object.assign(clock, {
        now: () => {
          clock.jump(ms);
          return now();
        },
      });
    }

    it('reports an error, keeps the problems found so far, and returns no spec to start', () => {
      const { problems, spec } = check(medical({}), { clock: passing(checkBudgetMs / 4) });
      const [first] = problems;
      assert.equal(first?.code, 'AJ009');
      assert.equal(first.severity, 'error');
      assert.match(first.message, /not finished\. Check the spec again/);
      assert.equal(spec, undefined);
      assert.deepEqual(
        codesOf(check(bad, { clock: passing(checkBudgetMs + 1) })),
        ['AJ009', 'AJ014', 'AJ013'],
        'the schema problems were reported',
      );
    });

    it('reports it even for a text with a typo', () => {
      assert.ok(codesOf(check(bad.slice(0, -1), { clock: passing(checkBudgetMs) })).includes('AJ009'));
    });

    it('tries no more fixes, even if all problems were found', () => {
      const looks: number[] = [];
      const clock = new FakeClock();
      check(bad, {
        clock: {
          now: () => {
            looks.push(0);
            return clock.now();
          },
        },
      });
      // One for the end, one for each rule.
      let left = 1 + rules.length;
      const late = check(bad, { clock: { now: () => (left-- > 0 ? 0 : checkBudgetMs + 1) } });
      assert.ok(looks.length > 1 + rules.length, `${looks.length}`);
      assert.deepEqual(codesOf(late), codesOf(check(bad)));
      assert.ok(late.problems.every(({ fixes }) => fixes.length === 0));
    });

    it('is not ended while the clock stands still', () => {
      assert.deepEqual(check(bad, { clock: new FakeClock() }), check(bad));
    });
  });
});
