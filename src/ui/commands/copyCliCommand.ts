import * as vscode from 'vscode';
import { type CliOptions, type CliShell, cliCommand } from '../../domain/spec/awsCliCommand.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { say } from '../actions.ts';
import type { Ports } from '../ports.ts';
import type { RunCommand } from './command.ts';
import { validSpecTarget } from './validSpec.ts';

export const run: RunCommand = async ({ ports, ...room }, target) => {
  const spec = await validSpecTarget({ ports, ...room }, target);
  const shell = spec && await pickShell();
  if (spec === undefined || shell === undefined) return;
  await vscode.env.clipboard.writeText(cliCommand(spec, shell, optionsOf(spec, ports)));
  const remarks = remarksOn(spec, ports);
  if (remarks.length === 0) vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the command for {0}', spec.kind.title), 3_000);
  else void say('info', [vscode.l10n.t('The command is copied.'), ...remarks].join(' '));
};

async function pickShell(): Promise<CliShell | undefined> {
  const items: (vscode.QuickPickItem & { shell: CliShell })[] = [
    { shell: 'posix', label: vscode.l10n.t('POSIX shell'), description: 'bash, zsh, sh' },
    { shell: 'powershell', label: 'PowerShell', description: vscode.l10n.t('5.1 and later') },
  ];
  // The shell of the machine that terminals open on, which need not be the one the window stands on.
  if (/(?:^|[\\/])(?:pwsh|powershell|cmd)(?:\.exe)?$/i.test(vscode.env.shell)) items.reverse();
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Copy as AWS CLI Command'), placeHolder: vscode.l10n.t('For which shell?') }))?.shell;
}

/** The connection's own way to the service. The sandbox has none for the CLI: it lets in only the key this window made for it. */
function optionsOf({ kind }: ValidSpec, { settings: { connection, endpoints }, connection: { state } }: Ports): CliOptions {
  if (connection === undefined || connection.sandbox === true) return {};
  const region = state.state === 'connected' ? state.connected.services.region : connection.region;
  const endpointUrl = endpoints[kind.service];
  return { region, ...(connection.profile === undefined ? {} : { profile: connection.profile }), ...(endpointUrl === undefined ? {} : { endpointUrl }) };
}

/** What the command does otherwise than a start from here. */
function remarksOn({ account }: ValidSpec, { settings: { connection } }: Ports): string[] {
  return [
    ...(connection?.sandbox === true ? [vscode.l10n.t('It goes to AWS with the CLI’s own profile, not to the local sandbox.')] : []),
    ...(account === undefined ? [] : [vscode.l10n.t('The AWS CLI does not check the account: make sure that its profile leads to {0}.', account)]),
  ];
}
