import * as vscode from 'vscode';
import { safeText, withIcon } from './text.ts';

/** The texts of a status bar item: its parts in order, each with an optional icon, and the whole in words. */
export interface StatusWords {
  readonly parts: readonly { readonly icon?: string; readonly text: string }[];
  readonly tooltip: string;
  readonly accessibleLabel: string;
  readonly isWarning: boolean;
  /** The command that a click runs. */
  readonly command: string;
}

/** A status bar item, hidden until it is first shown. */
export class StatusItem {
  readonly #item: vscode.StatusBarItem;
  #isShown = false;

  constructor({ id, name, priority }: { readonly id: string; readonly name: string; readonly priority: number }) {
    this.#item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority);
    this.#item.name = safeText(name);
  }

  show({ parts, tooltip, accessibleLabel, isWarning, command }: StatusWords): void {
    const text = parts.map(each => withIcon(each.icon, each.text)).join(' ');
    // Called for every update of the watcher, most of which change nothing here.
    if (this.#isShown && text === this.#item.text && safeText(tooltip) === this.#item.tooltip) return;
    this.#isShown = true;
    this.#item.text = text;
    this.#item.command = command;
    this.#item.backgroundColor = isWarning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.tooltip = safeText(tooltip);
    this.#item.accessibilityInformation = { label: safeText(accessibleLabel) };
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
