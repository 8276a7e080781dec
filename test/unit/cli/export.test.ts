// `aws-job-specs export`: what it prints and writes, and its exit codes.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, run } from './support.ts';

const notes = {
  action: 'comprehendmedical:StartPHIDetectionJob',
  request: {
    InputDataConfig: { S3Bucket: 'clinical-notes', S3Key: '${var:ward}/' },
    OutputDataConfig: { S3Bucket: 'results', S3Key: 'out/${var:ward}/' },
    DataAccessRoleArn: 'arn:aws:iam::123456789012:role/ComprehendMedicalData',
    LanguageCode: 'en',
  },
};

describe('aws-job-specs export', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
    folder.write('specs/notes.awsjob.json', JSON.stringify(notes));
  });
  afterEach(() => {
    folder.remove();
  });

  it('prints the file, and tells of those that go with it on standard error', async () => {
    const { code, stdout, stderr } = await run(folder.path, [
      'export',
      'specs/notes.awsjob.json',
      '--as',
      'step-functions',
    ]);
    assert.equal(code, 0);
    const machine = JSON.parse(stdout) as { Comment: string };
    assert.equal(machine.Comment, 'Made from specs/notes.awsjob.json by Job Specs for AWS. The input has ward.');
    assert.match(stderr, /With --output, this is written beside it: role-policy\.json, role-trust\.json\n$/);
  });

  it('writes all files, with the region and account that the spec does not name', async () => {
    const options = ['--region', 'eu-west-2', '--account', '123456789012', '--output', 'out/nightly.asl.json'];
    const { code, stdout } = await run(folder.path, [
      'export',
      'specs/notes.awsjob.json',
      '--as',
      'step-functions',
      ...options,
    ]);
    assert.equal(code, 0);
    assert.equal(stdout, '');
    assert.deepEqual(readdirSync(join(folder.path, 'out')).sort(), [
      'nightly.asl.json',
      'nightly.role-policy.json',
      'nightly.role-trust.json',
    ]);
    assert.match(readFileSync(join(folder.path, 'out/nightly.asl.json'), 'utf8'), /'eu-west-2'.*'123456789012'/);
    assert.match(readFileSync(join(folder.path, 'out/nightly.role-policy.json'), 'utf8'), /eu-west-2/);
  });

  for (const [form, first] of [
    ['scheduler', /^\{\n {2}"Name": "notes"/],
    ['airflow', /^# Made from specs\/notes\.awsjob\.json/],
    ['github-actions', /AWS_JOB_SPEC: "specs\/notes\.awsjob\.json"/],
    ['shell', /^#!\/bin\/sh\n/],
  ] as const)
    it(`knows ${form}`, async () => {
      const { code, stdout } = await run(folder.path, ['export', 'specs/notes.awsjob.json', '--as', form]);
      assert.equal(code, 0);
      assert.match(stdout, first);
    });

  it('exports a table of runs with the values of its rows', async () => {
    folder.write('specs/notes.awsjobs.csv', 'name,ward\na,east\nb,west\n');
    const { code, stderr } = await run(folder.path, [
      'export',
      'specs/notes.awsjobs.csv',
      '--as',
      'step-functions',
      '--output',
      'notes.asl.json',
    ]);
    assert.equal(code, 0, stderr);
    const list = JSON.parse(readFileSync(join(folder.path, 'notes.runs.json'), 'utf8')) as {
      name: string;
      request: { InputDataConfig: { S3Key: string } };
    }[];
    assert.deepEqual(
      list.map(({ name, request }) => [name, request.InputDataConfig.S3Key]),
      [
        ['a', 'east/'],
        ['b', 'west/'],
      ],
    );
  });

  it('exits with 1 for a spec or table with an error, and writes nothing', async () => {
    folder.write('bad.awsjob.json', JSON.stringify({ ...notes, request: {} }));
    const bad = await run(folder.path, ['export', 'bad.awsjob.json', '--as', 'shell', '--output', 'bad.sh']);
    assert.deepEqual([bad.code, bad.stdout, existsSync(join(folder.path, 'bad.sh'))], [1, '', false]);
    assert.match(bad.stderr, /bad\.awsjob\.json: /);
    for (const [text, why] of [
      ['name,ward\na,east\nb,east\n', /Row 3 has the same request as row 2/],
      ['name,ward\na,\n', /Row 2: /],
      ['name,ward\n', /no runs|does not have|There are no/i],
    ] as const) {
      folder.write('specs/notes.awsjobs.csv', text);
      const ended = await run(folder.path, ['export', 'specs/notes.awsjobs.csv', '--as', 'step-functions']);
      assert.equal(ended.code, 1, text);
      assert.match(ended.stderr, why);
    }
    folder.write('alone.awsjobs.csv', 'name\na\n');
    const alone = await run(folder.path, ['export', 'alone.awsjobs.csv', '--as', 'step-functions']);
    assert.match(alone.stderr, /There is no spec for this table/);
    const other = await run(folder.path, ['export', 'specs/notes.awsjobs.csv', '--as', 'shell']);
    assert.match(other.stderr, /step-functions only/);
  });

  it('exits with 2 for wrong usage and files that cannot be read', async () => {
    for (const [options, why] of [
      [['specs/notes.awsjob.json'], /--as must be one of step-functions, scheduler, airflow, github-actions, shell/],
      [['specs/notes.awsjob.json', '--as', 'cron'], /--as must be one of/],
      [['--as', 'shell'], /export takes one file/],
      [['specs/notes.awsjob.json', '--as', 'shell', '--profile', 'p'], /--profile is not for export/],
      [['none.awsjob.json', '--as', 'shell'], /none\.awsjob\.json cannot be read/],
    ] as const) {
      const { code, stderr } = await run(folder.path, ['export', ...options]);
      assert.equal(code, 2);
      assert.match(stderr, why);
    }
    const check = await run(folder.path, ['check', '--as', 'shell']);
    assert.match(check.stderr, /--as is for export/);
  });
});
