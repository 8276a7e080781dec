import type { ConnectionState } from '../../domain/connection.ts';
import { deniedAccessOf } from '../../domain/denied.ts';
import { mostOpenedBytes } from '../../domain/files/readFile.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { sizeText } from '../../domain/sizeText.ts';
import { l10n } from '../l10n.ts';
import { refusalText } from '../words.ts';

/** Why files could not be read, and what to do. Names no key: keys may name a patient. */
export function filesText(refusal: Refusal): string {
  if (refusal.name.startsWith('KMS.'))
    return l10n.t('The KMS key that encrypts the files cannot be used. It may be disabled or deleted.');
  if (refusal.kind === 'denied') return deniedText(refusal);
  switch (refusal.name) {
    case 'PermanentRedirect':
      return refusal.message === ''
        ? l10n.t('The bucket is in another region than the job.')
        : l10n.t('The bucket is in the region {0}, and the job in another.', refusal.message);
    case 'DeleteMarker':
      return l10n.t(
        'The file was deleted. The bucket keeps versions: remove the delete marker in S3 to get the last one back.',
      );
    case 'NoSuchBucket':
      return l10n.t('The bucket no longer exists.');
    case 'NoSuchKey':
    case 'NotFound':
      return l10n.t('The file is no longer in S3.');
    case 'InvalidObjectState':
      return l10n.t('The file is archived. Restore it in S3 first.');
    case 'PreconditionFailed':
      return l10n.t('The file keeps changing while it is read. Try again when nothing writes to it.');
    case 'ChecksumMismatch':
      return l10n.t('What was read does not have the checksum that S3 has for it. Try again.');
    case 'FileTooLarge':
      return l10n.t(
        'The file is {0}. Files of up to {1} can be opened or copied here. Use “Download Folder…” for larger ones.',
        sizeText(Number(refusal.message)),
        sizeText(mostOpenedBytes),
      );
    default:
      return refusalText(refusal);
  }
}

function deniedText({ message, operation, unpaidBucket }: Refusal): string {
  const action = deniedAccessOf(message)?.action;
  if (action?.startsWith('kms:') === true)
    return l10n.t('You do not have permission to use the KMS key that encrypts the files. You need {0}.', action);
  if (operation === 'CopyObject')
    return action === undefined
      ? l10n.t(
          'You do not have permission to copy these files. You need s3:GetObject, s3:PutObject and, if they are encrypted with a KMS key, kms:Decrypt and kms:GenerateDataKey. Files in a Requester Pays bucket cannot be copied here.',
        )
      : l10n.t('You do not have permission to copy these files. You need {0}.', action);
  if (action !== undefined) return l10n.t('You do not have permission to read these files. You need {0}.', action);
  const text = l10n.t(
    'You do not have permission to read these files. You need {0} and, if they are encrypted with a KMS key, kms:Decrypt.',
    operation === 'ListObjectsV2' ? 's3:ListBucket' : 's3:GetObject',
  );
  return unpaidBucket === undefined ? text : `${text} ${l10n.t('The bucket may also be a Requester Pays bucket.')}`;
}

/** Why the files of an account cannot be read with the connection there is. */
export function noAccessText(state: ConnectionState, account: string): string {
  switch (state.state) {
    case 'connected':
      return l10n.t(
        'These files belong to a job of account {0}, and the connection is to account {1}. Select a connection to {0}.',
        account,
        state.connected.services.identity.account,
      );
    case 'failed':
      return l10n.t('Not connected to account {0}. {1}', account, refusalText(state.refusal, state.choice));
    case 'none':
    case 'idle':
    case 'connecting':
      return l10n.t('Not connected to account {0}. Select a connection to it.', account);
  }
}
