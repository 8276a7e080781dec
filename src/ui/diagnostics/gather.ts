import { endpointsIn } from '../../domain/endpoints.ts';
import { defined } from '../../domain/defined.ts';
import * as vscode from 'vscode';
import type { ConnectionChoice } from '../../domain/connection.ts';
import type { Service } from '../../domain/jobs/services.ts';
import { extensionId, settingIds, settingsSection } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import type { ConnectionFacts, DiagnosticFacts, SettingFacts } from './facts.ts';

/** Collects the current facts for a report. Does not connect or call a service. */
export async function gather(ports: Ports): Promise<DiagnosticFacts> {
  const {
    watcher,
    start: { clock },
    calls,
  } = ports;
  const { refreshing, freshAt, nextAt, failure, unlisted, following } = watcher.state;
  return {
    at: clock.now(),
    extensionVersion: versionOf(vscode.extensions.getExtension(extensionId)),
    editor: `${vscode.env.appName} ${vscode.version} (${vscode.env.appHost}${vscode.env.remoteName === undefined ? '' : ' remote'})`,
    isTrusted: vscode.workspace.isTrusted,
    machine: await ports.machine(),
    connection: await connectionFacts(ports),
    watch: {
      refreshing,
      following: following === true,
      ...(unlisted === undefined ? {} : { unlisted: unlisted.name }),
      ...defined({ freshAt, nextAt }),
      ...(failure === undefined ? {} : { failure: failure.refusal.name }),
    },
    calls: calls.hours,
    refusals: calls.refusals,
    settings: changedSettings(),
  };
}

async function connectionFacts({ connection: { state }, settings }: Ports): Promise<ConnectionFacts> {
  if (state.state === 'none') return { state: settings.connectionIsUnreadable ? 'unreadable' : 'none', endpoints: [] };
  const kind = kindOf(state.choice);
  const region = state.choice.sandbox === true || state.choice.region === '' ? {} : { region: state.choice.region };
  const configured = Object.entries(endpointsIn(settings.endpoints)).map(([service, url]) => ({
    service: `${service}.configured`,
    url,
  }));
  if (state.state !== 'connected')
    return {
      state: state.state,
      kind,
      ...region,
      endpoints: configured,
      ...(state.state === 'failed' ? { failure: state.refusal.name } : {}),
    };
  const { services } = state.connected;
  const endpoints = await Promise.all(
    (['comprehendmedical', 'entityresolution'] satisfies Service[]).map(async service => ({
      service,
      url: await services.endpoint(service, services.region),
    })),
  );
  return {
    state: state.state,
    kind,
    account: services.identity.account,
    region: services.region,
    endpoints: [...endpoints, ...configured],
  };
}

function kindOf(choice: ConnectionChoice): NonNullable<ConnectionFacts['kind']> {
  return choice.sandbox === true ? 'sandbox' : choice.profile === undefined ? 'environment' : 'profile';
}

/** Returns the settings whose effective value is not the default. */
function changedSettings(): readonly SettingFacts[] {
  const section = vscode.workspace.getConfiguration(settingsSection);
  return Object.values(settingIds).flatMap(id => {
    const value = section.get<unknown>(id);
    return JSON.stringify(value) === JSON.stringify(section.inspect(id)?.defaultValue) ? [] : [{ id, value }];
  });
}

function versionOf(extension: vscode.Extension<unknown> | undefined): string {
  const { version } = (extension?.packageJSON ?? {}) as { version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}
