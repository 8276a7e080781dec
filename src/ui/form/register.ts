import * as vscode from 'vscode';
import { formEditorId } from '../../ids.ts';
import type { FormContext } from './session.ts';

/**
 * Registers the form as a custom editor for specs. Its code is loaded with the first form. `open` resolves with the
 * window's parts.
 */
export function registerFormEditor(open: () => Promise<FormContext>): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(
    formEditorId,
    {
      async resolveCustomTextEditor(document, panel) {
        const [context, { openForm }] = await Promise.all([open(), import('./index.ts')]);
        openForm(document, panel, context);
      },
    },
    { supportsMultipleEditorsPerDocument: true },
  );
}
