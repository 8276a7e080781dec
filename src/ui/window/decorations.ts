import * as vscode from 'vscode';

/** Creates a decoration for texts. It adds no text of its own, which the editor would not wrap: see `inlayHint`. */
export function textDecoration(
  options: Omit<vscode.DecorationRenderOptions, 'after' | 'before'>,
): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...options,
  });
}
