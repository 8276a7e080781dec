import * as vscode from 'vscode';
import { isTable } from '../../domain/table/suffixes.ts';

/** Returns the tables that a command is for: those selected in the Explorer, or the one in the active editor. */
export function tablesIn(target: unknown, targets?: readonly unknown[]): readonly vscode.Uri[] {
  return (targets ?? [target ?? vscode.window.activeTextEditor?.document.uri]).filter(
    each => each instanceof vscode.Uri && isTable(each.path),
  ) as readonly vscode.Uri[];
}
