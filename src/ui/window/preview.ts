import * as vscode from 'vscode';

/** The built-in Markdown preview, which is themed, searchable and accessible, and updates with the document. */
const markdownPreview = 'vscode.markdown.preview.editor';

/** Shows a Markdown document as its preview, or as text if the built-in extension for it is turned off. */
export async function openPreview(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand(
    'vscode.openWith',
    uri,
    vscode.extensions.getExtension('vscode.markdown-language-features') === undefined ? 'default' : markdownPreview,
  );
}
