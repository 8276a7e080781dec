import { defined } from '../../domain/defined.ts';
import * as vscode from 'vscode';
import { safeText, safeTexts, withIcon } from './text.ts';

/**
 * A row of a quick pick. `icon`: one of the editor's icons, shown before the label. `kind` makes the row a separator.
 */
export interface Choice {
  readonly label: string;
  readonly icon?: string;
  readonly description?: string;
  readonly detail?: string;
  readonly picked?: boolean;
  readonly kind?: vscode.QuickPickItemKind;
}

/** The options of a quick pick: title, placeholder, and which parts of a row are searched. */
export interface PickOptions {
  readonly title?: string;
  readonly placeHolder?: string;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
  readonly ignoreFocusOut?: boolean;
}

type Item<T> = vscode.QuickPickItem & { readonly choice: T };

/** Lets the user pick one row. Resolves with undefined if the user cancels. */
export async function pick<T extends Choice>(
  choices: readonly T[] | Promise<readonly T[]>,
  options: PickOptions,
): Promise<T | undefined> {
  const items = choices instanceof Promise ? choices.then(all => all.map(itemOf)) : choices.map(itemOf);
  return (await vscode.window.showQuickPick<Item<T>>(items, optionsOf(options)))?.choice;
}

/** Lets the user pick any number of rows. Resolves with undefined if the user cancels. */
export async function pickMany<T extends Choice>(
  choices: readonly T[],
  options: PickOptions,
): Promise<readonly T[] | undefined> {
  return (
    await vscode.window.showQuickPick<Item<T>>(choices.map(itemOf), { ...optionsOf(options), canPickMany: true })
  )?.map(({ choice }) => choice);
}

/** A list that can grow while it is open, and that also accepts a typed value. */
export interface OpenList {
  /** The initial rows. */
  readonly values: readonly (Choice & { readonly value: string })[];
  /** The description of a typed value that matches no row. */
  readonly typed: string;
  /** Resolves with more rows. The signal is aborted when the list is closed. */
  readonly more?: (signal: AbortSignal) => Promise<readonly (Choice & { readonly value: string })[]>;
}

/** Lets the user pick a row or type a value. Resolves with the value, or undefined if the user cancels. */
export function pickOrType(
  { values, typed, more }: OpenList,
  options: Required<Pick<PickOptions, 'title' | 'placeHolder'>>,
): Promise<string | undefined> {
  const list = vscode.window.createQuickPick<Item<string>>();
  const stop = new AbortController();
  let known = values;
  const show = (): void => {
    const text = list.value.trim();
    const others =
      text === '' || known.some(({ value }) => value === text)
        ? []
        : [{ label: text, value: text, description: typed }];
    list.items = [...known, ...others].map(choice => ({ ...itemOf(choice), choice: choice.value }));
  };
  list.title = safeText(options.title);
  list.placeholder = safeText(options.placeHolder);
  show();
  if (more !== undefined) {
    list.busy = true;
    void more(stop.signal).then(found => {
      if (stop.signal.aborted) return;
      known = [...known, ...found];
      list.busy = false;
      show();
    });
  }
  return new Promise(resolve => {
    list.onDidChangeValue(show);
    list.onDidAccept(() => {
      resolve(list.selectedItems[0]?.choice);
      list.hide();
    });
    list.onDidHide(() => {
      stop.abort();
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

/** Lets the user pick a workspace folder. Resolves with undefined if the user cancels. */
export async function pickWorkspaceFolder(placeHolder: string): Promise<vscode.Uri | undefined> {
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder: safeText(placeHolder) }))?.uri;
}

function itemOf<T extends Choice>(choice: T): Item<T> {
  const { label, icon, description, detail, picked, kind } = choice;
  return {
    choice,
    label: withIcon(icon, label),
    ...safeTexts(['description', description], ['detail', detail]),
    ...defined({ picked, kind }),
  };
}

function optionsOf({ title, placeHolder, ...rest }: PickOptions): PickOptions {
  return { ...safeTexts(['title', title], ['placeHolder', placeHolder]), ...rest };
}
