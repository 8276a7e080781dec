import * as vscode from 'vscode';
import { filesScheme } from '../../ids.ts';
import { Paths } from '../../domain/results/exports/paths.ts';
import { fileErrorText } from '../fileErrorText.ts';
import { fileAt } from '../files/uris.ts';
import { l10n } from '../l10n.ts';
import { askWhereToSave } from '../window/files.ts';
import { showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import { fileName } from '../words.ts';
import { writeFile } from '../writeFile.ts';
import type { RunCommand } from './command.ts';
import { activeUri } from './targets.ts';

/**
 * Saves a file of a job's folder elsewhere, byte by byte as it is in S3. The editor's own Save As offers only the
 * read-only folder that the file is in.
 */
export const run: RunCommand = async (context, target) => {
  const uri = target instanceof vscode.Uri ? target : activeUri();
  const at = uri?.scheme === filesScheme ? fileAt(uri) : undefined;
  if (uri === undefined || at === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.find(each => each.uri.scheme !== filesScheme)?.uri;
  const copy = await askWhereToSave({
    title: l10n.t('Save a Copy'),
    saveLabel: l10n.t('Save'),
    defaultUri: vscode.Uri.joinPath(folder ?? vscode.Uri.file('/'), new Paths('').of(at.key).at(-1) ?? ''),
  });
  if (copy === undefined) return;
  // Undefined if the user has cancelled.
  const outcome = await withProgress(l10n.t('Saving a copy…'), async signal => {
    let bytes: Uint8Array;
    try {
      // Not through the editor, whose errors name the file.
      bytes = await (await context.files()).provider.readFile(uri, signal);
    } catch (thrown) {
      if (signal.aborted) return undefined;
      if (!(thrown instanceof vscode.FileSystemError)) throw thrown;
      return { failure: thrown.code === 'FileNotFound' ? l10n.t('The file is no longer in S3.') : thrown.message };
    }
    if (signal.aborted) return undefined;
    const code = await writeFile(copy, bytes, context.ports);
    return code === undefined ? {} : { failure: fileErrorText(code) };
  });
  if (outcome === undefined) return;
  if (outcome.failure !== undefined) {
    void showMessage('error', outcome.failure);
    return;
  }
  void showMessage('info', l10n.t('Saved as {0}. It may contain protected health information.', fileName(copy)), {
    title: l10n.t('Open File'),
    // It may be anything, not only text.
    run: () => vscode.commands.executeCommand('vscode.open', copy),
  });
};
