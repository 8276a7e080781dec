import * as vscode from 'vscode';
import { safeText, safeTexts } from './text.ts';

/** The options of an input box. `validate` returns why a text is invalid, or undefined. */
export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly valueSelection?: [number, number];
  readonly ignoreFocusOut?: boolean;
  readonly validate?: (text: string) => string | undefined | Promise<string | undefined>;
}

/**
 * Asks for a line of text. Resolves with undefined if the user cancels. The initial value is not escaped, because it is
 * edited.
 */
export async function askText({ title, prompt, validate, ...rest }: Question): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    ...rest,
    ...safeTexts(['title', title], ['prompt', prompt]),
    ...(validate === undefined
      ? {}
      : {
          validateInput: async text => {
            const why = await validate(text);
            return why === undefined ? undefined : safeText(why);
          },
        }),
  });
}
