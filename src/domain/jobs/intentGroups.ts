import { defined } from '../defined.ts';
import type { Intent } from './intent.ts';
import { kindOf } from './kinds.ts';
import { groupKey } from './refresh.ts';

/**
 * Unanswered intents whose jobs appear in the same list, in order. The key changes with the last intent, which must be
 * looked for soon.
 */
export interface IntentGroup {
  readonly key: string;
  readonly intents: readonly Intent[];
}

export function intentGroups(intents: readonly Intent[]): readonly IntentGroup[] {
  const groups = new Map<string, Intent[]>();
  for (const intent of intents) {
    const kind = kindOf(intent.action);
    if (kind === undefined) continue;
    const { workflow } = kind.facts(intent.request);
    const key = groupKey({ kind, region: intent.region, ...defined({ workflow }) });
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [intent]);
    else known.push(intent);
  }
  return [...groups].map(([key, members]) => ({ key: `intent|${key}|${members.at(-1)?.id ?? ''}`, intents: members }));
}
