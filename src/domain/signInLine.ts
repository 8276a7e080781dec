import type { SignIn } from './signIn.ts';
import { type CliShell, posixWord, powershellWord } from './spec/awsCliCommand.ts';

/** Returns the command as a shell command line. */
export function signInLine({ argv }: SignIn, shell: CliShell): string {
  const word = shell === 'posix' ? posixWord : powershellWord;
  return argv.map(each => (each.startsWith('--') && !each.includes('=') ? each : word(each))).join(' ');
}
