import { endpointsIn } from '../domain/endpoints.ts';
import { defined } from '../domain/defined.ts';
import { l10n } from './l10n.ts';
import type { CliOptions } from '../domain/spec/awsCliCommand.ts';
import type { ValidSpec } from '../domain/spec/spec.ts';
import type { Ports } from './ports.ts';

/**
 * Returns the AWS CLI options for the connection. There are none for the sandbox, which accepts only the key that this
 * window created for it.
 */
export function cliOptions(
  { kind }: ValidSpec,
  { settings: { connection, endpoints }, connection: { state } }: Pick<Ports, 'settings' | 'connection'>,
): CliOptions {
  if (connection === undefined || connection.sandbox === true) return {};
  const region = state.state === 'connected' ? state.connected.services.region : connection.region;
  const endpointUrl = endpointsIn(endpoints)[kind.service];
  return { region, ...defined({ profile: connection.profile, endpointUrl }) };
}

/** Returns how running the command differs from starting the job here. */
export function cliRemarks({ account }: ValidSpec, { settings: { connection } }: Pick<Ports, 'settings'>): string[] {
  return [
    ...(connection?.sandbox === true
      ? [l10n.t('The command runs at AWS with the CLI’s own profile, not in the local sandbox.')]
      : []),
    ...(account === undefined
      ? []
      : [l10n.t('The AWS CLI does not check the account. Make sure its profile uses {0}.', account)]),
  ];
}
