// The words for what an upload found, sends and left out. None of them has the name of a file.
import type { Refusal } from '../../domain/refusal.ts';
import { deniedAccessOf } from '../../domain/denied.ts';
import { documentLimits } from '../../domain/documentLimits.ts';
import { s3Uri } from '../../domain/s3Uri.ts';
import { sizeText } from '../../domain/sizeText.ts';
import { sentenceOf } from '../../domain/visible.ts';
import type { Destination } from '../../domain/upload/plan.ts';
import type { SkipReason } from '../../domain/upload/scan.ts';
import type { SendProgress, Sent } from '../../domain/upload/send.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { refusalText } from '../words.ts';

/** How many files are left out for a reason, as a sentence. */
export function skippedText(reason: SkipReason, count: number): string {
  const text: Readonly<Record<SkipReason, string>> = {
    hidden: l10n.t('{0, plural, one {# file or folder is hidden.} other {# files or folders are hidden.}}'),
    ours: l10n.t(
      '{0, plural, one {# file is a job spec, its variables or a table of runs.} other {# files are job specs, their variables or tables of runs.}}',
    ),
    name: l10n.t(
      '{0, plural, one {# file has a name that is too long, or has characters that S3 does not take as they are. Rename it.} other {# files have names that are too long, or have characters that S3 does not take as they are. Rename them.}}',
    ),
    empty: l10n.t('{0, plural, one {# file is empty.} other {# files are empty.}}'),
    notText: l10n.t('{0, plural, one {# file is not UTF-8 text.} other {# files are not UTF-8 text.}}'),
    link: l10n.t('{0, plural, one {# entry is a symbolic link.} other {# entries are symbolic links.}}'),
    special: l10n.t('{0, plural, one {# entry is not a regular file.} other {# entries are not regular files.}}'),
    unreadable: l10n.t(
      '{0, plural, one {# file or folder could not be read.} other {# files or folders could not be read.}}',
    ),
  };
  return formatPlural(text[reason], count);
}

/** The reason in a few words, for a row. */
export function skippedPhrase(reason: SkipReason): string {
  const text: Readonly<Record<SkipReason, string>> = {
    hidden: l10n.t('hidden'),
    ours: l10n.t('job spec, variables or table of runs'),
    name: l10n.t('name not usable'),
    empty: l10n.t('empty'),
    notText: l10n.t('not UTF-8 text'),
    link: l10n.t('symbolic link'),
    special: l10n.t('not a regular file'),
    unreadable: l10n.t('not readable'),
  };
  return text[reason];
}

export const filesText = (count: number): string =>
  formatPlural(l10n.t('{0, plural, one {# file} other {# files}}'), count);

export function largeText(count: number, included: boolean): string {
  const limit = sizeText(documentLimits.documentBytes);
  return included
    ? formatPlural(
        l10n.t(
          '{0, plural, one {# file is larger than {1}, the documented limit of a document. The service may leave it unprocessed.} other {# files are larger than {1}, the documented limit of a document. The service may leave them unprocessed.}}',
        ),
        count,
        limit,
      )
    : formatPlural(
        l10n.t(
          '{0, plural, one {# file is larger than {1}, the documented limit of a document.} other {# files are larger than {1}, the documented limit of a document.}}',
        ),
        count,
        limit,
      );
}

export function progressText({ done, total, bytes, totalBytes }: SendProgress, elapsedMs: number): string {
  const rate = elapsedMs < 1_000 ? undefined : sizeText(Math.round((bytes / elapsedMs) * 1_000));
  const files = formatPlural(
    l10n.t('{0, plural, one {{1} of # file} other {{1} of # files}}'),
    total,
    done.toLocaleString(),
  );
  const size = l10n.t('{0} of {1}', sizeText(bytes), sizeText(totalBytes));
  return rate === undefined ? `${files} · ${size}` : `${files} · ${size} · ${l10n.t('{0}/s', rate)}`;
}

/** Why nothing was sent. `same`: files that are there already; `kept`: other objects that are not replaced. */
export function nothingSentText(same: number, kept: number): string {
  const texts = [
    ...(same === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {Nothing was sent: # file is in S3 already.} other {Nothing was sent: # files are in S3 already.}}',
            ),
            same,
          ),
        ]),
    ...keptTexts(kept),
  ];
  return (same === 0 ? [l10n.t('Nothing was sent.'), ...texts] : texts).join(' ');
}

/** Objects that are there in place of files, and stay there. */
export function keptTexts(kept: number): readonly string[] {
  if (kept === 0) return [];
  return [
    formatPlural(
      l10n.t(
        '{0, plural, one {# object in S3 differs from your file and was kept. A job reads it as it is.} other {# objects in S3 differ from your files and were kept. A job reads them as they are.}}',
      ),
      kept,
    ),
  ];
}

/** What was sent, and what was not although it was to be. */
export function sentTexts({ sent, bytes, changed, conflicts }: Sent, same: number, { place }: Destination): string[] {
  return [
    formatPlural(
      l10n.t('{0, plural, one {Uploaded # file ({1}) to {2}.} other {Uploaded # files ({1}) to {2}.}}'),
      sent,
      sizeText(bytes),
      s3Uri(place),
    ),
    ...(same === 0
      ? []
      : [
          formatPlural(
            l10n.t('{0, plural, one {# file was there already.} other {# files were there already.}}'),
            same,
          ),
        ]),
    ...(changed.length === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {# file was changed or removed in the meantime and not sent.} other {# files were changed or removed in the meantime and not sent.}}',
            ),
            changed.length,
          ),
        ]),
    ...(conflicts.length === 0
      ? []
      : [
          formatPlural(
            l10n.t(
              '{0, plural, one {# object was written by somebody else in the meantime and not replaced.} other {# objects were written by somebody else in the meantime and not replaced.}}',
            ),
            conflicts.length,
          ),
        ]),
  ];
}

/** Why files could not be sent or compared, with the permission or the cause. */
export function sendingText(refusal: Refusal, { region, place }: Destination): string {
  const { name, message, kind, operation } = refusal;
  if (name.startsWith('KMS.'))
    return l10n.t('The KMS key that encrypts the bucket cannot be used ({0}). It may be disabled or deleted.', name);
  switch (name) {
    case 'NoSuchBucket':
    case 'NotFound':
      return l10n.t('The bucket {0} does not exist.', place.bucket);
    case 'PermanentRedirect':
      return l10n.t('The bucket {0} is in another region than {1}.', place.bucket, region);
    case 'InvalidRequest':
      return l10n.t(
        'S3 does not take the request, as with some settings of Object Lock. AWS says: {0}',
        sentenceOf(message),
      );
    case 'QuotaExceeded':
      return l10n.t('The quota of the bucket is used up.');
    case 'BadDigest':
      return l10n.t('What arrived is not what was sent. Check the network and the proxy, and try again.');
  }
  if (kind !== 'denied') return refusalText(refusal);
  // Messages that name the action say it better than we can.
  if (deniedAccessOf(message) !== undefined) return refusalText(refusal);
  return l10n.t(
    'You may not do this ({0}). Uploading takes {1}. A Requester Pays bucket, and a bucket policy, can be the reason too.',
    operation ?? name,
    permissions.join(', '),
  );
}

/** What uploading takes, in the order of use. With a KMS key, also kms:GenerateDataKey, and kms:Decrypt for large files. */
const permissions = ['s3:ListBucket', 's3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'] as const;
