// What stands in the completion list at a live place.
import * as vscode from 'vscode';
import { livePlace } from '../../domain/spec/livePlace.ts';
import { commandIds } from '../../ids.ts';
import { type Choice, type Known, choicesAt, regionOf } from '../liveChoices.ts';
import { type Unlisted, unlisted } from '../liveWords.ts';
import { completionItem } from '../window/editor.ts';

/** What is offered, or in its stead one row that says why there is nothing. */
export interface LiveList {
  readonly list: vscode.CompletionList;
  readonly isHint: boolean;
}

/** What is offered at a position; undefined where nothing live belongs. Connects nothing: that might ask for an MFA code while a person types. */
export async function liveList(known: Known, document: vscode.TextDocument, position: vscode.Position): Promise<LiveList | undefined> {
  const place = livePlace(document.getText(), document.offsetAt(position));
  if (place === undefined) return undefined;
  const { port } = known.live;
  if (port === undefined) return { list: new vscode.CompletionList([connectHint(position)]), isHint: true };
  const { subject, region = regionOf(known) } = place;
  const found = await choicesAt(subject, region, known, port);
  if (!found.ok) return { list: new vscode.CompletionList([hint(unlisted(subject, found.refusal, region), position)]), isHint: true };
  const range = new vscode.Range(document.positionAt(place.offset), document.positionAt(place.offset + place.length));
  return { list: new vscode.CompletionList(found.value.choices.map((choice, index) => itemOf(choice, index, range)), found.value.more), isHint: false };
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

function itemOf({ value, label = value, sort, detail, description, goesOn = false }: Choice, index: number, range: vscode.Range): vscode.CompletionItem {
  const text = JSON.stringify(value);
  const words = { label, ...(description === undefined ? {} : { description }), ...(detail === undefined ? {} : { detail }), ...(label === value ? {} : { documentation: value }) };
  const insert = goesOn ? new vscode.SnippetString().appendText(text.slice(0, -1)).appendTabstop(0).appendText('"') : text;
  // The quotes are part of what is replaced, so they are part of what is compared. Before what the JSON service offers, whose rows begin with their quote.
  const item = completionItem(words, itemKinds[sort], { insert, filter: text, range, sort: `!${String(index).padStart(6, '0')}` });
  if (goesOn) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}

/** A row that connects. */
function connectHint(position: vscode.Position): vscode.CompletionItem {
  const item = hint({ row: vscode.l10n.t('Not connected: connect'), sentence: vscode.l10n.t('Connect to list what is in your account.') }, position);
  item.command = { command: commandIds.refresh, title: '' };
  return item;
}

/** A row that only says something: it inserts nothing, and goes away as soon as a person types on. */
function hint({ row, sentence }: Unlisted, position: vscode.Position): vscode.CompletionItem {
  return completionItem({ label: row, documentation: sentence }, vscode.CompletionItemKind.Issue, { insert: '', filter: '\u200b', range: new vscode.Range(position, position), sort: '~' });
}

