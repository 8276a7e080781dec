// Shells as programs see them: the arguments of an `aws` that is called by a command line.
import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export const isOnPath = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).error === undefined;

/** An `aws` that only prints its arguments, each followed by NUL, with another NUL after each call. */
const tellingAws = "#!/bin/sh\n[ $# -eq 0 ] || printf '%s\\0' \"$@\"\nprintf '\\0'\n";

/**
 * Runs a script with a shell that takes the file as its last argument and finds this `aws` first on the PATH. Resolves
 * with the arguments of each call.
 */
export async function argumentsSeen(
  shell: readonly [string, ...string[]],
  script: string,
): Promise<readonly (readonly string[])[]> {
  const directory = await mkdtemp(join(tmpdir(), 'awscli-'));
  try {
    await writeFile(join(directory, 'aws'), tellingAws);
    await chmod(join(directory, 'aws'), 0o755);
    const [program, ...args] = shell;
    const file = join(directory, 'script.ps1'); // PowerShell requires this extension; other shells ignore it
    await writeFile(file, script);
    const child = spawn(program, [...args, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: `${directory}${delimiter}${process.env['PATH'] ?? ''}`, LC_ALL: 'C.UTF-8' },
    });
    let seen = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) seen += String(chunk);
    return seen
      .split('\0\0')
      .slice(0, -1)
      .map(call => call.split('\0'));
  } finally {
    await rm(directory, { recursive: true, maxRetries: 5 });
  }
}

/** The words of a command as PowerShell parses them: bare, or in single quotes of any form, doubled to escape them. */
export function powershellWords(line: string): string[] {
  const quote = "['\u2018-\u201b]";
  const [, command = ''] = /^& \{ \$PSNativeCommandArgumentPassing = 'Legacy'; (.*) \}$/s.exec(line) ?? [];
  const words: string[] = [];
  let rest = command;
  while (rest !== '') {
    const [whole, bare, quoted] =
      new RegExp(
        `^(?:([A-Za-z_.][\\w./-]*|--[a-z-]+)|${quote}((?:[^'\u2018-\u201b]|${quote}{2})*)${quote}(?!${quote}))(?: |$)`,
        's',
      ).exec(rest) ?? [];
    if (whole === undefined) throw new Error(`PowerShell would read something else from here on: ${rest}`);
    words.push(bare ?? quoted?.replaceAll(new RegExp(`(${quote})${quote}`, 'g'), '$1') ?? '');
    rest = rest.slice(whole.length);
  }
  return words;
}

/**
 * The command line that PowerShell builds from words in its Legacy mode, the only one before 7.3: a word that contains
 * unquoted blanks is quoted, everything else is unchanged. `minds`: whether it recognizes an escaped quote; Windows
 * PowerShell is said not to.
 */
export function legacyCommandLine(words: readonly string[], minds: boolean): string {
  return words
    .map(word => {
      let quotes = 0;
      let needsQuotes = false;
      Array.from(word).forEach((character, index, all) => {
        if (character === '"' && !(minds && all[index - 1] === '\\')) quotes += 1;
        else if (/\s/.test(character) && quotes % 2 === 0) needsQuotes = true;
      });
      return needsQuotes ? `"${word}"` : word;
    })
    .join(' ');
}

/** The arguments that a program gets from a Windows command line, by the rules of Microsoft's C runtime. */
export function windowsArguments(commandLine: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let index = 0; index < commandLine.length; index++) {
    const backslashes = /^\\*/.exec(commandLine.slice(index))?.[0].length ?? 0;
    index += backslashes;
    const character = commandLine[index];
    if (character === '"') {
      word = (word ?? '') + '\\'.repeat(Math.floor(backslashes / 2));
      if (backslashes % 2 === 1) word += '"';
      else quoted = !quoted;
      continue;
    }
    if (backslashes > 0) word = (word ?? '') + '\\'.repeat(backslashes);
    if (character === undefined) break;
    if (!quoted && (character === ' ' || character === '\t')) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  return word === undefined ? found : [...found, word];
}
