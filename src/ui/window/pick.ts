import * as vscode from 'vscode';
import { shown, shownIn, withIcon } from './text.ts';

/** A row to pick; `icon`: one of the editor's own, before the label. With `kind` a separator. */
export interface Choice {
  readonly label: string;
  readonly icon?: string;
  readonly description?: string;
  readonly detail?: string;
  readonly picked?: boolean;
  readonly kind?: vscode.QuickPickItemKind;
}

/** How rows are offered: what is picked for, what to do, and what of a row is searched. */
export interface PickOptions {
  readonly title?: string;
  readonly placeHolder?: string;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
  readonly ignoreFocusOut?: boolean;
}

type Item<T> = vscode.QuickPickItem & { readonly choice: T };

/** One of the rows, or undefined. */
export async function pick<T extends Choice>(choices: readonly T[] | Promise<readonly T[]>, options: PickOptions): Promise<T | undefined> {
  const items = choices instanceof Promise ? choices.then(all => all.map(itemOf)) : choices.map(itemOf);
  return (await vscode.window.showQuickPick<Item<T>>(items, optionsOf(options)))?.choice;
}

/** Any number of the rows, or undefined. */
export async function pickMany<T extends Choice>(choices: readonly T[], options: PickOptions): Promise<readonly T[] | undefined> {
  return (await vscode.window.showQuickPick<Item<T>>(choices.map(itemOf), { ...optionsOf(options), canPickMany: true }))?.map(({ choice }) => choice);
}

/** A list that may still grow while it is open, beside which another value can be typed. */
export interface OpenList {
  /** The rows that are offered now. */
  readonly values: readonly (Choice & { readonly value: string })[];
  /** What a typed value is called that no row has. */
  readonly typed: string;
  /** Brings more rows; the signal is aborted when the list is gone. */
  readonly more?: (signal: AbortSignal) => Promise<readonly (Choice & { readonly value: string })[]>;
}

/** The value of a row, or what was typed instead; undefined when nothing was. */
export function pickOrType({ values, typed, more }: OpenList, options: Required<Pick<PickOptions, 'title' | 'placeHolder'>>): Promise<string | undefined> {
  const list = vscode.window.createQuickPick<Item<string>>();
  const stop = new AbortController();
  let known = values;
  const show = (): void => {
    const text = list.value.trim();
    const others = text === '' || known.some(({ value }) => value === text) ? [] : [{ label: text, value: text, description: typed }];
    list.items = [...known, ...others].map(choice => ({ ...itemOf(choice), choice: choice.value }));
  };
  list.title = shown(options.title);
  list.placeholder = shown(options.placeHolder);
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
    list.onDidAccept(() => { resolve(list.selectedItems[0]?.choice); list.hide(); });
    list.onDidHide(() => { stop.abort(); resolve(undefined); list.dispose(); });
    list.show();
  });
}

/** One of the workspace's folders, or undefined. */
export async function pickWorkspaceFolder(placeHolder: string): Promise<vscode.Uri | undefined> {
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder: shown(placeHolder) }))?.uri;
}

function itemOf<T extends Choice>(choice: T): Item<T> {
  const { label, icon, description, detail, picked, kind } = choice;
  return {
    choice, label: withIcon(icon, label), ...shownIn(['description', description], ['detail', detail]),
    ...(picked === undefined ? {} : { picked }), ...(kind === undefined ? {} : { kind }),
  };
}

function optionsOf({ title, placeHolder, ...rest }: PickOptions): PickOptions {
  return { ...shownIn(['title', title], ['placeHolder', placeHolder]), ...rest };
}
