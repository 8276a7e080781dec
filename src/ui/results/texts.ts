// Words of the results. Categories and types are shown in the service's words, which its documentation explains.
import { oneLine } from '../../domain/visible.ts';
import type { DocumentState, Trouble } from '../../domain/results/documents.ts';
import type { Concept, Entity } from '../../domain/results/output.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { l10n } from '../l10n.ts';
import { filesText } from '../files/texts.ts';

/** A trait in a word or two; one that is not known here as the service writes it. */
export function traitText(name: string): string {
  switch (name) {
    case 'NEGATION':
      return l10n.t('negated');
    case 'HYPOTHETICAL':
      return l10n.t('hypothetical');
    case 'PERTAINS_TO_FAMILY':
      return l10n.t('family');
    case 'PAST_HISTORY':
      return l10n.t('past');
    case 'FUTURE':
      return l10n.t('future');
    case 'LOW_CONFIDENCE':
      return l10n.t('low confidence');
    case 'DIAGNOSIS':
      return l10n.t('diagnosis');
    case 'SYMPTOM':
      return l10n.t('symptom');
    case 'SIGN':
      return l10n.t('sign');
    default:
      return name;
  }
}

/** A score from 0 to 1 as a percentage. */
export function percentText(score: number): string {
  return score.toLocaleString(undefined, { style: 'percent', maximumFractionDigits: 1 });
}

/** The category and type of an entity, and its traits. */
export function kindText({ category, type, traits }: Pick<Entity, 'category' | 'type' | 'traits'>): string {
  const kind = [category, type].filter(word => word !== '').join(' · ');
  return traits.length === 0 ? kind : `${kind} (${traits.map(({ name }) => traitText(name)).join(', ')})`;
}

/** A concept in one line. */
export function conceptText(concept: Concept): string {
  return `${concept.code} ${meaningText(concept)}`;
}

/** What the code of a concept means, how certain it is, and of which vocabulary it is. */
export function meaningText({ vocabulary, description, score }: Concept): string {
  return [
    ...(description === undefined || description === '' ? [] : [description]),
    ...(score === undefined ? [] : [percentText(score)]),
    vocabulary,
  ].join(' · ');
}

export function stateText(state: DocumentState): string {
  switch (state) {
    case 'unread':
      return l10n.t('Not read yet');
    case 'read':
      return l10n.t('Read');
    case 'unreadable':
      return l10n.t('Not readable');
    case 'unprocessed':
      return l10n.t('Unprocessed');
    case 'missing':
      return l10n.t('Missing');
  }
}

/** Why a document has no entities, and what to do: the service's code and text, with our explanation where we have one. */
export function troubleText(state: DocumentState, trouble: Trouble | undefined): string | undefined {
  if (state === 'missing')
    return l10n.t('The job says nothing of this document. It may not have been there when the job began.');
  if (trouble === undefined) return undefined;
  const { code, message } = trouble;
  return [explanationOf(code), oneLine(message), code === '' || isOurs(code) ? '' : `(${oneLine(code)})`]
    .filter(part => part !== undefined && part !== '')
    .join(' ');
}

/** Codes that are not a service's. */
function isOurs(code: string): boolean {
  return ['empty', 'notJson', 'notOutput', 'AnswerTooLarge'].includes(code);
}

function explanationOf(code: string): string | undefined {
  if (code.startsWith('KMS.'))
    return l10n.t('The KMS key that encrypts the file cannot be used. It may be disabled or deleted.');
  switch (code) {
    case 'TEXT_SIZE_LIMIT_EXCEEDED':
    case 'TextSizeLimitExceededException':
      return l10n.t('The document is larger than the service accepts. Split it.');
    case 'INVALID_ENCODING':
    case 'InvalidEncodingException':
      return l10n.t('The document is not UTF-8 text. Convert it.');
    case 'empty':
      return l10n.t('The output file is empty. Run the job again for this document.');
    case 'notJson':
      return l10n.t('The output file is not JSON, or a part of it is missing. Run the job again for this document.');
    case 'notOutput':
      return l10n.t('The file is not an output of Comprehend Medical.');
    case 'AnswerTooLarge':
      return l10n.t('The output file is larger than 32 MB and cannot be shown here.');
    case 'AccessDenied':
      return l10n.t(
        'You do not have permission to read the output. You need s3:GetObject and, if it is encrypted with a KMS key, kms:Decrypt.',
      );
    case 'NoSuchKey':
      return l10n.t('The output file is no longer in S3.');
    case 'InvalidObjectState':
      return l10n.t('The output file is archived. Restore it in S3 first.');
    default:
      return undefined;
  }
}

/** Why the files of a job could not be read, and what to do. `account`: that of the job. */
export function readingText(refusal: Refusal, account: string): string {
  switch (refusal.name) {
    case 'NotConnected':
      return l10n.t('Not connected to account {0}. Select a connection to it.', account);
    case 'NoSuchDocument':
      return l10n.t('This document is not in the results of the job. Open it from their page.');
    default:
      return filesText(refusal);
  }
}
