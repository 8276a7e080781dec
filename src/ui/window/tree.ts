import * as vscode from 'vscode';
import { factsMarkdown } from './markdown.ts';
import { safeText } from './text.ts';

/** The content of a tree row. */
export interface TreeRow {
  readonly label: string;
  readonly description?: string;
  readonly icon?: { readonly id: string; readonly color?: string };
  readonly expandable?: 'open' | 'closed';
  readonly capabilities: readonly string[];
  readonly command?: string;
  /** The text for screen readers. */
  readonly accessibleLabel: string;
}

/** Creates the tree item for a row. `key` is its ID and the argument of its command. */
export function treeItem(key: string, row: TreeRow): vscode.TreeItem {
  const state =
    row.expandable === 'open'
      ? vscode.TreeItemCollapsibleState.Expanded
      : row.expandable === 'closed'
        ? vscode.TreeItemCollapsibleState.Collapsed
        : vscode.TreeItemCollapsibleState.None;
  const item = new vscode.TreeItem(safeText(row.label), state);
  item.id = key;
  item.contextValue = row.capabilities.join(' ');
  item.accessibilityInformation = { label: safeText(row.accessibleLabel) };
  if (row.description !== undefined) item.description = safeText(row.description);
  if (row.icon !== undefined)
    item.iconPath = new vscode.ThemeIcon(
      row.icon.id,
      row.icon.color === undefined ? undefined : new vscode.ThemeColor(row.icon.color),
    );
  if (row.command !== undefined) item.command = { command: row.command, title: safeText(row.label), arguments: [key] };
  return item;
}

/** Sets an item's tooltip to facts, each a name and a text. */
export function addTooltip(item: vscode.TreeItem, facts: readonly (readonly [string, string])[]): void {
  item.tooltip = factsMarkdown(facts);
}

type Texts = Pick<vscode.TreeView<unknown>, 'message' | 'description' | 'badge'>;

/** Sets the message, description and badge of a view, if they have changed. */
export function setViewTexts(view: Texts, { message, description, badge }: Partial<Texts>): void {
  if (message !== undefined && (view.message ?? '') !== safeText(message)) view.message = safeText(message);
  if (description !== undefined && (view.description ?? '') !== safeText(description))
    view.description = safeText(description);
  if (
    badge !== undefined &&
    (badge.value !== (view.badge?.value ?? 0) || safeText(badge.tooltip) !== (view.badge?.tooltip ?? ''))
  )
    view.badge = badge.value === 0 ? undefined : { value: badge.value, tooltip: safeText(badge.tooltip) };
}
