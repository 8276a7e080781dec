import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { type CommandWords, commandWords } from '../../../src/cli/commandWords.ts';
import { UsageError, help, parseArguments } from '../../../src/cli/arguments.ts';
import { completionScript } from '../../../src/cli/completion.ts';
import { until } from '../../pace.ts';
import { Folder, run } from './support.ts';

const isInstalled = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

describe('completion of the command line', () => {
  const folder = new Folder();
  before(() => {
    folder.write('notes one.awsjob.json', '{}');
    for (const shell of ['bash', 'zsh', 'fish'] as const) folder.write(`completion.${shell}`, completionScript(shell));
  });
  after(() => {
    folder.remove();
  });

  it('knows every command and option of the help', () => {
    const commands = new Set([...help.matchAll(/aws-job-specs ([a-z]+)/g)].map(([, name = '']) => name));
    assert.deepEqual(
      [...commands].filter(name => !commandWords.some(each => each.name === name)),
      [],
    );
    const known = new Set(commandWords.flatMap(({ options }) => options.map(({ name }) => name)));
    const options = [...help.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name = '']) => name);
    assert.deepEqual(
      options.filter(name => !known.has(name)),
      [],
    );
  });

  it('offers no option that a command does not take', () => {
    const takes = (command: CommandWords, name: string, value?: string): boolean => {
      try {
        parseArguments([
          command.name,
          ...(command.takes === 'files' ? ['a'] : []),
          `--${name}`,
          ...(value === undefined ? [] : [value]),
        ]);
        return true;
      } catch (error) {
        assert.ok(error instanceof UsageError);
        return false;
      }
    };
    const values: Readonly<Record<string, string>> = { N: '111122223333', R: 'us-east-1', 'NAME=VALUE': 'a=b' };
    for (const command of commandWords.filter(({ name }) => ['check', 'preflight', 'import'].includes(name)))
      for (const { name, value, choices } of command.options)
        assert.ok(
          takes(
            command,
            name,
            name === 'request' ? '1' : (choices?.[0] ?? (value === undefined ? undefined : (values[value] ?? value))),
          ),
          `${command.name} --${name}`,
        );
  });

  it('is printed for each shell, and for no other', async () => {
    for (const shell of ['bash', 'zsh', 'fish'] as const) {
      const { code, stdout } = await run(folder.path, ['completion', shell]);
      assert.deepEqual([code, stdout], [0, completionScript(shell)]);
    }
    assert.equal((await run(folder.path, ['completion', 'cmd'])).code, 2);
  });

  /** Types lines into an interactive shell on a terminal, where the command prints what it is called with. */
  const typed = async (shell: string, prepare: string, lines: readonly string[]): Promise<readonly string[]> => {
    const child = spawn('script', ['-qec', shell, '/dev/null'], {
      cwd: folder.path,
      env: { ...process.env, TERM: 'xterm', PS1: '' },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const ran = (): readonly string[] => [...output.matchAll(/^RAN:(.*):\r?$/gm)].map(([, words = '']) => words);
    const ended = new Promise(resolve => child.once('close', resolve));
    child.stdin.write(`${prepare}\naws-job-specs ready\n`);
    await until('the shell is ready', () => ran().length === 1);
    for (const [index, line] of lines.entries()) {
      child.stdin.write(`${line}\n`);
      await until(`the shell has run ${line}`, () => ran().length === index + 2);
    }
    child.stdin.write('exit\n');
    await ended;
    return ran().slice(1);
  };
  const lines = [
    'aws-job-specs comp\tz\t',
    'aws-job-specs list --recor\t--state succ\t',
    'aws-job-specs start --vars notes\t --desp\t',
  ];
  const completed = [
    'completion zsh',
    'list --recorded --state succeeded',
    'start --vars notes one.awsjob.json --despite-checks',
  ];

  it('completes in bash', async function () {
    if (!isInstalled('script') || !isInstalled('bash')) this.skip();
    assert.deepEqual(
      await typed(
        'bash --norc --noprofile -i',
        'source completion.bash; aws-job-specs() { printf "RAN:%s:\\n" "$*"; }',
        lines,
      ),
      completed,
    );
  });

  it('completes in zsh', async function () {
    if (!isInstalled('script') || !isInstalled('zsh')) this.skip();
    const prepare =
      'autoload -Uz compinit; compinit -u -D; source ./completion.zsh; aws-job-specs() { print "RAN:$*:" }';
    assert.deepEqual(await typed('zsh -if', prepare, lines), completed);
  });

  it('completes in fish', function () {
    if (!isInstalled('fish')) this.skip();
    const answers = (line: string): readonly string[] =>
      spawnSync('fish', ['-N', '-c', `source completion.fish; complete -C '${line}'`], {
        cwd: folder.path,
        encoding: 'utf8',
      })
        .stdout.split('\n')
        .flatMap(each => (each === '' ? [] : [each.replace(/\t.*/, '')]));
    assert.deepEqual(answers('aws-job-specs comp'), ['completion']);
    assert.deepEqual(answers('aws-job-specs list --state succ'), ['succeeded']);
    assert.deepEqual(answers('aws-job-specs start --desp'), ['--despite-checks']);
    assert.deepEqual(answers('aws-job-specs check --vars notes'), ['notes one.awsjob.json']);
  });
});
