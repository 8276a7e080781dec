import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { showMessage } from '../window/messages.ts';
import type { RunCommand } from './command.ts';
import { pick } from '../window/pick.ts';

/** Lets the user pick one of the existing overlays by name, and saves it to the settings. */
export const run: RunCommand = async ({ ports: { settings, specFiles, variables } }) => {
  const active = vscode.window.activeTextEditor?.document.uri;
  const found = await variables.overlays(active !== undefined && specFiles.isSpec(active) ? active : undefined);
  const now = settings.overlay;
  const byName = new Map<string, string[]>();
  for (const { name, uri } of found)
    byName.set(name, [...(byName.get(name) ?? []), vscode.workspace.asRelativePath(uri)]);
  if (byName.size === 0 && now === '') {
    void showMessage(
      'info',
      l10n.t(
        'No variables overlays found. Create a file such as dev.awsjobvars.json next to the specs or in a parent folder.',
      ),
    );
    return;
  }
  const items = [
    ...[...byName].map(([name, files]) => ({
      name,
      label: name,
      detail: files.join(', '),
      ...(name === now ? { description: l10n.t('(current)') } : {}),
    })),
    ...(now === '' ? [] : [{ name: '', icon: 'close', label: l10n.t('None') }]),
  ];
  const picked = await pick(items, {
    title: l10n.t('Select Variables Overlay'),
    placeHolder: l10n.t('Select where ${var:…} gets its values'),
    matchOnDetail: true,
  });
  if (picked !== undefined) await settings.setOverlay(picked.name);
};
