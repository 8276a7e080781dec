import * as vscode from 'vscode';
import { shown, withIcon } from './text.ts';

/** What an item of the status bar shows: parts in a row, each with or without an icon, and the whole in words. */
export interface StatusWords {
  readonly parts: readonly { readonly icon?: string; readonly text: string }[];
  readonly tooltip: string;
  readonly spoken: string;
  readonly isWarning: boolean;
}

/** An item of the status bar, hidden until it has something to show. */
export class StatusItem {
  readonly #item: vscode.StatusBarItem;

  constructor({ id, name, command, priority }: { readonly id: string; readonly name: string; readonly command: string; readonly priority: number }) {
    this.#item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority);
    this.#item.name = shown(name);
    this.#item.command = command;
  }

  show({ parts, tooltip, spoken, isWarning }: StatusWords): void {
    this.#item.text = parts.map(({ icon, text }) => withIcon(icon, text)).join(' ');
    this.#item.backgroundColor = isWarning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.tooltip = shown(tooltip);
    this.#item.accessibilityInformation = { label: shown(spoken) };
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
