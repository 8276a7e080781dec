import { env } from 'vscode';
import type { CliShell } from '../domain/spec/awsCliCommand.ts';

/**
 * Returns the kind of the default terminal shell, on the machine where terminals run, which may not be that of the
 * window.
 */
export function terminalShell(): CliShell {
  return /(?:^|[\\/])(?:pwsh|powershell|cmd)(?:\.exe)?$/i.test(env.shell) ? 'powershell' : 'posix';
}
