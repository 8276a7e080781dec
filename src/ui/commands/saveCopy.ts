import * as vscode from 'vscode';
import { filesScheme } from '../../ids.ts';
import { Paths } from '../../domain/results/exports/paths.ts';
import { aborted } from '../../domain/pause.ts';
import { fileErrorText } from '../fileErrorText.ts';
import { fileAt } from '../files/uris.ts';
import { l10n } from '../l10n.ts';
import { openText } from '../openText.ts';
import { askWhereToSave } from '../window/files.ts';
import { showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { fileName } from '../words.ts';
import type { RunCommand } from './command.ts';

/**
 * Saves a file of a job's folder elsewhere, byte by byte as it is in S3. The editor's own Save As offers only the
 * read-only folder that the file is in.
 */
export const run: RunCommand = async (context, target) => {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  const at = uri?.scheme === filesScheme ? fileAt(uri) : undefined;
  if (uri === undefined || at === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.find(each => each.uri.scheme !== filesScheme)?.uri;
  const copy = await askWhereToSave({
    title: l10n.t('Save a Copy'),
    saveLabel: l10n.t('Save'),
    defaultUri: vscode.Uri.joinPath(folder ?? vscode.Uri.file('/'), new Paths('').of(at.key).at(-1) ?? ''),
  });
  if (copy === undefined) return;
  const failure = await withProgress(l10n.t('Saving a copy…'), async signal => {
    let bytes: Uint8Array | undefined;
    try {
      // Not through the editor, whose errors name the file.
      bytes = await Promise.race([(await context.files()).provider.readFile(uri), aborted(signal)]);
    } catch (thrown) {
      if (!(thrown instanceof vscode.FileSystemError)) throw thrown;
      return thrown.code === 'FileNotFound' ? l10n.t('The file is no longer in S3.') : thrown.message;
    }
    if (bytes === undefined) return undefined;
    try {
      await vscode.workspace.fs.writeFile(copy, bytes);
    } catch (thrown) {
      return fileErrorText(thrown instanceof vscode.FileSystemError ? thrown.code : 'Unknown');
    }
    return '';
  });
  if (failure === '')
    void showMessage('info', l10n.t('Saved as {0}. It may contain protected health information.', fileName(copy)), {
      title: l10n.t('Open File'),
      run: () => openText(copy),
    });
  else if (failure !== undefined) void showMessage('error', failure);
};
