// What the commands that start and watch jobs decide without asking anybody.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { URI } from 'vscode-uri';
import { UsageError } from '../../../src/cli/arguments.ts';
import { parseJobArguments } from '../../../src/cli/jobs/arguments.ts';
import { protectedConnections } from '../../../src/cli/jobs/editorSettings.ts';
import { Ended, exitCodes, worstOf } from '../../../src/cli/jobs/exitCodes.ts';
import { type Machine, historyPath } from '../../../src/cli/jobs/history.ts';
import { helpOf, jobCommands, optionsOf } from '../../../src/cli/jobs/options.ts';
import { refusalText } from '../../../src/cli/jobs/refusals.ts';
import { specUriOf } from '../../../src/cli/jobs/specUri.ts';
import { type Streams, Terminal } from '../../../src/cli/jobs/terminal.ts';
import { isProtected } from '../../../src/domain/protection.ts';
import { type Refusal, refusalKinds } from '../../../src/domain/refusal.ts';
import { Folder } from './support.ts';

const repositoryFile = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('the arguments of the commands that start and watch jobs', () => {
  it('have the defaults of the editor', () => {
    const { wait, checks, yes, intervalMs, timeoutMs, limit, jobSeconds } = parseJobArguments(['start', 'a']);
    assert.deepEqual(
      [wait, checks, yes, intervalMs, timeoutMs, limit, jobSeconds],
      [false, true, false, 15_000, Infinity, 50, 20],
    );
    assert.deepEqual(parseJobArguments(['list', '--kind', 'phidetection']).kinds, [
      'comprehendmedical:StartPHIDetectionJob',
    ]);
    assert.equal(parseJobArguments(['start', 'a', '--input', 'Is a=b?=c=d']).inputs.get('Is a'), 'b?=c=d');
  });

  for (const [why, ...argv] of [
    ['an option of another command', 'list', '--yes'],
    ['no spec', 'start'],
    ['no job', 'wait'],
    ['two jobs', 'show', 'a', 'b'],
    ['a job where there is none', 'list', 'a'],
    ['an account that is none', 'start', 'a', '--protected', 'all'],
    ['a region that is none', 'list', '--region', 'here'],
    ['a profile of the sandbox', 'list', '--sandbox', '--profile', 'p'],
    ['a time that is none', 'wait', 'a', '--timeout', '1e3'],
    ['a pace that is too fast', 'wait', 'a', '--interval', '0'],
    ['a kind that is none', 'list', '--kind', 'Entities'],
    ['an empty history', 'list', '--history', ''],
    ['a format that is none', 'list', '--format', 'sarif'],
    ['a value without a name', 'start', 'a', '--input', '=b'],
    ['an unknown option', 'start', 'a', '--force'],
  ] as const)
    it(`do not accept ${why}`, () => {
      assert.throws(() => parseJobArguments(argv), UsageError);
    });

  it('are in the help and on the page of their command', () => {
    for (const command of jobCommands) {
      const page = repositoryFile(`docs/command-line/${command}.md`);
      for (const [name] of optionsOf(command)) {
        assert.match(helpOf(command), new RegExp(`^ {2}--${name} `, 'm'));
        assert.ok(page.includes(`\`--${name}`), `--${name} on the page of ${command}`);
      }
    }
  });

  it('end with the exit code that matters most', () => {
    assert.equal(worstOf([]), exitCodes.done);
    assert.equal(
      worstOf([exitCodes.done, exitCodes.jobFailed, exitCodes.unclear, exitCodes.refused]),
      exitCodes.unclear,
    );
    assert.equal(worstOf([exitCodes.unfinished, exitCodes.jobFailed]), exitCodes.jobFailed);
  });

  it('have words for every refusal, which quote the service only where that is asked for', () => {
    for (const kind of refusalKinds) {
      const refusal = { kind, name: 'SomeException', message: 's3://bucket/of-a-patient', nothingHappened: true };
      const text = refusalText(refusal, false);
      assert.notEqual(text, '');
      // The messages of these are our own: a name, an account or a region.
      if (kind !== 'wrongAccount' && kind !== 'wrongPartition') assert.doesNotMatch(text, /of-a-patient/, kind);
    }
    const process: Refusal = {
      kind: 'credentials',
      name: 'CredentialsProviderError',
      message: 'token=secret',
      nothingHappened: true,
      origin: { from: 'process', profile: 'p' },
    };
    assert.doesNotMatch(refusalText(process, false), /secret/);
    assert.match(refusalText(process, true), /The process says: .*token=secret/);
  });

  it('quote nobody if what is printed goes to a file', () => {
    const stream = (isTTY: boolean): PassThrough & { isTTY: boolean } => Object.assign(new PassThrough(), { isTTY });
    const isWatched = (stdout: boolean): boolean =>
      new Terminal({ stdin: stream(true), stdout: stream(stdout), stderr: stream(true) } as unknown as Streams, {})
        .isWatched;
    assert.deepEqual([isWatched(true), isWatched(false)], [true, false]);
  });
});

