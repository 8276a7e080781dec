import type { DrawnRows } from './drawn.ts';
import type { NodeKey } from './keys.ts';
import { inOrder, pathTo } from './model.ts';
import type { TreeSource } from './source.ts';

/** Above this number of rows, selected or drawn, no extra rows are redrawn to keep the selection highlighted. */
const maxForSelection = 500;

/**
 * Returns what to redraw for changed nodes: one node or several at a time, or everything. When the editor redraws one of
 * several selected rows, the selected rows below it lose their highlight, although commands still get them all.
 * Redrawing all of them from top to bottom restores it. Rows with children are redrawn later than rows without, so in
 * that case only redrawing the whole tree keeps all highlights.
 */
export function redrawOrder(
  changed: readonly NodeKey[],
  selection: readonly NodeKey[],
  drawn: DrawnRows,
  source: TreeSource,
): 'everything' | readonly (NodeKey | NodeKey[])[] {
  if (selection.length < 2 || selection.length > maxForSelection) return changed;
  const paths = new Set(selection.flatMap(key => pathTo(key, source)));
  const marked = changed.filter(key => paths.has(key));
  if (marked.length === 0) return changed;
  if (drawn.count <= maxForSelection && [...marked, ...selection].some(key => drawn.isOpen(key))) return 'everything';
  const inTurn = inOrder([...new Set([...selection, ...marked])], source);
  return [inTurn, ...changed.filter(key => !inTurn.includes(key))];
}
