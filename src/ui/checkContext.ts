import type { CheckContext } from '../domain/spec/checked.ts';
import type * as vscode from 'vscode';
import type { ChainFacts } from '../domain/spec/chain.ts';
import { defined } from '../domain/defined.ts';
import type { Ports } from './ports.ts';

/** Resolves with the context for checking a spec's text. `save`: save unsaved overlays first, as before a start. */
export async function checkContext(
  ports: Pick<Ports, 'connection' | 'specFiles' | 'start' | 'variables'>,
  spec: vscode.Uri,
  text: string,
  save = false,
): Promise<CheckContext> {
  const {
    connection,
    start: { clock },
    variables,
  } = ports;
  const sources = await variables.sources(spec, save);
  const known = { clock, ...defined({ chain: await chainFacts(ports, spec, text) }) };
  if (connection.state.state !== 'connected') return { ...known, variables: sources };
  const { services, simulated } = connection.state.connected;
  const { account, partition } = services.identity;
  return {
    ...known,
    variables: {
      ...sources,
      holdsSecret: (value: string) =>
        sources.holdsSecret?.(value) === true || services.holdsCredential?.(value) === true,
    },
    // The sandbox accepts a role of any account, so that a spec for a real account can be tried there.
    connection: simulated
      ? { region: services.region, partition: 'aws' }
      : { region: services.region, account, partition },
  };
}

/** What is known of the specs that a spec comes after. Most specs have none, and nothing is loaded for them. */
async function chainFacts(
  { specFiles }: Pick<Ports, 'specFiles'>,
  spec: vscode.Uri,
  text: string,
): Promise<ChainFacts | undefined> {
  if (!text.includes('"after"')) return undefined;
  const { followChain } = await import('../domain/spec/chain.ts');
  return await followChain(spec.path, text, async path => {
    try {
      return await specFiles.text(spec.with({ path }));
    } catch {
      return undefined;
    }
  });
}