describe('the job history of the command line', () => {
  let folder: Folder;
  let machine: Machine;
  beforeEach(() => {
    folder = new Folder();
    machine = { platform: 'linux', home: folder.path, env: {} };
  });
  afterEach(() => {
    folder.remove();
  });
  const stored = (user: string): string => join(user, 'globalStorage', 'aws-job-specs.aws-job-specs', 'jobs.sqlite');

  it('is the one of the editor', () => {
    const { publisher, name } = JSON.parse(repositoryFile('package.json')) as Readonly<Record<string, string>>;
    assert.equal(`${publisher ?? ''}.${name ?? ''}`, 'aws-job-specs.aws-job-specs');
    assert.ok(repositoryFile('src/extension.ts').includes("'jobs.sqlite'"));
    const code = folder.write(stored('.config/Code/User'), 'x');
    assert.equal(historyPath(undefined, machine), code);
  });

  it('is our own without an editor, and where an editor will look for it beside one', () => {
    assert.equal(historyPath(undefined, machine), join(folder.path, '.local/state/aws-job-specs/jobs.sqlite'));
    folder.write('.vscode-server/data/User/x', '');
    assert.equal(historyPath(undefined, machine), join(folder.path, stored('.vscode-server/data/User')));
    assert.equal(
      historyPath(undefined, { ...machine, env: { XDG_CONFIG_HOME: join(folder.path, 'none') } }),
      join(folder.path, stored('.vscode-server/data/User')),
    );
  });

  it('must be named if there are several, and is what is named', () => {
    folder.write(stored('.config/Code/User'), 'x');
    folder.write(stored('.config/VSCodium/User'), 'x');
    assert.throws(
      () => historyPath(undefined, machine),
      (fault: unknown) => fault instanceof Ended && fault.message.includes('VSCodium'),
    );
    assert.equal(historyPath(undefined, { ...machine, env: { AWS_JOB_SPECS_HISTORY: '/a' } }), '/a');
    assert.equal(historyPath('/b', { ...machine, env: { AWS_JOB_SPECS_HISTORY: '/a' } }), '/b');
  });

  it('is where the editors of macOS and Windows have it', () => {
    const mac = folder.write(stored('Library/Application Support/Code/User'), 'x');
    assert.equal(historyPath(undefined, { ...machine, platform: 'darwin' }), mac);
    const windows = folder.write(stored('roaming/Code/User'), 'x');
    assert.equal(
      historyPath(undefined, { ...machine, platform: 'win32', env: { APPDATA: join(folder.path, 'roaming') } }),
      windows,
    );
  });

  describe('and the protected connections', () => {
    const protects = (account: string, env = {}): boolean =>
      isProtected(
        protectedConnections({ ...machine, env }),
        { choice: { region: '' }, profile: 'prod-1' },
        { account },
      );

    it('are those of the editors, as they are written, and of the environment', () => {
      assert.equal(protects('111122223333'), false);
      folder.write('.config/Code/User/settings.json', '{ "awsJobs.protectedConnections": ["111122223333"], /* a */ }');
      assert.equal(protects('111122223333'), true);
      assert.equal(protects('000000000001'), false);
      assert.equal(protects('000000000001', { AWS_JOB_SPECS_PROTECTED: ' 2, 000000000001' }), true);
      assert.equal(protects('000000000001', { AWS_JOB_SPECS_PROTECTED: 'prod-*' }), true);
      folder.write('.config/Cursor/User/settings.json', '{ "awsJobs.protectedConnections": { "all": true } }');
      assert.equal(protects('000000000001'), true, 'what cannot be read protects all');
    });

    it('are all if the settings cannot be read', () => {
      folder.write('.config/Code/User/settings.json/x', 'a folder');
      assert.equal(protects('000000000001'), true);
    });

    it('have the name of the setting', () => {
      assert.ok(repositoryFile('package.json').includes('"awsJobs.protectedConnections"'));
    });
  });
});

describe('the URI of a spec', () => {
  it('is as the editor writes it', () => {
    for (const path of ['/a/b.awsjob.json', "/a b/ä+&=,;@!$'()*[]#?%:.~_-/c", '/日本/😀.json', '/%41/x'])
      assert.equal(specUriOf(path, 'linux'), URI.file(path).toString());
    // On this system, the library takes a backslash for a character of a name.
    const windows = URI.from({ scheme: 'file', path: '/C:/Users/a b/x.awsjob.json' }).toString();
    assert.equal(specUriOf('C:\\Users\\a b\\x.awsjob.json', 'win32'), windows);
    const share = URI.from({ scheme: 'file', authority: 'Server', path: '/share/x.awsjob.json' }).toString();
    assert.equal(specUriOf('\\\\Server\\share\\x.awsjob.json', 'win32'), share);
  });
});
