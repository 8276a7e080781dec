// The view of the entity at the cursor: its relations with both ends, its codes and its scores, as rows that can be
// reached by keyboard and screen reader. It is shown while a note is in front.
import * as vscode from 'vscode';
import { viewIds, commandIds, contextKeys } from '../../ids.ts';
import { l10n } from '../l10n.ts';
import { type TreeRow, treeItem } from '../window/tree.ts';
import { kindText, meaningText, percentText, traitText } from './texts.ts';
import type { OpenNotes } from './openNotes.ts';
import { relationRows } from './relations.ts';

interface EntityRow extends TreeRow {
  readonly key: string;
  readonly args?: readonly unknown[];
}

export class EntityView implements vscode.TreeDataProvider<EntityRow> {
  readonly #notes: OpenNotes;
  readonly #changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  readonly #subscriptions: { dispose(): unknown }[];

  constructor(notes: OpenNotes) {
    this.#notes = notes;
    let isShown: boolean | undefined;
    const update = (): void => {
      const isActive = notes.active !== undefined;
      if (isActive !== isShown) void vscode.commands.executeCommand('setContext', contextKeys.note, isActive);
      isShown = isActive;
      this.#changes.fire(undefined);
    };
    this.#subscriptions = [
      this.#changes,
      notes.onDidChange(update),
      notes.onDidSelect(update),
      vscode.window.onDidChangeActiveTextEditor(update),
      vscode.window.createTreeView(viewIds.entity, { treeDataProvider: this }),
    ];
    update();
  }

  getChildren(row?: EntityRow): EntityRow[] {
    return row === undefined ? [...this.#rows()] : [];
  }

  getTreeItem(row: EntityRow): vscode.TreeItem {
    const item = treeItem(row.key, row);
    if (item.command !== undefined) item.command.arguments = [...(row.args ?? [])];
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #rows(): readonly EntityRow[] {
    const active = this.#notes.active;
    if (active === undefined) return [];
    const { note: open } = active;
    const placed = open.selected;
    if (placed === undefined) return [];
    const { entity } = placed;
    const row = (key: string, label: string, description: string, more: Partial<EntityRow> = {}): EntityRow => ({
      key,
      label,
      description,
      capabilities: [],
      accessibleLabel: `${label} ${description}`,
      ...more,
    });
    const go = (place: { readonly begin: number; readonly end: number } | undefined): Partial<EntityRow> =>
      place === undefined
        ? {}
        : { command: commandIds.revealRange, args: [{ uri: open.uri, range: this.#notes.rangeOf(open, place) }] };
    return [
      row('entity', entity.text ?? '', kindText(entity), { icon: { id: 'symbol-constant' }, ...go(placed) }),
      ...(entity.score === undefined ? [] : [row('score', l10n.t('Score'), percentText(entity.score))]),
      ...entity.traits.map(({ name, score }, index) =>
        row(
          `trait ${index}`,
          l10n.t('Trait'),
          [traitText(name), ...(score === undefined ? [] : [percentText(score)])].join(' · '),
        ),
      ),
      ...relationRows(open.note, placed).map(({ label, text, relation }, index) =>
        row(`relation ${index}`, label, text, {
          icon: { id: 'references' },
          ...go(relation.from === placed ? relation.place : relation.from),
        }),
      ),
      ...this.#notes.conceptsOf(open, placed).map((concept, index) =>
        row(`concept ${index}`, concept.code, meaningText(concept), {
          icon: { id: 'tag' },
          command: commandIds.copyCode,
          args: [concept.code],
        }),
      ),
    ];
  }
}
