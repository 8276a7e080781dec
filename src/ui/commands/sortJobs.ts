import * as vscode from 'vscode';
import { type Sorting, sortings } from '../../domain/jobs/query.ts';
import type { RunCommand } from './command.ts';
import { pick } from '../window/pick.ts';

export const run: RunCommand = async ({ ports: { list }, view }) => {
  const labels: Readonly<Record<Sorting, string>> = {
    newest: vscode.l10n.t('Newest First'),
    longest: vscode.l10n.t('Longest Running First'),
    name: vscode.l10n.t('Name'),
  };
  const items = sortings.map(sorting => ({
    sorting,
    label: labels[sorting],
    ...(sorting === list.query.sorting ? { description: vscode.l10n.t('current') } : {}),
  }));
  const picked = await pick(items, { title: vscode.l10n.t('Sort Jobs By') });
  if (picked !== undefined) view.ask({ ...list.query, sorting: picked.sorting });
};
