// What the user can do about a connection that does not work. The view, the status bar and messages all use this.
import { l10n } from './l10n.ts';
import type { ConnectionState } from '../domain/connection.ts';
import type { WatchState } from '../domain/jobs/watcher.ts';
import type { Refusal } from '../domain/refusal.ts';
import { signInOf } from '../domain/signIn.ts';
import { type CommandId, commandIds } from '../ids.ts';

export type FixId = 'signIn' | 'copySignIn' | 'retry' | 'select';

export interface Fix {
  readonly id: FixId;
  readonly title: string;
  /** A codicon. */
  readonly icon: string;
  readonly command: CommandId;
}

/** Returns the refusal that keeps the connection from working: of connecting, or of the watcher's calls. */
export function connectionRefusal(
  connection: ConnectionState,
  watch: Pick<WatchState, 'failure'>,
): Refusal | undefined {
  return connection.state === 'failed'
    ? connection.refusal
    : connection.state === 'connected'
      ? watch.failure?.refusal
      : undefined;
}

/** Returns the fixes for a refusal of the connection, the most likely first. */
export function fixesOf(refusal: Refusal): readonly Fix[] {
  const canSignIn = signInOf(refusal) !== undefined;
  return [...(canSignIn ? [fix('signIn'), fix('copySignIn')] : []), fix('retry'), fix('select')];
}

export function fix(id: FixId): Fix {
  switch (id) {
    case 'signIn':
      return { id, title: l10n.t('Sign In'), icon: 'sign-in', command: commandIds.signIn };
    case 'copySignIn':
      return { id, title: l10n.t('Copy Sign-In Command'), icon: 'copy', command: commandIds.copySignIn };
    case 'retry':
      return { id, title: l10n.t('Try Again'), icon: 'refresh', command: commandIds.refresh };
    case 'select':
      return { id, title: l10n.t('Select Connection…'), icon: 'plug', command: commandIds.selectConnection };
  }
}
