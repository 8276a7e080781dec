import { l10n } from './l10n.ts';
import type { ConnectionChoice, ConnectionState } from '../domain/connection.ts';
import type { Refusal } from '../domain/refusal.ts';
import type * as RefusalTexts from './refusalTexts.ts';

/** Returns a status in words. An unknown status is returned as AWS spells it. */
export function statusText(status: string): string {
  switch (status) {
    case 'SUBMITTED':
      return l10n.t('Submitted');
    case 'IN_PROGRESS':
      return l10n.t('In progress');
    case 'STOP_REQUESTED':
      return l10n.t('Stopping');
    case 'COMPLETED':
      return l10n.t('Completed');
    case 'PARTIAL_SUCCESS':
      return l10n.t('Partial success');
    case 'STOPPED':
      return l10n.t('Stopped');
    case 'QUEUED':
      return l10n.t('Queued');
    case 'RUNNING':
      return l10n.t('Running');
    case 'SUCCEEDED':
      return l10n.t('Succeeded');
    case 'FAILED':
      return l10n.t('Failed');
    default:
      return status;
  }
}

/** Formats a duration in its one or two largest units. `ms`: milliseconds. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return l10n.t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return l10n.t('{0} min', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, minutes % 60);
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? l10n.t('{0} d', days) : l10n.t('{0} d {1} h', days, hours % 24);
}

/** Formats a duration for a narrow row: “12s”, “5m”, “1h 11m”, “2d 3h”. `ms`: milliseconds. */
export function shortDurationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return l10n.t('{0}s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return l10n.t('{0}m', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? l10n.t('{0}h', hours) : l10n.t('{0}h {1}m', hours, minutes % 60);
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? l10n.t('{0}d', days) : l10n.t('{0}d {1}h', days, hours % 24);
}

/** Cached, because creating a format takes half a millisecond and a tree has hundreds of rows. */
let timeFormat: Intl.DateTimeFormat | undefined;

/** Formats a point in time for the user's locale. `time`: milliseconds since 1970 UTC. */
export function timeText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? String(date)
    : (timeFormat ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })).format(date);
}

/** Returns the name of a connection. */
export function connectionText(choice: ConnectionChoice): string {
  if (choice.sandbox === true) return l10n.t('Local Sandbox (simulated)');
  return choice.profile ?? l10n.t('Environment credentials');
}

/** Returns the selected connection, open or not; undefined if none is selected. */
export function choiceOf(state: ConnectionState): ConnectionChoice | undefined {
  return 'choice' in state ? state.choice : undefined;
}

/** The texts of refusals. They are loaded with the first connection, because only connections cause refusals. */
let texts: typeof RefusalTexts | undefined;

/** Loads the texts of refusals. Until then, a refusal is shown by its name. */
export async function readRefusalTexts(): Promise<void> {
  texts ??= await import('./refusalTexts.ts');
}

/**
 * Returns what a refusal means and what to do, in a few sentences, and the service's message if it adds information.
 */
export function refusalText(refusal: Refusal, choice?: ConnectionChoice): string {
  return texts?.refusalSentence(durationText, refusal, placeOf(choice)) ?? refusal.name;
}

/** Returns a refusal in a few words without a period, for a row or after a colon. */
export function refusalPhrase(refusal: Refusal, choice?: ConnectionChoice): string {
  return texts?.refusalTexts(durationText)[refusal.kind](refusal, placeOf(choice)).phrase ?? refusal.name;
}

function placeOf(choice: ConnectionChoice | undefined): RefusalTexts.RefusalPlace {
  return choice === undefined || choice.sandbox === true || choice.profile === undefined
    ? {}
    : { profile: choice.profile };
}

/** Returns the last part of a path. */
export function fileName(uri: { readonly path: string }): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
