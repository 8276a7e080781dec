import { env } from 'vscode';
import type { CliShell } from '../domain/spec/awsCliCommand.ts';

/** The kind of shell that terminals open with, on the machine they open on, which need not be the one the window is on. */
export function terminalShell(): CliShell {
  return /(?:^|[\\/])(?:pwsh|powershell|cmd)(?:\.exe)?$/i.test(env.shell) ? 'powershell' : 'posix';
}
