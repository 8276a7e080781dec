// No text makes a check long: lengths come before patterns, what grows grows in proportion, and a clock ends the rest.
import type { CheckedSpec } from '../../../src/domain/spec/checked.ts';
import assert from 'node:assert/strict';
import { checkBudgetMs } from '../../../src/domain/spec/budget.ts';
import { rules } from '../../../src/domain/spec/rules/index.ts';
import { FakeClock } from '../fakeClock.ts';
import { check, fullRequests } from './support.ts';

const codesOf = ({ problems }: CheckedSpec): readonly string[] => problems.map(({ code }) => code);

/** The shortest of a few runs, in milliseconds, since another program may have had the processor in one. */
function least(run: () => unknown, runs = 5): number {
  return Math.min(...Array.from({ length: runs }, () => { const from = performance.now(); run(); return performance.now() - from; }));
}

const medical = (request: object): string => JSON.stringify({ action: 'comprehendmedical:StartPHIDetectionJob', region: 'us-east-1', request: { ...fullRequests['ComprehendMedicalRequest'], ...request } });
const mapping = (output: object, more: object = {}): string =>
  JSON.stringify({ action: 'entityresolution:StartIdMappingJob', request: { workflowName: 'w', ...more, outputSourceConfig: [{ roleArn: 'arn:aws:iam::123456789012:role/Data', outputS3Path: 's3://example-results/', ...output }] } });

/** Every text that a spec holds, by its member, with a text in its place. */
const members: Readonly<Record<string, (text: string) => string>> = {
  region: text => JSON.stringify({ action: 'entityresolution:StartMatchingJob', region: text, request: { workflowName: 'w' } }),
  account: text => JSON.stringify({ action: 'entityresolution:StartMatchingJob', account: text, request: { workflowName: 'w' } }),
  action: text => JSON.stringify({ action: text, request: {} }),
  JobName: text => medical({ JobName: text }),
  S3Bucket: text => medical({ InputDataConfig: { S3Bucket: text } }),
  S3Key: text => medical({ InputDataConfig: { S3Bucket: 'example-notes', S3Key: text } }),
  DataAccessRoleArn: text => medical({ DataAccessRoleArn: text }),
  LanguageCode: text => medical({ LanguageCode: text }),
  KMSKey: text => medical({ KMSKey: text }),
  ClientRequestToken: text => medical({ ClientRequestToken: text }),
  'workflowName of ID mapping': text => mapping({}, { workflowName: text }),
  'workflowName of matching': text => JSON.stringify({ action: 'entityresolution:StartMatchingJob', request: { workflowName: text } }),
  roleArn: text => mapping({ roleArn: text }),
  outputS3Path: text => mapping({ outputS3Path: text }),
  KMSArn: text => mapping({ KMSArn: text }),
};

describe('a check', () => {
  const pieces = ['arn:aws:kms:', ':1', 'a-', '/', '//', '.', ' ', 'ab', '%41', 'é', '1234-'];
  const plain = medical({}).padEnd(210_000);

  for (const [member, withText] of Object.entries(members)) it(`of 200,000 characters in ${member} takes no longer than a few of as much blank`, function () {
    this.timeout(60_000);
    check(plain);
    const yardstickMs = Math.max(1, least(() => check(plain)));
    for (const start of ['', 'arn:aws:kms:', 's3://aa']) for (const piece of pieces) {
      const text = withText(`${start}${piece.repeat(200_000 / piece.length)}\n`);
      let checked: CheckedSpec | undefined;
      // Checked again only where the machine may have been busy just then.
      let tookMs = Infinity;
      for (let run = 0; run < 3 && tookMs > 40 * yardstickMs; run += 1) tookMs = Math.min(tookMs, least(() => { checked = check(text); }, 1));
      assert.ok(tookMs <= 40 * yardstickMs, `${JSON.stringify(start + piece)}…: ${tookMs.toFixed(1)} ms, the yardstick ${yardstickMs.toFixed(1)} ms`);
      assert.ok(checked !== undefined && codesOf(checked).length > 0);
    }
  });

  it('tells of a text that is too long its length, not its form', () => {
    assert.deepEqual(codesOf(check(mapping({ KMSArn: 'arn:aws:kms:'.padEnd(5_000, ':1') }))), ['AJ015']);
    assert.ok(!codesOf(check(members['S3Key']?.('\n'.repeat(2_000)) ?? '')).includes('AJ014'));
  });

  it('of twice as many unknown members takes about twice as long', function () {
    this.timeout(60_000);
    const withMembers = (count: number): string => `{"action":"entityresolution:StartMatchingJob","request":{"workflowName":"w",${Array.from({ length: count }, (_, index) => `"member${index}":${index}`).join()}}}`;
    const [some, many] = [withMembers(2_450), withMembers(4_900)];
    check(many);
    assert.equal(check(many).problems.length, 200);
    const [someMs, manyMs] = [least(() => check(some)), least(() => check(many))];
    assert.ok(manyMs < 3 * someMs, `${someMs.toFixed(1)} ms, then ${manyMs.toFixed(1)} ms`);
  });

  describe('whose time is over', () => {
    const bad = medical({ DataAccessRoleArn: 'arn:aws:iam::123456789012:user/clara', LanguageCode: 'EN' });

    /** A clock by which so much passes every time it is looked at. */
    function passing(ms: number): FakeClock {
      const clock = new FakeClock();
      const now = clock.now.bind(clock);
      return Object.assign(clock, { now: () => { clock.jump(ms); return now(); } });
    }

    it('says so as an error, keeps what it has found, and gives no spec to start', () => {
      const { problems, spec } = check(medical({}), { clock: passing(checkBudgetMs / 4) });
      const [first] = problems;
      assert.equal(first?.code, 'AJ009');
      assert.equal(first.severity, 'error');
      assert.match(first.message, /not finished\. Check the spec again/);
      assert.equal(spec, undefined);
      assert.deepEqual(codesOf(check(bad, { clock: passing(checkBudgetMs + 1) })), ['AJ009', 'AJ014', 'AJ013'], 'the schema has said its part');
    });

    it('says so even of a text with a slip in it', () => {
      assert.ok(codesOf(check(bad.slice(0, -1), { clock: passing(checkBudgetMs) })).includes('AJ009'));
    });

    it('tries no more fixes, though all was found', () => {
      const looks: number[] = [];
      const clock = new FakeClock();
      check(bad, { clock: { now: () => { looks.push(0); return clock.now(); } } });
      // Once for the end, once a rule.
      let left = 1 + rules.length;
      const late = check(bad, { clock: { now: () => (left-- > 0 ? 0 : checkBudgetMs + 1) } });
      assert.ok(looks.length > 1 + rules.length, `${looks.length}`);
      assert.deepEqual(codesOf(late), codesOf(check(bad)));
      assert.ok(late.problems.every(({ fixes }) => fixes.length === 0));
    });

    it('is one that took its time: a clock that stands still ends nothing', () => {
      assert.deepEqual(check(bad, { clock: new FakeClock() }), check(bad));
    });
  });
});
