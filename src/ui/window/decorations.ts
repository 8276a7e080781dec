import * as vscode from 'vscode';
import { safeText } from './text.ts';

/** Creates a decoration for texts. `note`: a few words that are shown after each of them. */
export function textDecoration(
  options: Omit<vscode.DecorationRenderOptions, 'after' | 'before'>,
  note?: string,
): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...options,
    ...(note === undefined
      ? {}
      : {
          after: {
            contentText: `(${safeText(note)})`,
            color: new vscode.ThemeColor('editorCodeLens.foreground'),
            fontStyle: 'normal',
            margin: '0 0 0 0.3em',
          },
        }),
  });
}
