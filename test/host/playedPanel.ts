import * as vscode from 'vscode';
import type { ToPage } from '../../src/ui/form/protocol.ts';

/** A form's panel whose page is simulated by a test. */
export interface PlayedPanel {
  readonly panel: vscode.WebviewPanel;
  /** The messages sent to the page. */
  readonly sent: readonly ToPage[];
  /** Sends a message as the page. */
  say(message: unknown): void;
  hide(): void;
  close(): void;
}

/** Returns a visible panel. */
export function playedPanel(): PlayedPanel {
  const messages = new vscode.EventEmitter<unknown>();
  const viewState = new vscode.EventEmitter<vscode.WebviewPanelOnDidChangeViewStateEvent>();
  const disposed = new vscode.EventEmitter<void>();
  const sent: ToPage[] = [];
  const panel = {
    visible: true,
    active: false,
    onDidChangeViewState: viewState.event,
    onDidDispose: disposed.event,
    webview: {
      onDidReceiveMessage: messages.event,
      postMessage: (message: ToPage) => {
        sent.push(message);
        return Promise.resolve(true);
      },
    },
  };
  return {
    panel: panel as unknown as vscode.WebviewPanel,
    sent,
    say: (message: unknown) => {
      messages.fire(message);
    },
    hide: () => {
      panel.visible = false;
      viewState.fire({ webviewPanel: panel as unknown as vscode.WebviewPanel });
    },
    close: () => {
      disposed.fire();
    },
  };
}
