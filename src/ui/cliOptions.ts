import { l10n } from 'vscode';
import type { CliOptions } from '../domain/spec/awsCliCommand.ts';
import type { ValidSpec } from '../domain/spec/spec.ts';
import type { Ports } from './ports.ts';

/** The connection's own way to the service. The sandbox has none for the CLI: it lets in only the key this window made for it. */
export function cliOptions({ kind }: ValidSpec, { settings: { connection, endpoints }, connection: { state } }: Pick<Ports, 'settings' | 'connection'>): CliOptions {
  if (connection === undefined || connection.sandbox === true) return {};
  const region = state.state === 'connected' ? state.connected.services.region : connection.region;
  const endpointUrl = endpoints[kind.service];
  return { region, ...(connection.profile === undefined ? {} : { profile: connection.profile }), ...(endpointUrl === undefined ? {} : { endpointUrl }) };
}

/** What the command does otherwise than a start from here. */
export function cliRemarks({ account }: ValidSpec, { settings: { connection } }: Pick<Ports, 'settings'>): string[] {
  return [
    ...(connection?.sandbox === true ? [l10n.t('The command runs at AWS with the CLI’s own profile, not in the local sandbox.')] : []),
    ...(account === undefined ? [] : [l10n.t('The AWS CLI does not check the account. Make sure its profile uses {0}.', account)]),
  ];
}
