import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { type ExportFormat, exportText } from '../../domain/jobs/export.ts';
import { isEmpty } from '../../domain/jobs/query.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { openText } from '../openText.ts';
import { showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { filterWords } from '../tree/filterWords.ts';
import { fileName } from '../words.ts';
import type { RunCommand } from './command.ts';
import { askWhereToSave } from '../window/files.ts';
import { formatPlural } from '../formatPlural.ts';

/** Exports the jobs shown in the view to a CSV or JSON file. */
export const run: RunCommand = async ({ ports }) => {
  // Read what the view shows now, not what it shows once the file is named, because the suggested name contains the
  // account.
  const {
    list,
    connection: { state },
    discovery,
    start: { clock },
    store: { account },
  } = ports;
  const now = clock.now();
  const jobs: Iterable<Job> = list.all();
  const { total, query } = list;
  const isPart = state.state !== 'connected' || discovery.hasUnread(query, state.connected.services.region);
  const day = new Date(now).toISOString().slice(0, 10);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const uri = await askWhereToSave({
    title: l10n.t('Export History'),
    saveLabel: l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(folder, `jobs-${account?.account ?? 'all'}-${day}.csv`),
    filters: { CSV: ['csv'], JSON: ['json'] },
  });
  if (uri === undefined) return;
  const format: ExportFormat = uri.path.endsWith('.json') ? 'json' : 'csv';
  const written = await withProgress(l10n.t('Exporting jobs…'), async signal => {
    const bytes = await encoded(exportText(jobs, format, now), signal);
    if (bytes === undefined) return false;
    await vscode.workspace.fs.writeFile(uri, bytes);
    return true;
  });
  ports.log.info(written ? 'history exported' : 'export called off');
  const words = [
    formatPlural(
      l10n.t('{0, plural, one {Exported # job to {1}.} other {Exported # jobs to {1}.}}'),
      total,
      fileName(uri),
    ),
    ...(isEmpty(query.filter)
      ? []
      : [l10n.t('Only jobs that match the filter {0} are included.', filterWords(query.filter))]),
    ...(isPart ? [l10n.t('Jobs that are not loaded yet are not included.')] : []),
    l10n.t('It contains names of buckets, roles and people; share it with care.'),
  ];
  if (written) void showMessage('info', words.join(' '), { title: l10n.t('Open File'), run: () => openText(uri) });
};

/**
 * Encodes all pieces as UTF-8, yielding to the event loop between them. Resolves with undefined if the signal is
 * aborted.
 */
async function encoded(pieces: Iterable<string>, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (const piece of pieces) {
    parts.push(encoder.encode(piece));
    await new Promise(resolve => {
      setTimeout(resolve, 0);
    });
    if (signal.aborted) return undefined;
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
