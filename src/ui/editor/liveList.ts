// What stands in the completion list at a live place.
import * as vscode from 'vscode';
import type { LivePort, S3Entry } from '../../domain/live.ts';
import { type Answer, answered } from '../../domain/refusal.ts';
import { type LivePlace, livePlace } from '../../domain/spec/livePlace.ts';
import { commandIds } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import { type Unlisted, unlisted } from './liveWords.ts';

/** A value that could stand at the place. */
interface Choice {
  readonly value: string;
  /** What the row shows where the value is too long for it. */
  readonly label?: string;
  readonly kind: vscode.CompletionItemKind;
  readonly detail?: string;
  readonly description?: string;
  /** Whether the value is only the way to others: the list is opened again behind it. */
  readonly goesOn?: boolean;
}

interface Choices {
  /** In the order in which they are shown. */
  readonly choices: readonly Choice[];
  readonly more: boolean;
}

type Known = Pick<Ports, 'connection' | 'live' | 'listProfiles'>;

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
  const found = await choicesAt(place, known, port);
  if (!found.ok) return { list: new vscode.CompletionList([hint(unlisted(place.subject, found.refusal, place.region ?? regionOf(known)), position)]), isHint: true };
  const range = new vscode.Range(document.positionAt(place.offset), document.positionAt(place.offset + place.length));
  return { list: new vscode.CompletionList(found.value.choices.map((choice, index) => itemOf(choice, index, range)), found.value.more), isHint: false };
}

function regionOf({ connection: { state } }: Known): string {
  return state.state === 'connected' ? state.connected.services.region : '';
}

async function choicesAt({ subject, region = '' }: LivePlace, known: Known, port: LivePort): Promise<Answer<Choices>> {
  const where = region === '' ? regionOf(known) : region;
  switch (subject.of) {
    case 'regions': return answered({ choices: await regionChoices(known), more: false });
    case 'buckets': return listed(await port.listBuckets(where), ({ items, more }) => ({
      // A job reads and writes in its own region.
      choices: sorted(items, bucket => bucket.region === undefined || bucket.region === where).map(bucket => ({
        value: subject.asUri ? `s3://${bucket.name}/` : bucket.name, kind: vscode.CompletionItemKind.Folder, goesOn: subject.asUri,
        ...(bucket.region === undefined ? {} : { description: bucket.region }),
        ...(bucket.region === undefined || bucket.region === where ? {} : { detail: vscode.l10n.t('Lies in {0}; the job would run in {1}.', bucket.region, where) }),
      })), more,
    }));
    case 'prefixes': {
      const level = await port.listPrefixes(where, subject.bucket, subject.folder);
      // Of a level with thousands of keys only a page is read; what was typed finds the rest.
      const narrow = level.ok && level.value.more && subject.prefix !== subject.folder ? await port.listPrefixes(where, subject.bucket, subject.prefix) : level;
      const answer = narrow.ok ? narrow : level;
      const valueOf = ({ key }: S3Entry): string => subject.asUri ? `s3://${subject.bucket}/${key}` : key;
      return listed(answer, ({ items, more }) => ({
        choices: sorted(items.filter(({ isFolder }) => isFolder || !subject.foldersOnly), ({ isFolder }) => isFolder).map(entry => ({
          value: valueOf(entry), kind: entry.isFolder ? vscode.CompletionItemKind.Folder : vscode.CompletionItemKind.File, goesOn: entry.isFolder,
        })), more,
      }));
    }
    case 'workflows': return listed(await port.listWorkflows(subject.kind, where), ({ items, more }) => ({
      choices: items.map(({ name, arn }) => ({ value: name, kind: vscode.CompletionItemKind.Reference, description: subject.kind.title, detail: arn })), more,
    }));
    case 'roles': return listed(await port.listRoles(subject.service), ({ items, more }) => ({
      choices: sorted(items, role => role.isTrusting).map(({ arn, name, isTrusting }) => ({
        value: arn, label: name, kind: vscode.CompletionItemKind.User,
        ...(isTrusting ? { description: vscode.l10n.t('trusts the service') } : {}),
        detail: isTrusting ? vscode.l10n.t('Trusts {0}.', `${subject.service}.amazonaws.com`) : vscode.l10n.t('Does not trust {0}: the service cannot take this role on.', `${subject.service}.amazonaws.com`),
      })), more,
    }));
  }
}

/** The connection's region, then those of the profiles. */
async function regionChoices(known: Known): Promise<readonly Choice[]> {
  const own = regionOf(known);
  const byRegion = new Map<string, string[]>(own === '' ? [] : [[own, []]]);
  for (const { name, region } of await known.listProfiles()) if (region !== undefined) byRegion.set(region, [...byRegion.get(region) ?? [], name]);
  return [...byRegion].map(([value, profiles]) => ({
    value, kind: vscode.CompletionItemKind.Value,
    description: [...(value === own ? [vscode.l10n.t('connected')] : []), ...profiles].join(', '),
    detail: profiles.length === 0 ? vscode.l10n.t('The region you are connected to.') : vscode.l10n.t('The region of your AWS profiles: {0}', profiles.join(', ')),
  }));
}

function listed<T>(answer: Answer<T>, choices: (value: T) => Choices): Answer<Choices> {
  return answer.ok ? answered(choices(answer.value)) : answer;
}

/** Those of whom it holds first; otherwise as they came. */
function sorted<T>(items: readonly T[], first: (item: T) => boolean): readonly T[] {
  return [...items.filter(first), ...items.filter(item => !first(item))];
}

function itemOf({ value, label = value, kind, detail, description, goesOn = false }: Choice, index: number, range: vscode.Range): vscode.CompletionItem {
  const text = JSON.stringify(value);
  const item = new vscode.CompletionItem(description === undefined ? label : { label, description }, kind);
  item.range = range;
  // The quotes are part of what is replaced, so they are part of what is compared.
  item.filterText = text;
  // Before what the JSON service offers, whose rows begin with their quote.
  item.sortText = `!${String(index).padStart(6, '0')}`;
  if (detail !== undefined) item.detail = detail;
  if (label !== value) item.documentation = value;
  if (goesOn) {
    item.insertText = new vscode.SnippetString().appendText(text.slice(0, -1)).appendTabstop(0).appendText('"');
    item.command = { command: 'editor.action.triggerSuggest', title: '' };
  } else item.insertText = text;
  return item;
}

/** A row that connects. */
function connectHint(position: vscode.Position): vscode.CompletionItem {
  const item = hint({ row: vscode.l10n.t('Not connected yet: connect'), sentence: vscode.l10n.t('Once you are connected, what your account holds is listed here.') }, position);
  item.command = { command: commandIds.refresh, title: '' };
  return item;
}

/** A row that only says something: it inserts nothing, and goes away as soon as a person types on. */
function hint({ row, sentence }: Unlisted, position: vscode.Position): vscode.CompletionItem {
  const item = new vscode.CompletionItem(row, vscode.CompletionItemKind.Issue);
  item.documentation = sentence;
  item.range = new vscode.Range(position, position);
  item.insertText = '';
  item.filterText = '\u200b';
  item.sortText = '~';
  return item;
}

