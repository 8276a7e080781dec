// Creates the row for each key. Each kind of row has its own file.
import type { Capability } from '../../ids.ts';
import { countRow, moreRow, serviceRow } from './groupRows.ts';
import { intentRow } from './intentRow.ts';
import { factRow, jobRow } from './jobRow.ts';
import { type NodeKey, nodeKind, nodeOf } from './keys.ts';
import { parentOf } from './model.ts';
import { noticeRow } from './notices.ts';
import type { Row, TreeSource } from './source.ts';

/** Returns a node's row, or undefined if what it represents no longer exists. */
export function rowOf(key: NodeKey, source: TreeSource): Row | undefined {
  const node = nodeOf(key);
  switch (node.kind) {
    case 'notice':
      return noticeRow(node.id, source);
    case 'intent':
      return intentRow(
        source.openIntents.find(({ id }) => id === node.id),
        source.now,
      );
    case 'batch':
      return source.batches?.batchRow(node.batch);
    case 'run':
      return source.batches?.runRow(node.run, source);
    case 'allRuns':
      return source.batches?.allRow(node.batch);
    case 'service':
      return serviceRow(node.service, source);
    case 'group':
      return countRow(node.group, source);
    case 'more':
      return moreRow(node.group, source);
    case 'job':
      return jobRow(source.get(node.job), source);
    case 'fact':
      return factRow(node.fact, source.get(node.job));
  }
}

/** Returns what can be done with any of these nodes, each capability once. A fact counts as its job. */
export function capabilitiesOf(keys: readonly NodeKey[], source: TreeSource): readonly Capability[] {
  const owner = (key: NodeKey): NodeKey => (nodeKind(key) === 'fact' ? (parentOf(key, source) ?? key) : key);
  return [...new Set(keys.flatMap(key => rowOf(owner(key), source)?.capabilities ?? []))];
}
