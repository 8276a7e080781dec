// The sources of variable values: the environment, the clock, the workspace, and overlay files next to or above a spec.
import * as vscode from 'vscode';
import type { Clock } from '../domain/clock.ts';
import { holdsSecret, secretsOf } from '../domain/spec/secrets.ts';
import type { VariableSources } from '../domain/spec/variableKinds.ts';
import { overlayFileGlob, overlayFileSuffix, settingIds } from '../ids.ts';
import type { OverlayFiles } from './overlayFiles.ts';
import type { Settings } from './settings.ts';

/**
 * The maximum age of the text of an overlay file that is only displayed, in milliseconds: a file watcher
 * does not report all changes.
 */
const maxAgeMs = 5_000;

/** The values of variables in this window. */
export class WorkspaceVariables {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #overlayFiles: { readonly files: Promise<OverlayFiles>; readonly since: number } | undefined;
  /**
   * Fires when a value that a variable may stand for has changed. Changes of the clock and the
   * environment are not announced.
   */
  readonly onDidChange = this.#changes.event;

  constructor(settings: Settings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    const { workspace } = vscode;
    const files = workspace.createFileSystemWatcher(overlayFileGlob);
    const changed = (): void => {
      this.#overlayFiles = undefined;
      this.#changes.fire();
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#changes,
      files,
      files.onDidChange(changed),
      files.onDidCreate(changed),
      files.onDidDelete(changed),
      // Also fires when a document becomes dirty, or is saved, without another change.
      workspace.onDidChangeTextDocument(({ document }) => {
        if (isOverlay(document)) changed();
      }),
      workspace.onDidCloseTextDocument(document => {
        if (isOverlay(document)) changed();
      }),
      workspace.onDidChangeWorkspaceFolders(changed),
      workspace.onDidGrantWorkspaceTrust(changed),
      settings.onDidChange(id => {
        if (id === settingIds.overlay) this.#changes.fire();
      }),
    );
  }

  /**
   * The current sources of a spec's variables. `save`: unsaved overlays are saved first, as a spec is before a start,
   * and all are read again; throws when one cannot be saved.
   */
  async sources(spec: vscode.Uri, save = false): Promise<VariableSources> {
    const name = this.#settings.overlay;
    if (save) {
      await (await import('./overlayFiles.ts')).saveOverlays(isOverlay);
      this.#overlayFiles = undefined;
    }
    const place = onDisk(spec);
    const folder = vscode.workspace.getWorkspaceFolder(place)?.uri.path;
    return {
      env: vscode.workspace.isTrusted ? variable => process.env[variable] : 'withheld',
      holdsSecret: text => holdsSecret(text, secretsOf(process.env)),
      folder: folder === undefined ? 'none' : { name: folder.slice(folder.lastIndexOf('/') + 1) },
      now: this.#clock.now(),
      overlay:
        name === ''
          ? {
              problem: vscode.l10n.t('No variables overlay is selected.'),
              next: vscode.l10n.t('Run the command “Select Variables Overlay…”.'),
            }
          : await (await this.#overlays()).nearest(place, name),
    };
  }

  /** The overlay files of the workspace, and those next to a spec outside of it, sorted by path. */
  async overlays(spec?: vscode.Uri): Promise<readonly { readonly name: string; readonly uri: vscode.Uri }[]> {
    return await (await this.#overlays()).list(spec && onDisk(spec));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** The overlay files as read since the last change, at most `maxAgeMs` ago. */
  #overlays(): Promise<OverlayFiles> {
    const now = this.#clock.now();
    if (this.#overlayFiles === undefined || Math.abs(now - this.#overlayFiles.since) > maxAgeMs) {
      this.#overlayFiles = {
        since: now,
        files: import('./overlayFiles.ts').then(({ OverlayFiles: Files }) => new Files()),
      };
    }
    return this.#overlayFiles.files;
  }
}

const isOverlay = ({ uri }: vscode.TextDocument): boolean => uri.path.endsWith(overlayFileSuffix);

/** Where an untitled file would be saved. */
function onDisk(uri: vscode.Uri): vscode.Uri {
  if (uri.scheme !== 'untitled') return uri;
  const { scheme, authority } = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  return uri.with({ scheme, authority });
}
