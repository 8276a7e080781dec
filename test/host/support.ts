import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { Window } from '../../src/window.ts';
import { type Job, isUnfinished } from '../../src/domain/jobs/job.ts';
import { extensionId } from '../../src/ids.ts';
import { bound, until } from '../pace.ts';

export { until };

/**
 * How long a job takes in the sandbox, in seconds. One process serves all test files of a window and takes this value
 * when it starts, so it is the same for all of them. It is long enough to stop a job before it ends by itself.
 */
export const jobSeconds = bound(2_000) / 1_000;

/**
 * Replaces the first `from` in the text with `to`. The editor rejects an edit if the text has just changed; the edit is
 * then repeated.
 */
export async function replaceIn(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const { document } = editor;
  await until(`an edit of ${document.uri.path}`, () => {
    const at = document.getText().indexOf(from);
    assert.ok(at >= 0, from);
    return editor.edit(edit => {
      edit.replace(new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
    });
  });
}

/**
 * The text in the clipboard. A browser refuses to read it for as long as its page does not have the focus, and the
 * workbench then asks the user and waits: so it is asked again.
 */
export async function clipboardText(): Promise<string> {
  const read = async (): Promise<{ readonly text: string } | undefined> => ({
    text: await vscode.env.clipboard.readText(),
  });
  return (await until('the clipboard to be readable', () => Promise.race([read(), later(bound(3_000))]))).text;
}

/** Puts a text into the clipboard. */
export async function setClipboard(text: string): Promise<void> {
  await until('the clipboard to be writable', async () => {
    await Promise.race([vscode.env.clipboard.writeText(text), later(bound(3_000))]);
    return (await clipboardText()) === text;
  });
}

export const later = (ms: number): Promise<undefined> =>
  new Promise(resolve => {
    setTimeout(resolve, ms, undefined);
  });

/**
 * Waits until the clipboard matches. In a browser, the clipboard cannot be read while the page does not have the focus.
 */
export async function clipboardHolds(wanted: string | RegExp | undefined): Promise<void> {
  await until(`${String(wanted)} in the clipboard`, async () => {
    const text = await clipboardText();
    if (wanted instanceof RegExp) assert.match(text, wanted);
    else assert.equal(text, wanted);
    return true;
  });
}

/** Resolves with the job that `look` finds when it has ended. Asks for it meanwhile: the window itself does so rarely. */
export async function endOf(api: Window, look: () => Job | undefined): Promise<Job> {
  return await until('its end', async () => {
    const job = look();
    if (job !== undefined && !isUnfinished(job)) return job;
    await api.ports.watcher.refreshNow();
    await later(200);
    return undefined;
  });
}

/** The texts of the messages of one kind that appear while `work` runs; each is dismissed. */
export async function messagesOf(
  kind: 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage',
  work: () => Thenable<unknown>,
): Promise<readonly string[]> {
  const { [kind]: show } = vscode.window;
  const texts: string[] = [];
  Object.assign(vscode.window, {
    [kind]: (text: string) => {
      texts.push(text);
      return Promise.resolve(undefined);
    },
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { [kind]: show });
  }
  return texts;
}

/**
 * The details of the modal dialogs that appear while `work` runs; each dialog is cancelled. Other messages, such as
 * those about an earlier job, are dismissed.
 */
export async function dialogsOf(work: () => Thenable<unknown>): Promise<readonly string[]> {
  const { showInformationMessage, showWarningMessage } = vscode.window;
  const details: string[] = [];
  const cancel = (_: string, options?: vscode.MessageOptions | string): Promise<undefined> => {
    if (typeof options === 'object' && options.modal === true) details.push(options.detail ?? '');
    return Promise.resolve(undefined);
  };
  Object.assign(vscode.window, { showInformationMessage: cancel, showWarningMessage: cancel });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showInformationMessage, showWarningMessage });
  }
  return details;
}

/**
 * The texts of the modal dialogs that appear while `work` runs; the first button of each is chosen, or the one at
 * `button`.
 */
export async function acceptedDialogsOf(work: () => Thenable<unknown>, button = 0): Promise<readonly string[]> {
  const { showInformationMessage, showWarningMessage } = vscode.window;
  const texts: string[] = [];
  const accept = (text: string, options?: vscode.MessageOptions | string, ...items: unknown[]): Promise<unknown> => {
    if (typeof options !== 'object' || options.modal !== true) return Promise.resolve(undefined);
    texts.push(`${text}\n${options.detail ?? ''}`);
    return Promise.resolve(items.at(button));
  };
  Object.assign(vscode.window, { showInformationMessage: accept, showWarningMessage: accept });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showInformationMessage, showWarningMessage });
  }
  return texts;
}

/** The code of one of our problems, which holds it together with a link to its page. */
export function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

/** The extension under test, activated, with all its parts loaded. */
export async function activated(): Promise<Window> {
  const extension = vscode.extensions.getExtension<Api>(extensionId);
  assert.ok(
    extension,
    `the extension is there: ${vscode.extensions.all
      .map(({ id }) => id)
      .filter(id => !id.startsWith('vscode.'))
      .join(' ')}`,
  );
  return await (await extension.activate()).window();
}

/** What the hovers over a value say about the account. Other hovers show the schema or variables. */
export async function accountHovers(document: vscode.TextDocument, value: string): Promise<readonly string[]> {
  const quoted = JSON.stringify(value);
  const offset = document.getText().indexOf(quoted);
  assert.ok(offset >= 0, value);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(offset + 3),
  );
  return hovers
    .filter(({ range }) => range !== undefined && document.getText(range) === quoted)
    .map(({ contents }) => hoverWords([new vscode.Hover(contents)]))
    .filter(words =>
      /^(ID Mapping workflow|Matching workflow|Trusts|Does not trust|The account|A bucket|In )/.test(words),
    );
}

/** The text of hovers as the user reads it. */
export function hoverWords(hovers: readonly vscode.Hover[]): string {
  return hovers
    .flatMap(({ contents }) => contents)
    .map(content => (typeof content === 'string' ? content : (content as vscode.MarkdownString).value))
    .join('\n')
    .replaceAll('&nbsp;', ' ')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}
