import type { CheckContext } from '../domain/spec/check.ts';
import type { Ports } from './ports.ts';

/** What is known beside the text of a spec. */
export function checkContext({ connection }: Pick<Ports, 'connection'>): CheckContext {
  if (connection.state.state !== 'connected') return {};
  const { services, simulated } = connection.state.connected;
  const { account, partition } = services.identity;
  return { connection: { region: services.region, account, partition: simulated ? 'aws' : partition } };
}
