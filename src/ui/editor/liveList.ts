// The completion list for a place whose value can come from the account.
import { defined } from '../../domain/defined.ts';
import { l10n } from '../l10n.ts';
import * as vscode from 'vscode';
import { type LivePlace, livePlace } from '../../domain/spec/livePlace.ts';
import { commandIds } from '../../ids.ts';
import { type Choice, type LivePorts, choicesAt, regionOf } from '../liveChoices.ts';
import { type ListFailure, listFailure } from '../liveWords.ts';
import { completionItem } from '../window/editor.ts';

/** A completion list, or if there is none, a single row that says why. */
export interface LiveList {
  readonly list: vscode.CompletionList;
  readonly isHint: boolean;
}

/**
 * Resolves with the completions at a position, or undefined if its value does not come from the account. Does not
 * connect, because that might ask for an MFA code while the user is typing.
 */
export async function liveList(
  known: LivePorts,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<LiveList | undefined> {
  const place = livePlace(document.getText(), document.offsetAt(position));
  if (place === undefined) return undefined;
  const range = new vscode.Range(document.positionAt(place.offset), document.positionAt(place.offset + place.length));
  return await listFor(known, { ...place, range, write: JSON.stringify }, position);
}

/** A place of any file. `range`: what a completion replaces; `write`: returns a value as the file has it. */
export interface ListedPlace extends Pick<LivePlace, 'subject' | 'region'> {
  readonly range: vscode.Range;
  readonly write: (value: string) => string;
}

/** Resolves with the completions for a place. Does not connect. */
export async function listFor(
  known: LivePorts,
  { subject, region = regionOf(known), range, write }: ListedPlace,
  position: vscode.Position,
): Promise<LiveList> {
  const { port } = known.live;
  if (port === undefined) return { list: new vscode.CompletionList([connectHint(position)]), isHint: true };
  const found = await choicesAt(subject, region, known, port);
  if (!found.ok)
    return {
      list: new vscode.CompletionList([hint(listFailure(subject, found.refusal, region), position)]),
      isHint: true,
    };
  return {
    list: new vscode.CompletionList(
      found.value.choices.map((choice, index) => itemOf(choice, index, range, write)),
      found.value.more,
    ),
    isHint: false,
  };
}

const itemKinds: Readonly<Record<Choice['sort'], vscode.CompletionItemKind>> = {
  bucket: vscode.CompletionItemKind.Folder,
  folder: vscode.CompletionItemKind.Folder,
  object: vscode.CompletionItemKind.File,
  region: vscode.CompletionItemKind.Value,
  workflow: vscode.CompletionItemKind.Reference,
  role: vscode.CompletionItemKind.User,
  key: vscode.CompletionItemKind.Constant,
};

function itemOf(
  { value, label = value, sort, detail, description, isPartial = false }: Choice,
  index: number,
  range: vscode.Range,
  write: ListedPlace['write'],
): vscode.CompletionItem {
  const text = write(value);
  const quote = text.endsWith('"') ? '"' : '';
  const words = { label, ...defined({ description, detail }), ...(label === value ? {} : { documentation: value }) };
  const insert = isPartial
    ? new vscode.SnippetString()
        .appendText(text.slice(0, text.length - quote.length))
        .appendTabstop(0)
        .appendText(quote)
    : text;
  // The quotes are part of the replaced range, so the filter text includes them. The sort text puts these items before
  // those of the JSON service, which start with their quote.
  const item = completionItem(words, itemKinds[sort], {
    insert,
    filter: text,
    range,
    sort: `!${String(index).padStart(6, '0')}`,
  });
  if (isPartial) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}

/** Returns a row that connects when accepted. */
function connectHint(position: vscode.Position): vscode.CompletionItem {
  const item = hint(
    {
      row: l10n.t('Not connected: connect'),
      sentence: l10n.t('Connect to list what is in your account.'),
    },
    position,
  );
  item.command = { command: commandIds.refresh, title: '' };
  return item;
}

/** Returns a row that is only a message: it inserts nothing, and disappears as soon as the user types. */
function hint({ row, sentence }: ListFailure, position: vscode.Position): vscode.CompletionItem {
  return completionItem({ label: row, documentation: sentence }, vscode.CompletionItemKind.Issue, {
    insert: '',
    filter: '\u200b',
    range: new vscode.Range(position, position),
    sort: '~',
  });
}
