import * as vscode from 'vscode';
import { documentUri } from '../details/uris.ts';
import type { RunCommand } from './command.ts';
import { jobTargets } from './targets.ts';

/** The built-in Markdown preview, which is themed, searchable and accessible, and updates with the document. */
const markdownPreview = 'vscode.markdown.preview.editor';

export const run: RunCommand = async (context, target, targets) => {
  for (const job of await jobTargets(context, target, targets)) {
    const uri = documentUri('details', job);
    await vscode.commands.executeCommand(
      'vscode.openWith',
      uri,
      vscode.extensions.getExtension('vscode.markdown-language-features') === undefined ? 'default' : markdownPreview,
    );
  }
};
