import * as vscode from 'vscode';
import { shown, shownIn } from './text.ts';

/** What is asked for. `validate`: why a text will not do, or undefined. */
export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly valueSelection?: [number, number];
  readonly ignoreFocusOut?: boolean;
  readonly validate?: (text: string) => string | undefined | Promise<string | undefined>;
}

/** Asks for a line of text; undefined when nothing was given. The value itself stays as it is: it is edited, not read. */
export async function askText({ title, prompt, validate, ...rest }: Question): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    ...rest, ...shownIn(['title', title], ['prompt', prompt]),
    ...(validate === undefined ? {} : { validateInput: async text => { const why = await validate(text); return why === undefined ? undefined : shown(why); } }),
  });
}
