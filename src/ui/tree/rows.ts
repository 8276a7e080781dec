// Creates the row for each key. Each kind of row has its own file.
import type { Service } from '../../domain/jobs/services.ts';
import type { Capability } from '../../ids.ts';
import { countRow, moreRow, serviceRow } from './groupRows.ts';
import { intentRow } from './intentRow.ts';
import { factRow, jobRow } from './jobRow.ts';
import { type NodeKey, type NoticeId, type Row, type TreeSource, parentOf, split } from './model.ts';
import { noticeRow } from './notices.ts';

/** Returns a node's row, or undefined if what it represents no longer exists. */
export function rowOf(key: NodeKey, source: TreeSource): Row | undefined {
  const [sort, id] = split(key);
  switch (sort) {
    case 'row': return noticeRow(id as NoticeId, source);
    case 'intent': return intentRow(source.openIntents.find(intent => intent.id === id), source.now);
    case 'service': return serviceRow(id as Service, source);
    case 'group': return countRow(id, source);
    case 'more': return moreRow(id, source);
    case 'job': return jobRow(source.get(id), source);
    case 'fact': return factRow(id.slice(id.lastIndexOf('#') + 1), source.get(id.slice(0, id.lastIndexOf('#'))));
    default: return undefined;
  }
}

/** Returns what can be done with any of these nodes, each capability once. A fact counts as its job. */
export function capabilitiesOf(keys: readonly NodeKey[], source: TreeSource): readonly Capability[] {
  const owner = (key: NodeKey): NodeKey => (key.startsWith('fact:') ? parentOf(key, source) ?? key : key);
  return [...new Set(keys.flatMap(key => rowOf(owner(key), source)?.capabilities ?? []))];
}
