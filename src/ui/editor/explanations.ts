// The page for a problem's code: its section of docs/checks.md, which is part of the package, as a read-only document.
import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { explanationsOf } from '../../domain/spec/explanations.ts';
import { explanationScheme, extensionId } from '../../ids.ts';

/** Returns the URI of the page for a code. Because of package.json, the editor shows it in its Markdown preview. */
export function explanationUri(code: string): vscode.Uri {
  return vscode.Uri.from({ scheme: explanationScheme, path: `/${code}.md` });
}

/** Provides the pages about problem codes. */
export class Explanations implements vscode.TextDocumentContentProvider {
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const code = /\/([\w-]+)\.md$/.exec(uri.path)?.[1] ?? '';
    const extension = vscode.extensions.getExtension(extensionId);
    if (extension === undefined) return '';
    const page = new TextDecoder().decode(
      await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension.extensionUri, 'docs', 'checks.md')),
    );
    const found = explanationsOf(page).get(code);
    return found === undefined ? l10n.t('There is no check with this code.') : `# ${found.heading}\n\n${found.body}\n`;
  }
}
