import { defined } from '../../domain/defined.ts';
import { l10n } from '../l10n.ts';
import * as vscode from 'vscode';
import type { ConnectionChoice } from '../../domain/connection.ts';
import { showMessage } from '../window/messages.ts';
import type { Ports } from '../ports.ts';
import { connectActions } from '../connected.ts';
import { applyConnection } from '../applyConnection.ts';
import { refusalText } from '../words.ts';
import type { RunCommand } from './command.ts';
import { pick, pickOrType } from '../window/pick.ts';

/** Regions with at least one of the two services, as of 2026-11. Any other region can be typed. */
const suggestedRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-west-1',
  'eu-west-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'af-south-1',
  'us-gov-west-1',
];

export const run: RunCommand = async ({ ports }) => {
  const choice = await pickChoice(ports);
  if (choice === undefined) return;
  const forWorkspace =
    vscode.workspace.workspaceFolders === undefined || !vscode.workspace.isTrusted ? false : await pickScope();
  if (forWorkspace === undefined) return;
  const state = await applyConnection(ports, choice, forWorkspace);
  if (state?.state === 'connected') {
    const { account, arn } = state.connected.services.identity;
    void showMessage(
      'info',
      state.connected.simulated
        ? l10n.t('Connected to the local sandbox (simulated account {0}).', account)
        : l10n.t('Connected to account {0} as {1}.', account, arn),
    );
  } else if (state?.state === 'failed') {
    void showMessage(
      'error',
      l10n.t('Could not connect. {0}', refusalText(state.refusal, choice)),
      ...connectActions(state.refusal, ports.connection),
    );
  }
};

async function pickChoice(ports: Ports): Promise<ConnectionChoice | undefined> {
  const { listProfiles, settings } = ports;
  const now = settings.connection;
  const current = (is: boolean): string => (is ? ` ${l10n.t('(current)')}` : '');
  const profiles = listProfiles().then(found => [
    {
      icon: 'beaker',
      label: l10n.t('Local Sandbox'),
      description: l10n.t('Simulated; no account needed') + current(now?.sandbox === true),
      sandbox: true as const,
    },
    { label: l10n.t('AWS profiles'), kind: vscode.QuickPickItemKind.Separator },
    ...found.map(({ name, region, isUnreadable }) => ({
      icon: isUnreadable === true ? 'circle-slash' : 'account',
      label: name,
      description:
        isUnreadable === true
          ? l10n.t('The AWS SDK does not read this name')
          : (region ?? l10n.t('No region')) +
            current(now !== undefined && now.sandbox !== true && now.profile === name),
      profile: name,
      ...defined({ region, isUnreadable }),
    })),
    { label: l10n.t('Other'), kind: vscode.QuickPickItemKind.Separator },
    {
      icon: 'server-environment',
      label: l10n.t('Environment credentials'),
      description: l10n.t('Environment variables or the machine’s role'),
      environment: true as const,
    },
  ]);
  const picked = await pick(profiles, {
    title: l10n.t('Select Connection'),
    placeHolder: l10n.t('Select where jobs run'),
  });
  if (picked === undefined) return undefined;
  if ('sandbox' in picked) return { sandbox: true };
  const profile = 'profile' in picked ? picked.profile : undefined;
  if ('isUnreadable' in picked) {
    ports.log.warn('profile not readable');
    void showMessage(
      'warning',
      l10n.t(
        'The AWS SDK does not read the profile “{0}”. In the AWS config file, give it a name of letters, digits and . _ - @ + % : / only.',
        picked.profile,
      ),
    );
    return undefined;
  }
  const region = await pickRegion('region' in picked ? picked.region : undefined);
  return region === undefined ? undefined : { region, ...defined({ profile }) };
}

/** Lets the user pick a suggested region, the profile's first, or type one. */
function pickRegion(own: string | undefined): Promise<string | undefined> {
  const values = [
    ...(own === undefined ? [] : [{ label: own, value: own, description: l10n.t('From the profile') }]),
    ...suggestedRegions.filter(region => region !== own).map(region => ({ label: region, value: region })),
  ];
  return pickOrType(
    { values, typed: l10n.t('Other region') },
    { title: l10n.t('Select Connection'), placeHolder: l10n.t('Select or enter a region') },
  );
}

async function pickScope(): Promise<boolean | undefined> {
  const items = [
    { label: l10n.t('This workspace'), description: l10n.t('Workspace settings'), forWorkspace: true },
    { label: l10n.t('All workspaces'), description: l10n.t('User settings'), forWorkspace: false },
  ];
  return (
    await pick(items, {
      title: l10n.t('Select Connection'),
      placeHolder: l10n.t('Select where to use this connection'),
    })
  )?.forWorkspace;
}
