// What a form shows besides its fields: where the job would be started, whether it can be, and what would be sent.
import { defined } from '../../domain/defined.ts';
import { l10n } from '../l10n.ts';
import type { CheckedSpec } from '../../domain/spec/checked.ts';
import * as vscode from 'vscode';
import type { FormView } from '../../domain/form/view.ts';
import { kindOf } from '../../domain/jobs/kinds.ts';
import { type JsonValue, at, isJsonObject, stringAt } from '../../domain/json.ts';
import { cliCommand, requestJson } from '../../domain/spec/awsCliCommand.ts';
import { regionPattern } from '../../domain/spec/regions.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { cliOptions, cliRemarks } from '../cliOptions.ts';
import type { Ports } from '../ports.ts';
import { connectionText, refusalText } from '../words.ts';
import type { Copyable, Header, Preview } from './protocol.ts';

function connectionWords({ connection: { state } }: Pick<Ports, 'connection'>): string {
  switch (state.state) {
    case 'none':
      return l10n.t('No connection is selected.');
    case 'idle':
      return l10n.t('{0}: not connected', connectionText(state.choice));
    case 'connecting':
      return l10n.t('Connecting to {0}…', connectionText(state.choice));
    case 'failed':
      return l10n.t('{0}: not connected. {1}', connectionText(state.choice), refusalText(state.refusal, state.choice));
    case 'connected':
      return l10n.t('{0} · account {1}', connectionText(state.choice), state.connected.services.identity.account);
  }
}

/** Returns where the job would be started, and whether it can be. */
export function headerOf(
  view: FormView,
  { value }: { readonly value?: JsonValue },
  ports: Pick<Ports, 'connection'>,
): Header {
  const kind = kindOf(stringAt(value, 'action') ?? '');
  const hasError = view.state !== 'form' || view.problems.some(({ severity }) => severity === 'error');
  const whyNot = vscode.workspace.isTrusted ? undefined : l10n.t('Jobs cannot be started in Restricted Mode.');
  return {
    ...(kind === undefined ? {} : { kind: kind.title }),
    connection: { state: ports.connection.state.state, words: connectionWords(ports) },
    canStart: whyNot === undefined && !hasError,
    ...defined({ whyNot }),
  };
}

/**
 * Returns the region the job would run in: the spec's, else the connection's, or an empty string if neither is known.
 */
export function regionFor(value: JsonValue, { connection: { state } }: Pick<Ports, 'connection'>): string {
  const own = stringAt(value, 'region');
  if (own !== undefined && regionPattern.test(own)) return own;
  return state.state === 'connected' ? state.connected.services.region : '';
}

async function targetOf(value: JsonValue, ports: Pick<Ports, 'connection'>): Promise<Preview['target']> {
  const kind = kindOf(stringAt(value, 'action') ?? '');
  const { state } = ports.connection;
  if (state.state !== 'connected' || kind === undefined) return [];
  const { services, simulated } = state.connected;
  const region = regionFor(value, ports);
  return [
    [l10n.t('Account'), simulated ? l10n.t('{0} (simulated)', services.identity.account) : services.identity.account],
    [l10n.t('Region'), region],
    [l10n.t('Endpoint'), await services.endpoint(kind.service, region)],
  ];
}

/** Resolves with what would be sent, and where. `resolved`: the spec's value with all known variables resolved. */
export async function previewOf(
  { spec, variables }: CheckedSpec,
  resolved: JsonValue,
  ports: Pick<Ports, 'connection' | 'settings'>,
): Promise<Preview> {
  const request = at(resolved, 'request');
  const asked = variables.some(({ kind, value }) => kind === 'input' && value === undefined);
  const note =
    spec !== undefined
      ? undefined
      : asked
        ? l10n.t('Variables you are asked for at start are shown by name.')
        : l10n.t('The request is incomplete.');
  const target = await targetOf(resolved, ports);
  if (spec === undefined)
    return {
      request: isJsonObject(request) ? JSON.stringify(request, null, 2) : '',
      remarks: [],
      target,
      ...defined({ note }),
    };
  return {
    request: requestJson(spec).trimEnd(),
    commands: { posix: copyOf('posix', spec, ports), powershell: copyOf('powershell', spec, ports) },
    remarks: cliRemarks(spec, ports),
    target,
  };
}

/** Returns a valid spec's request as JSON, or as an AWS CLI command for a shell. */
export function copyOf(what: Copyable, spec: ValidSpec, ports: Pick<Ports, 'connection' | 'settings'>): string {
  return what === 'request' ? requestJson(spec) : cliCommand(spec, what, cliOptions(spec, ports));
}
