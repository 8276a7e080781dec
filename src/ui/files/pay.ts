// A bucket whose owner lets the requester pay is read when the user has agreed to that, and only then.
import { connectedTo } from '../../domain/connectedTo.ts';
import type { Connected, Connection } from '../../domain/connection.ts';
import type { Account } from '../../domain/jobs/job.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { selectConnectionAction } from '../connected.ts';
import { l10n } from '../l10n.ts';
import { confirmModal, showMessage } from '../window/messages.ts';
import { filesText, noAccessText } from './texts.ts';

/** Asks whether the account of a connection pays for the bucket of a refusal. Resolves with whether it does from now on. */
export async function askToPay(connected: Connected, refusal: Refusal): Promise<boolean> {
  const { unpaidBucket: bucket } = refusal;
  if (bucket === undefined) return false;
  const agreed = await confirmModal(
    l10n.t('Read bucket “{0}” as the requester?', bucket),
    [
      filesText(refusal),
      l10n.t(
        'If you continue, account {0} pays for requests and data transfer. This applies to everything that is read from the bucket (results, folders and downloads) until the connection changes.',
        connected.services.identity.account,
      ),
    ],
    l10n.t('Try as Requester'),
  );
  if (agreed) connected.paidBuckets.add(bucket);
  return agreed;
}

/** The same for what a page could not read of a job: only with the connection to the job's account. */
export async function askToPayFor(job: Account, refusal: Refusal | undefined, { state }: Connection): Promise<boolean> {
  if (refusal === undefined) return false;
  const connected = connectedTo(state, job);
  if (connected !== undefined) return await askToPay(connected, refusal);
  void showMessage('error', noAccessText(state, job.account), selectConnectionAction());
  return false;
}
