import type { SpecPlace } from '../../domain/spec/awsCli.ts';
import type { Ports } from '../ports.ts';

/** Returns the connection's region and account, to which an imported spec is bound like any new spec. */
export function placeOf({ connection: { state } }: Pick<Ports, 'connection'>): SpecPlace {
  if (state.state !== 'connected' || state.connected.simulated) return {};
  const { region, identity } = state.connected.services;
  return { region, account: identity.account };
}
