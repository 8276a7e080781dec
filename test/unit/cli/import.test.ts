// `aws-job-specs import`: what it prints, and its exit codes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, mainFile, run } from './support.ts';

const specOf = (action: string, request: object, more: object = {}): string =>
  `${JSON.stringify({ action, ...more, request }, null, 2)}\n`;
const matching = 'entityresolution:StartMatchingJob';

describe('aws-job-specs import', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => {
    folder.remove();
  });

  it('prints the spec, and tells what became of the rest on standard error', async () => {
    folder.write(
      'start.sh',
      'aws entityresolution start-matching-job --workflow-name $FLOW --region us-east-1 --debug',
    );
    const ended = await run(folder.path, ['import', 'start.sh']);
    assert.equal(ended.code, 0);
    assert.equal(ended.stdout, specOf(matching, { workflowName: '${var:FLOW}' }, { region: 'us-east-1' }));
    assert.match(ended.stderr, /\$\{var:FLOW\} stands for FLOW\n.*left out: --debug\.\n$/);
  });

  it('reads standard input, and takes the region and account that the text does not name', () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [mainFile, 'import', '-', '--action', matching, '--region', 'eu-west-1', '--account', '123456789012'],
      { cwd: folder.path, input: "{'workflowName': 'patients'}", encoding: 'utf8' },
    );
    assert.equal(status, 0);
    assert.equal(
      stdout,
      specOf(matching, { workflowName: 'patients' }, { region: 'eu-west-1', account: '123456789012' }),
    );
  });

  it('exits with 2 and lists the kinds if several fit; --action chooses', async () => {
    folder.write('request.json', '{ "workflowName": "patients" }');
    const ended = await run(folder.path, ['import', 'request.json']);
    assert.equal(ended.code, 2);
    assert.equal(ended.stdout, '');
    assert.match(
      ended.stderr,
      /--action entityresolution:StartIdMappingJob\n.*--action entityresolution:StartMatchingJob\n$/,
    );
    const chosen = await run(folder.path, ['import', 'request.json', '--action', matching]);
    assert.equal(chosen.code, 0);
    assert.equal(chosen.stdout, specOf(matching, { workflowName: 'patients' }));
    const unfit = await run(folder.path, [
      'import',
      'request.json',
      '--action',
      'comprehendmedical:StartPHIDetectionJob',
    ]);
    assert.equal(unfit.code, 2);
    assert.match(unfit.stderr, /No request fits/);
  });

  it('exits with 2 and lists the requests if there are several; --request chooses', async () => {
    const line = (name: string): string => `aws entityresolution start-matching-job --workflow-name ${name}\n`;
    folder.write('start.sh', line('a') + line('b'));
    const ended = await run(folder.path, ['import', 'start.sh']);
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /--request 1 .*line 1\n.*--request 2 .*line 2\n$/);
    const chosen = await run(folder.path, ['import', 'start.sh', '--request', '2', '--output', 'b.awsjob.json']);
    assert.equal(chosen.code, 0);
    assert.equal(chosen.stdout, '');
    assert.equal(readFileSync(join(folder.path, 'b.awsjob.json'), 'utf8'), specOf(matching, { workflowName: 'b' }));
  });

  it('exits with 1 and says why if there is no request', async () => {
    folder.write('a.txt', 'hello');
    folder.write('b.json', '{\n  "workflowName": "a"\n  "jobType": "BATCH"\n}');
    const none = await run(folder.path, ['import', 'a.txt', '--output', 'x.awsjob.json']);
    assert.deepEqual([none.code, none.stdout], [1, '']);
    assert.match(none.stderr, /: No request for a batch job/);
    assert.ok(!existsSync(join(folder.path, 'x.awsjob.json')));
    const slip = await run(folder.path, ['import', 'b.json']);
    assert.equal(slip.code, 1);
    assert.match(slip.stderr, /: Line 3, column 3: A comma is missing/);
  });

  it('reads the file that a command names, beside the command', async () => {
    folder.write('jobs/start.sh', 'aws entityresolution start-matching-job --cli-input-json file://request.json');
    folder.write('jobs/request.json', '{ "workflowName": "patients" }');
    const ended = await run(folder.path, ['import', 'jobs/start.sh']);
    assert.equal(ended.stdout, specOf(matching, { workflowName: 'patients' }));
    folder.write('other.sh', 'aws entityresolution start-matching-job --cli-input-json file://gone.json');
    const missing = await run(folder.path, ['import', 'other.sh']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /gone\.json: it is gone/);
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no file', ['import'], /takes one file/],
    ['two files', ['import', 'a', 'b'], /takes one file/],
    ['an option of another command', ['import', 'a', '--format', 'json'], /--format is not for import/],
    ['an unknown kind', ['import', 'a', '--action', 'x'], /--action must be one of/],
    ['a number that is none', ['import', 'a', '--request', '0'], /--request must be a number/],
    ['its options for another command', ['check', '--action', 'x'], /--action is for import/],
    ['a file that is not there', ['import', 'a'], /a cannot be read: it is gone/],
  ];
  for (const [title, args, message] of wrong)
    it(`exits with 2 for ${title}`, async () => {
      const ended = await run(folder.path, args);
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, message);
    });
});
