import * as vscode from 'vscode';
import { safeTexts } from './text.ts';

type Texts = 'title' | 'saveLabel' | 'openLabel';

/** Asks where to save a file. Resolves with undefined if the user cancels. */
export async function askWhereToSave(options: vscode.SaveDialogOptions): Promise<vscode.Uri | undefined> {
  return await vscode.window.showSaveDialog({ ...options, ...textsOf(options) });
}

/** Asks for a file to read. Resolves with undefined if the user cancels. */
export async function askFile(options: vscode.OpenDialogOptions): Promise<vscode.Uri | undefined> {
  return (await vscode.window.showOpenDialog({ ...options, ...textsOf(options), canSelectMany: false }))?.[0];
}

/** Shows two documents side by side. */
export async function showDiff(left: vscode.Uri, right: vscode.Uri, title: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.diff', left, right, safeTexts(['title', title]).title);
}

function textsOf({
  title,
  saveLabel,
  openLabel,
}: Readonly<Partial<Record<Texts, string>>>): Partial<Record<Texts, string>> {
  return safeTexts(['title', title], ['saveLabel', saveLabel], ['openLabel', openLabel]);
}

/** Asks for a folder. Resolves with undefined if the user cancels. */
export async function askFolder(options: vscode.OpenDialogOptions): Promise<vscode.Uri | undefined> {
  return (
    await vscode.window.showOpenDialog({
      ...options,
      ...textsOf(options),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
    })
  )?.[0];
}
