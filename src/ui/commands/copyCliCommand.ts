import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { type CliShell, cliCommand } from '../../domain/spec/awsCliCommand.ts';
import { showMessage, showStatusMessage } from '../window/messages.ts';
import { cliOptions, cliRemarks } from '../cliOptions.ts';
import { terminalShell } from '../terminalShell.ts';
import type { RunCommand } from './command.ts';
import { validSpecTarget } from './validSpec.ts';
import { type Choice, pick } from '../window/pick.ts';

export const run: RunCommand = async ({ ports, ...context }, target) => {
  const spec = await validSpecTarget({ ports, ...context }, target);
  const shell = spec && (await pickShell());
  if (spec === undefined || shell === undefined) return;
  await vscode.env.clipboard.writeText(cliCommand(spec, shell, cliOptions(spec, ports)));
  const remarks = cliRemarks(spec, ports);
  if (remarks.length === 0) showStatusMessage(l10n.t('Copied the command for {0}', spec.kind.title));
  else void showMessage('info', [l10n.t('Copied the command.'), ...remarks].join(' '));
};

async function pickShell(): Promise<CliShell | undefined> {
  const items: (Choice & { shell: CliShell })[] = [
    { shell: 'posix', label: l10n.t('POSIX shell'), description: 'bash, zsh, sh' },
    { shell: 'powershell', label: 'PowerShell', description: l10n.t('5.1 and later') },
  ];
  if (terminalShell() === 'powershell') items.reverse();
  return (
    await pick(items, {
      title: l10n.t('Copy as AWS CLI Command'),
      placeHolder: l10n.t('Select the shell'),
    })
  )?.shell;
}
