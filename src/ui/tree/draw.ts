import * as vscode from 'vscode';
import type { NodeKey, Row } from './model.ts';

/** The editor's item for a row: the one place where rows become pictures. */
export function draw(key: NodeKey, row: Row): vscode.TreeItem {
  const state = row.expandable === 'open' ? vscode.TreeItemCollapsibleState.Expanded : row.expandable === 'closed' ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  const item = new vscode.TreeItem(row.label, state);
  item.id = key;
  item.contextValue = row.capabilities.join(' ');
  item.accessibilityInformation = { label: row.spoken };
  if (row.description !== undefined) item.description = row.description;
  if (row.icon !== undefined) item.iconPath = new vscode.ThemeIcon(row.icon.id, row.icon.color === undefined ? undefined : new vscode.ThemeColor(row.icon.color));
  if (row.command !== undefined) item.command = { command: row.command, title: row.label, arguments: [key] };
  return item;
}

/** What is shown over a row that the pointer rests on. */
export function tooltipOf({ tooltip }: Row): vscode.MarkdownString | undefined {
  return tooltip === undefined ? undefined : markdown(tooltip());
}

function markdown(facts: ReturnType<NonNullable<Row['tooltip']>>): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const [name, value] of facts) {
    if (name !== '') text.appendMarkdown('**').appendText(name).appendMarkdown('** ');
    // Values come from files and services: text, never Markdown.
    text.appendText(value).appendMarkdown('  \n');
  }
  return text;
}
