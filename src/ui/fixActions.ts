import { fixesOf } from './fixes.ts';
import { type Action, commandAction } from './window/messages.ts';
import type { Refusal } from '../domain/refusal.ts';

/** Returns the same fixes as buttons for a message. */
export function fixActions(refusal: Refusal): readonly Action[] {
  return fixesOf(refusal).map(({ title, command }) => commandAction(title, command));
}
