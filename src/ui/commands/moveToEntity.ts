import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import { showStatusMessage } from '../window/messages.ts';
import { kindText } from '../results/texts.ts';
import type { CommandContext, RunCommand } from './command.ts';

/** Selects the next or previous entity of the note in front, around its end, optionally of the same category and type. */
async function move({ results }: CommandContext, step: 1 | -1, isOfType: boolean): Promise<void> {
  const { notes } = await results();
  const active = notes.active;
  if (active === undefined) return;
  const { note: open, editor } = active;
  const all = notes.shownOf(open);
  const current = open.selected;
  const wanted =
    isOfType && current !== undefined
      ? all.filter(({ entity }) => entity.category === current.entity.category && entity.type === current.entity.type)
      : all;
  const ranges = wanted.map(entity => ({ entity, range: notes.rangeOf(open, entity) }));
  const at = ranges.findIndex(({ entity }) => entity === current);
  const { start, end } = editor.selection;
  // Without an entity at the cursor, the nearest one in this direction.
  const next =
    at >= 0
      ? ranges[(at + step + ranges.length) % ranges.length]
      : step === 1
        ? (ranges.find(({ range }) => range.start.isAfterOrEqual(end)) ?? ranges[0])
        : (ranges.findLast(({ range }) => range.end.isBeforeOrEqual(start)) ?? ranges.at(-1));
  if (next === undefined) {
    showStatusMessage(l10n.t('There are no entities to show in this document.'));
    return;
  }
  editor.selection = new vscode.Selection(next.range.start, next.range.end);
  editor.revealRange(next.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  notes.select(open, next.entity);
  showStatusMessage(kindText(next.entity.entity));
}

export const nextEntity: RunCommand = context => move(context, 1, false);
export const previousEntity: RunCommand = context => move(context, -1, false);
export const nextOfType: RunCommand = context => move(context, 1, true);
export const previousOfType: RunCommand = context => move(context, -1, true);
