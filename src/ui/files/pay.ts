// A bucket whose owner lets the requester pay is read when the user has agreed to that, and only then.
import type { Connection } from '../../domain/connection.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { l10n } from '../l10n.ts';
import { confirmModal } from '../window/messages.ts';
import { filesText } from './texts.ts';

/** From now on, and as long as the connection lasts, its account pays for requests to the bucket of a refusal. */
export function pay({ state }: Connection, { unpaidBucket }: Refusal): void {
  if (state.state === 'connected' && unpaidBucket !== undefined) state.connected.paidBuckets.add(unpaidBucket);
}

/** Asks whether the account pays. Resolves with whether it does from now on. */
export async function askToPay(connection: Connection, refusal: Refusal): Promise<boolean> {
  const { state } = connection;
  const agreed = await confirmModal(
    l10n.t('Read this bucket as requester?'),
    [filesText(refusal), l10n.t('In a requester pays bucket, your account pays for the requests and the transfer.')],
    l10n.t('Try as Requester'),
  );
  // Another account was not asked.
  if (!agreed || connection.state !== state) return false;
  pay(connection, refusal);
  return true;
}
