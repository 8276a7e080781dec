import * as vscode from 'vscode';
import { shown, withIcon } from './text.ts';

/** What an item of the status bar shows: parts in a row, each with or without an icon, and the whole in words. */
export interface StatusWords {
  readonly parts: readonly { readonly icon?: string; readonly text: string }[];
  readonly tooltip: string;
  readonly spoken: string;
  readonly isWarning: boolean;
  /** What a click does. */
  readonly command: string;
}

/** An item of the status bar, hidden until it has something to show. */
export class StatusItem {
  readonly #item: vscode.StatusBarItem;
  #isShown = false;

  constructor({ id, name, priority }: { readonly id: string; readonly name: string; readonly priority: number }) {
    this.#item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority);
    this.#item.name = shown(name);
  }

  show({ parts, tooltip, spoken, isWarning, command }: StatusWords): void {
    const text = parts.map(each => withIcon(each.icon, each.text)).join(' ');
    // Told of every step of the watch, of which most change nothing here.
    if (this.#isShown && text === this.#item.text && shown(tooltip) === this.#item.tooltip) return;
    this.#isShown = true;
    this.#item.text = text;
    this.#item.command = command;
    this.#item.backgroundColor = isWarning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.tooltip = shown(tooltip);
    this.#item.accessibilityInformation = { label: shown(spoken) };
    this.#item.show();
  }

  hide(): void {
    this.#isShown = false;
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
