import * as vscode from 'vscode';
import { filesScheme } from '../../ids.ts';
import type { CommandContext } from '../commands/command.ts';
import type { JobFiles } from './provider.ts';

/** Registers the file system of jobs' folders, whose code is loaded when one is read. `open` resolves with the window's parts. */
export function registerJobFiles(open: () => Promise<Pick<CommandContext, 'files'>>): vscode.Disposable {
  const files = async (): Promise<JobFiles> => (await (await open()).files()).provider;
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  return vscode.workspace.registerFileSystemProvider(
    filesScheme,
    {
      // S3 does not tell of changes: the editor reads again when the user refreshes.
      onDidChangeFile: () => new vscode.Disposable(() => undefined),
      watch: () => new vscode.Disposable(() => undefined),
      stat: async uri => (await files()).stat(uri),
      readDirectory: async uri => (await files()).readDirectory(uri),
      readFile: async uri => (await files()).readFile(uri),
      createDirectory: refuse,
      writeFile: refuse,
      delete: refuse,
      rename: refuse,
    },
    { isReadonly: true, isCaseSensitive: true },
  );
}
