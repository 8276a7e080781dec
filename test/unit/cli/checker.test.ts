// `aws-job-specs check` as run on a build server.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, type Ended, bad, good, mainFile, run, warned } from './support.ts';

const missingName = '3:3 error AJ011 workflowName is missing in request. Add it.';
const summary = (files: number, errors = 0, warnings = 0, information = 0): string =>
  `${files.toLocaleString('en')} job ${files === 1 ? 'spec' : 'specs'} checked. Errors: ${errors}, warnings: ${warnings}, information: ${information}.`;
/** Characters that would control a terminal, except line endings. */
const controls = /(?!\n)[\p{Cc}\u202e\u2028\u3164]/u;
const escape = String.fromCharCode(27);
const lines = ({ stdout }: Ended): string[] => stdout.trimEnd().split('\n');

describe('aws-job-specs check', function () {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => {
    folder.remove();
  });
  const check = (...args: string[]): Promise<Ended> => run(folder.path, ['check', ...args]);

  describe('output and exit code', () => {
    it('are a summary and 0 for clean specs', async () => {
      folder.write('a.awsjob.json', good);
      assert.deepEqual(await check(), { code: 0, stdout: `${summary(1)}\n`, stderr: '' });
    });

    it('are a line per problem and 1 for errors', async () => {
      folder.write('jobs/b.awsjob.json', bad);
      folder.write('a.awsjob.json', good);
      const ended = await check();
      assert.equal(ended.code, 1);
      assert.deepEqual(lines(ended), [`jobs/b.awsjob.json:${missingName}`, summary(2, 1)]);
    });

    it('are 0 for warnings, and 1 with --severity warning or information', async () => {
      folder.write('a.awsjob.json', warned);
      const [usual, strict, strictest] = await Promise.all([
        check(),
        check('--severity', 'warning'),
        check('--severity=information'),
      ]);
      assert.deepEqual([usual.code, strict.code, strictest.code], [0, 1, 1]);
      assert.deepEqual(lines(usual), [
        'a.awsjob.json:2:13 warning AJ061 AWS is not known to have a region us-east-9. Did you mean us-east-1?',
        summary(1, 0, 1),
      ]);
      assert.equal(strict.stdout, usual.stdout);
    });

    it('depend on the given region and account', async () => {
      folder.write(
        'a.awsjob.json',
        JSON.stringify({
          action: 'comprehendmedical:StartPHIDetectionJob',
          request: {
            InputDataConfig: { S3Bucket: 'example-notes', S3Key: 'in/' },
            OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'out/' },
            LanguageCode: 'en',
            DataAccessRoleArn: 'arn:aws:iam::123456789012:role/Data',
            KMSKey: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
          },
        }),
      );
      const [without, elsewhere] = await Promise.all([
        check(),
        check('--region', 'us-west-2', '--account', '123456789012'),
      ]);
      assert.doesNotMatch(without.stdout, /AJ051/);
      assert.match(elsewhere.stdout, /warning AJ051/);
    });

    it('report roles, keys and workflows of another account if only the account is given', async () => {
      folder.write(
        'a.awsjob.json',
        JSON.stringify({
          action: 'entityresolution:StartIdMappingJob',
          request: {
            workflowName: 'arn:aws:entityresolution:us-east-1:123456789012:idmappingworkflow/w',
            outputSourceConfig: [
              {
                roleArn: 'arn:aws:iam::123456789012:role/Data',
                outputS3Path: 's3://example-results/out/',
                KMSArn: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
              },
            ],
          },
        }),
      );
      const [own, other] = await Promise.all([check('--account', '123456789012'), check('--account', '210987654321')]);
      assert.deepEqual([own.code, lines(own)], [0, [summary(1)]]);
      assert.deepEqual([other.code, lines(other).at(-1)], [1, summary(1, 1, 2)]);
      for (const found of ['warning AJ064', 'error AJ021', 'warning AJ052'])
        assert.ok(other.stdout.includes(found), `${found} in ${other.stdout}`);
    });
  });

  describe('checked files', () => {
    it('are every spec below the folder, including hidden ones, except in node_modules and .git', async () => {
      for (const name of [
        'a.awsjob.json',
        'deep/er/b.awsjob.json',
        '.hidden/c.awsjob.json',
        'node_modules/x/d.awsjob.json',
        'deep/node_modules/e.awsjob.json',
        '.git/f.awsjob.json',
        'other.json',
      ])
        folder.write(name, bad);
      assert.deepEqual(
        lines(await check()),
        ['.hidden/c', 'a', 'deep/er/b'].map(name => `${name}.awsjob.json:${missingName}`).concat(summary(3, 3)),
      );
    });

    it('are the named files, folders and globs, each once and in order, except those excluded with !', async () => {
      for (const name of ['x/a.awsjob.json', 'x/b.awsjob.json', 'y/c.awsjob.json', 'y/plain.json', 'z/d.awsjob.json'])
        folder.write(name, bad);
      const files = async (...args: string[]): Promise<string[]> =>
        lines(await check(...args))
          .slice(0, -1)
          .map(line => line.split(':')[0] ?? '');
      assert.deepEqual(await files('y/plain.json', 'x', 'x/*.awsjob.json', './x/../x/a.awsjob.json', '!**/b.*'), [
        'x/a.awsjob.json',
        'y/plain.json',
      ]);
      assert.deepEqual(await files('{x,z}/**'), ['x/a.awsjob.json', 'x/b.awsjob.json', 'z/d.awsjob.json']);
      assert.deepEqual(await files('!y/**'), ['x/a.awsjob.json', 'x/b.awsjob.json', 'z/d.awsjob.json']);
      assert.deepEqual(await files(join(folder.path, 'z')), ['z/d.awsjob.json']);
    });

    it('include names that look like globs, or like options after --', async () => {
      folder.write('[a].awsjob.json', bad);
      folder.write('a.awsjob.json', good);
      folder.write('-x.awsjob.json', bad);
      assert.deepEqual(lines(await check('[a].awsjob.json')), [`[a].awsjob.json:${missingName}`, summary(1, 1)]);
      assert.deepEqual(lines(await check('--', '-x.awsjob.json')), [`-x.awsjob.json:${missingName}`, summary(1, 1)]);
    });

    it('may be outside the folder, and then have their full path', async () => {
      const path = folder.write('other/a.awsjob.json', bad);
      folder.write('here/b.txt', '');
      const ended = await run(join(folder.path, 'here'), ['check', '../other/*.awsjob.json']);
      assert.deepEqual(lines(ended), [`${path}:${missingName}`, summary(1, 1)]);
    });

    it('do not include files behind links, but a named link is followed', async function () {
      if (process.platform === 'win32') this.skip();
      folder.write('real/a.awsjob.json', bad);
      symlinkSync('..', join(folder.path, 'real', 'up'));
      symlinkSync('/', join(folder.path, 'root'));
      symlinkSync('real', join(folder.path, 'folder'));
      symlinkSync('real/a.awsjob.json', join(folder.path, 'link.awsjob.json'));
      assert.deepEqual(lines(await check()), [`real/a.awsjob.json:${missingName}`, summary(1, 1)]);
      assert.deepEqual(
        lines(await check('link.awsjob.json', 'folder')),
        ['folder/a', 'link'].map(name => `${name}.awsjob.json:${missingName}`).concat(summary(2, 2)),
      );
    });
  });

  describe('an input that cannot be checked makes the exit code 2, is reported, and does not prevent checking the rest', () => {
    const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
      [
        'no spec in the folder',
        [],
        /^aws-job-specs: no file matches \*\*\/\*\.\{awsjob\.json,awsjobs\.csv,awsjobs\.json\}\n$/,
      ],
      ['no match', ['ok.awsjob.json', 'specs/**/*.json'], /^aws-job-specs: no file matches specs\/\*\*\/\*\.json\n$/],
      [
        'a missing file',
        ['nothere.awsjob.json', 'ok.awsjob.json'],
        /^aws-job-specs: there is no file nothere\.awsjob\.json\n$/,
      ],
      [
        'a folder without a spec',
        ['ok.awsjob.json', 'empty'],
        /^aws-job-specs: there is no job spec \(\*\.awsjob\.json\) or table of runs \(\*\.awsjobs\.csv, \*\.awsjobs\.json\) in empty\n$/,
      ],
      ['a device', ['ok.awsjob.json', '/dev/null'], /^aws-job-specs: \/dev\/null is not a file\n$/],
    ];
    for (const [title, args, message] of cases) {
      it(title, async function () {
        if (title === 'a device' && process.platform === 'win32') this.skip();
        mkdirSync(join(folder.path, 'empty'));
        if (args.length > 0) folder.write('ok.awsjob.json', good);
        const ended = await check(...args);
        assert.equal(ended.code, 2);
        assert.match(ended.stderr, message);
        assert.equal(ended.stdout, `${summary(args.length > 0 ? 1 : 0)}\n`);
      });
    }

    it('a binary file, and a text in another encoding', async () => {
      folder.write('a.awsjob.json', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
      folder.write('b.awsjob.json', Buffer.from(`\ufeff${good}`, 'utf16le'));
      folder.write('c.awsjob.json', bad);
      const ended = await check();
      assert.equal(ended.code, 2);
      assert.deepEqual(lines(ended), [
        'a.awsjob.json cannot be read: it is not a text in UTF-8',
        'b.awsjob.json cannot be read: it is not a text in UTF-8',
        `c.awsjob.json:${missingName}`,
        `${summary(1, 1)} Not readable: 2.`,
      ]);
    });

    it('a file without read permission', async function () {
      if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
      spawnSync('chmod', ['0', folder.write('a.awsjob.json', good)]);
      const ended = await check();
      assert.equal(ended.code, 2);
      assert.match(ended.stdout, /^a\.awsjob\.json cannot be read: permission denied$/m);
    });

    it('a pipe, without waiting for its content', async function () {
      if (process.platform === 'win32' || spawnSync('mkfifo', [join(folder.path, 'a.awsjob.json')]).status !== 0)
        this.skip();
      const ended = await check('a.awsjob.json');
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, /a\.awsjob\.json is not a file/);
    });
  });

  describe('texts', () => {
    it('have positions as in editors: after a byte order mark, in UTF-16 units, with any line endings', async () => {
      const inRequest = '{ "😀": 1, "workflowName": "w" } }';
      folder.write(
        'a.awsjob.json',
        `\ufeff{ "x": 1, "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w" } }`,
      );
      folder.write('b.awsjob.json', `{ "action": "entityresolution:StartMatchingJob",\r"request":\r\n${inRequest}`);
      folder.write(
        'c.awsjob.json',
        '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "😀", "y": 1 } }',
      );
      const ended = await check();
      assert.deepEqual(
        lines(ended)
          .slice(0, -1)
          .map(line => line.split(' ')[0]),
        ['a.awsjob.json:1:3', 'b.awsjob.json:3:3', 'c.awsjob.json:1:79', 'c.awsjob.json:1:85'],
        ended.stdout,
      );
    });

    it('that contain NUL or exceed the size limit are problems like any other', async () => {
      folder.write('a.awsjob.json', '{\0}');
      folder.write('b.awsjob.json', `{ "x": "${'ä'.repeat(2_000_000)}" }`);
      const ended = await check();
      assert.equal(ended.code, 1);
      assert.match(ended.stdout, /^a\.awsjob\.json:1:2 error AJ004 .*\nb\.awsjob\.json:1:1 error AJ003 /);
    });

    it('from others cannot control the terminal or the build server', async function () {
      if (process.platform === 'win32') this.skip();
      folder.write(
        '::error ::x.awsjob.json',
        '{ "\\u001b[31mred\\u202e\\u2028\\u3164\\n::set-output name=a::b": 1, "##[add-mask]x ##vso[task.x]": 1, "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w" } }',
      );
      folder.write('\u001b]0;title\u0007\n.awsjob.json', bad);
      const ended = await check();
      assert.doesNotMatch(ended.stdout + ended.stderr, controls);
      assert.doesNotMatch(ended.stdout + ended.stderr, /^\s*::|##/m);
      assert.equal(lines(ended).length, 4);
      for (const format of ['json', 'sarif']) {
        const report = await check('--format', format);
        assert.doesNotMatch(report.stdout.replaceAll('\n', ''), controls);
        assert.doesNotMatch(report.stdout, /##/);
        // A program reads what is in the spec.
        assert.match(JSON.stringify(JSON.parse(report.stdout)), /##\[add-mask\]x ##vso/);
      }
      const unread = await check('--format', 'json', 'no\n::error ::such##[x]');
      assert.doesNotMatch(unread.stderr, /^\s*::|##/m);
    });
  });

  describe('the command line', () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /there is nothing to do/],
      [['begin'], /no command "begin"/],
      [['check', '--formt', 'json'], /Unknown option '--formt'/],
      [['check', '--format', 'xml'], /--format must be one of text, json, sarif, not "xml"/],
      [['check', '--severity', 'fatal'], /--severity must be one of/],
      [['check', '--region', 'us_east'], /--region must be/],
      [['check', '--region', 'us-east-1', '--account', '1'], /--account must be the 12 digits/],
      [['check', '--output', ''], /--output must name a file/],
      [['check', '--output'], /--output/],
      [['check', '--var', 'name'], /--var must be a name, = and a value/],
      [['check', '--var', '=x'], /--var must be/],
      [['check', '--vars', ''], /--vars must name a file/],
      [['check', '--vars', 'none.json'], /--vars: none\.json cannot be read/],
      [['check', '--help=no'], /--help/],
    ];
    for (const [args, message] of cases) {
      it(`is rejected with exit code 2 and usage: ${args.join(' ') || 'nothing'}`, async () => {
        const ended = await run(folder.path, args);
        assert.equal(ended.code, 2);
        assert.equal(ended.stdout, '');
        assert.match(ended.stderr.split('\n')[0] ?? '', message);
        assert.match(ended.stderr, /Usage: aws-job-specs check/);
      });
    }

    it('prints its help and version', async () => {
      const [help, short, version] = await Promise.all([
        run(folder.path, ['--help']),
        run(folder.path, ['check', '-h']),
        run(folder.path, ['--version']),
      ]);
      assert.match(help.stdout, /^Checks job specs[^]*--severity[^]*Exit code/);
      assert.equal(short.stdout, help.stdout);
      assert.equal(
        version.stdout.trim(),
        (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string })
          .version,
      );
      assert.deepEqual([help.code, short.code, version.code], [0, 0, 0]);
    });
  });

  describe('variables', () => {
    const text = JSON.stringify({
      action: 'entityresolution:StartMatchingJob',
      region: '${var:region}',
      account: '${env:CHECK_ACCOUNT}',
      request: { workflowName: '${input:Which?}' },
    });
    const codes = async (...args: string[]): Promise<string[]> => {
      const { stdout } = await run(folder.path, ['check', '--format', 'json', ...args], {
        env: { CHECK_ACCOUNT: '12' },
      });
      return (JSON.parse(stdout) as { files: { problems: { code: string }[] }[] }).files.flatMap(({ problems }) =>
        problems.map(({ code }) => code),
      );
    };
    beforeEach(() => {
      folder.write('a.awsjob.json', text);
      folder.write('dev.awsjobvars.json', '{ "region": "us-east-1a", // wrong\n}');
    });

    it('are unknown without a problem if nothing is given for them', async () => {
      assert.deepEqual(await codes(), []);
    });

    it('come from an overlay and the command line, which takes precedence', async () => {
      assert.deepEqual(await codes('--vars', 'dev.awsjobvars.json'), ['AJ060']);
      assert.deepEqual(await codes('--vars', 'dev.awsjobvars.json', '--var', 'region=us-east-1'), []);
      assert.deepEqual(await codes('--var', 'other=a=b'), ['AJ081']);
    });

    it('come from the environment only if allowed', async () => {
      assert.deepEqual(await codes('--env'), ['AJ014']);
    });

    it('never come from a secret in the environment, by its name or value, and no secret is shown', async () => {
      const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
      const names = ['AWS_SECRET_ACCESS_KEY', 'HARMLESS'];
      for (const name of names) folder.write(`${name}.awsjob.json`, text.replace('CHECK_ACCOUNT', name));
      for (const format of ['json', 'text', 'sarif']) {
        const { stdout, stderr, code } = await run(
          folder.path,
          ['check', '--format', format, '--env', ...names.map(name => `${name}.awsjob.json`)],
          { env: { AWS_SECRET_ACCESS_KEY: secret, HARMLESS: `--${secret}--` } },
        );
        assert.equal(code, 1);
        // Beside the catalogue of all codes, which SARIF has.
        const found = format === 'sarif' ? /"ruleId": ?"AJ083"/g : /AJ083/g;
        assert.equal(stdout.match(found)?.length, names.length, stdout);
        assert.ok(!`${stdout}${stderr}`.includes(secret), format);
      }
    });

    it('are not guessed if an overlay cannot be read', async () => {
      folder.write('bad.awsjobvars.json', '{');
      const ended = await check('--vars', 'bad.awsjobvars.json');
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, /^aws-job-specs: --vars: bad\.awsjobvars\.json cannot be read, line 1/);
    });
  });

  describe('the output', () => {
    it('can be a file, in a folder that is created for it; then only the summary is written to standard output', async () => {
      folder.write('a.awsjob.json', bad);
      const ended = await check('--output', 'out/new/report.txt');
      assert.deepEqual(ended, { code: 1, stdout: `${summary(1, 1)}\n`, stderr: '' });
      assert.equal(
        readFileSync(join(folder.path, 'out/new/report.txt'), 'utf8'),
        `a.awsjob.json:${missingName}\n${summary(1, 1)}\n`,
      );
    });

    it('makes the exit code 2 if it cannot be written', async () => {
      folder.write('a.awsjob.json', good);
      const ended = await check('--output', 'a.awsjob.json/x');
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, /^aws-job-specs: /);
    });

    it('has colours on a terminal, but not with NO_COLOR, in a pipe or in a file', async function () {
      if (spawnSync('script', ['--version']).status !== 0) this.skip();
      folder.write('a.awsjob.json', bad);
      const onTerminal = (env: Readonly<Record<string, string>>, more = ''): string =>
        spawnSync('script', ['-qec', `'${process.execPath}' '${mainFile}' check ${more}`, '/dev/null'], {
          cwd: folder.path,
          env: { ...process.env, ...env },
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        }).stdout;
      assert.ok(onTerminal({ NO_COLOR: '' }).includes(`${escape}[31merror${escape}[0m`));
      assert.ok(!onTerminal({ NO_COLOR: '1' }).includes(escape));
      onTerminal({ NO_COLOR: '' }, '--output out.txt');
      assert.ok(!`${readFileSync(join(folder.path, 'out.txt'), 'utf8')}${(await check()).stdout}`.includes(escape));
    });

    it('may be closed by its reader, without an exception', async () => {
      for (let index = 0; index < 300; index++)
        folder.write(`${index}.awsjob.json`, bad.replace('{}', `{ "${'x'.repeat(2_000)}": 1 }`));
      const child = spawn(process.execPath, [mainFile, 'check'], {
        cwd: folder.path,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.once('data', () => {
        child.stdout.destroy();
      });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        stderr += chunk;
      });
      await once(child, 'close');
      assert.equal(stderr, '');
    });
  });

  it('checks a thousand specs in the time of ten times a hundred', async () => {
    const timed = async (from: number, to: number): Promise<number> => {
      for (let index = from; index < to; index++)
        folder.write(`d${index % 20}/${index}.awsjob.json`, index % 2 === 0 ? good : bad);
      const began = performance.now();
      const ended = await check();
      const took = performance.now() - began;
      assert.equal(lines(ended).at(-1), summary(to, to / 2));
      return took;
    };
    const [few, many] = [await timed(0, 100), await timed(100, 1_000)];
    // Both include the startup time; the factor of two leaves room for other programs.
    assert.ok(many < 20 * few, `${Math.round(few)} ms, then ${Math.round(many)} ms`);
  });
});
