import * as vscode from 'vscode';
import { type ExportFormat, exportText } from '../../domain/jobs/export.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { openText, say, withProgress } from '../actions.ts';
import { fileName } from '../words.ts';
import type { RunCommand } from './command.ts';

/** Writes the jobs that the view shows to a CSV or JSON file. */
export const run: RunCommand = async ({ ports }) => {
  const jobs: Iterable<Job> = ports.list.all();
  const day = new Date(ports.start.clock.now()).toISOString().slice(0, 10);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export History'), saveLabel: vscode.l10n.t('Export'), defaultUri: vscode.Uri.joinPath(folder, `jobs-${ports.store.account?.account ?? 'all'}-${day}.csv`),
    filters: { 'CSV': ['csv'], 'JSON': ['json'] },
  });
  if (uri === undefined) return;
  const format: ExportFormat = uri.path.endsWith('.json') ? 'json' : 'csv';
  const written = await withProgress(vscode.l10n.t('Exporting jobs…'), async signal => {
    const bytes = await encoded(exportText(jobs, format), signal);
    if (bytes === undefined) return false;
    await vscode.workspace.fs.writeFile(uri, bytes);
    return true;
  });
  ports.log.info(written ? 'history exported' : 'export called off');
  if (written) void say('info', vscode.l10n.t('The history was exported to {0}. It names buckets, roles and people: mind who gets it.', fileName(uri)), { title: vscode.l10n.t('Open File'), run: () => openText(uri) });
};

/** All pieces as UTF-8, with a turn of the event loop between them; undefined when it was called off. */
async function encoded(pieces: Iterable<string>, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (const piece of pieces) {
    parts.push(encoder.encode(piece));
    await new Promise(resolve => { setTimeout(resolve, 0); });
    if (signal.aborted) return undefined;
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) { bytes.set(part, at); at += part.length; }
  return bytes;
}
