import type { CheckContext } from '../domain/spec/checked.ts';
import type * as vscode from 'vscode';
import type { Ports } from './ports.ts';

/** Resolves with the context for checking a spec. `save`: save unsaved overlays first, as before a start. */
export async function checkContext(
  { connection, start: { clock }, variables }: Pick<Ports, 'connection' | 'start' | 'variables'>,
  spec: vscode.Uri,
  save = false,
): Promise<CheckContext> {
  const sources = await variables.sources(spec, save);
  if (connection.state.state !== 'connected') return { clock, variables: sources };
  const { services, simulated } = connection.state.connected;
  const known = {
    clock,
    variables: {
      ...sources,
      holdsSecret: (text: string) => sources.holdsSecret?.(text) === true || services.holdsCredential?.(text) === true,
    },
  };
  const { account, partition } = services.identity;
  // The sandbox accepts a role of any account, so that a spec for a real account can be tried there.
  return {
    ...known,
    connection: simulated
      ? { region: services.region, partition: 'aws' }
      : { region: services.region, account, partition },
  };
}
