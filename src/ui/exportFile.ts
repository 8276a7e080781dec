// Writes an export to a file that the user names.
import * as vscode from 'vscode';
import type { ExportFormat } from '../domain/tableExport.ts';
import { l10n } from './l10n.ts';
import { openText } from './openText.ts';
import { askWhereToSave } from './window/files.ts';
import { showMessage } from './window/messages.ts';
import { withProgress } from './window/progress.ts';

interface Export {
  readonly title: string;
  /** The suggested name, without its suffix. */
  readonly name: string;
  /** Shown while the file is written. */
  readonly progress: string;
  /** The text in pieces. */
  readonly text: (format: ExportFormat) => Iterable<string>;
  /** What is said when it is done. */
  readonly done: (file: vscode.Uri) => readonly string[];
}

/** Asks where to save an export as CSV or JSON, and writes it. Resolves with whether it was written; undefined if the user named no file. */
export async function exportFile({ title, name, progress, text, done }: Export): Promise<boolean | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const uri = await askWhereToSave({
    title,
    saveLabel: l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(folder, `${name}.csv`),
    filters: { CSV: ['csv'], JSON: ['json'] },
  });
  if (uri === undefined) return undefined;
  const format: ExportFormat = uri.path.endsWith('.json') ? 'json' : 'csv';
  const isWritten = await withProgress(progress, async signal => {
    const bytes = await encoded(text(format), signal);
    if (bytes === undefined) return false;
    await vscode.workspace.fs.writeFile(uri, bytes);
    return true;
  });
  if (isWritten)
    void showMessage('info', done(uri).join(' '), { title: l10n.t('Open File'), run: () => openText(uri) });
  return isWritten;
}

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
