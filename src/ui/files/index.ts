// The folders of jobs in S3: as a file system, in a list, and as downloads. Loaded when the first is opened.
import * as vscode from 'vscode';
import type { Root } from '../../domain/files/jobFolder.ts';
import type { JobKey } from '../../domain/jobs/job.ts';
import { downloadScheme } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import { requireConnection, selectConnectionAction } from '../connected.ts';
import { showMessage } from '../window/messages.ts';
import { FolderAccess, type OpenFolder } from './access.ts';
import { browse } from './browse.ts';
import { download } from './download.ts';
import { JobFiles } from './provider.ts';
import { DownloadSummaries } from './summaries.ts';

export class Files {
  readonly provider: JobFiles;
  readonly #ports: Ports;
  readonly #access: FolderAccess;
  readonly #summaries = new DownloadSummaries();
  readonly #subscription: vscode.Disposable;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#access = new FolderAccess(ports);
    this.provider = new JobFiles(this.#access, ports);
    this.#subscription = vscode.Disposable.from(
      this.#summaries,
      vscode.workspace.registerTextDocumentContentProvider(downloadScheme, this.#summaries),
    );
  }

  /** Shows a folder of a job in a list, from which its files are opened. */
  async browse(job: JobKey, root: Root): Promise<void> {
    const folder = await this.#open(job, root);
    if (folder === undefined) return;
    const chosen = await browse(folder);
    if (chosen !== undefined) await this.download(job, root, chosen);
  }

  /** Downloads what is in a folder of a job. `relative`: empty, or the key of a folder below it, with a slash at its end. */
  async download(job: JobKey, root: Root, relative = ''): Promise<void> {
    const folder = await this.#open(job, root);
    if (folder !== undefined) await download(folder, relative, this.#summaries, this.#ports);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Resolves with a folder; or with undefined, after telling the user why it cannot be read. */
  async #open(job: JobKey, root: Root): Promise<OpenFolder | undefined> {
    if ((await requireConnection({ ports: this.#ports })) === undefined) return undefined;
    const folder = await this.#access.open(job, root);
    if (typeof folder !== 'string') return folder;
    void showMessage('error', folder, selectConnectionAction());
    return undefined;
  }
}
