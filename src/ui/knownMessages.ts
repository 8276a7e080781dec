import { l10n } from './l10n.ts';

/** What a message of a service means, and what to do about it. */
export interface KnownMessage {
  readonly what: string;
  readonly next: string;
}

/**
 * The messages that are known, of refused starts and of failed jobs, by a code that they contain. Comprehend Medical
 * publishes no list; those of jobs are the ones of Amazon Comprehend. All of them are about rights.
 */
export const messageCodes = [
  'DATA_ACCESS_ROLE_ARN_INVALID',
  'NO_READ_ACCESS_TO_INPUT',
  'NO_WRITE_ACCESS_TO_OUTPUT',
  'KMS_',
] as const;

/** Explains a message of a service, from a refused start or a failed job. Returns undefined for others. */
export function knownMessage(message: string): KnownMessage | undefined {
  switch (messageCodes.find(code => message.includes(code))) {
    case undefined:
      return undefined;
    case 'DATA_ACCESS_ROLE_ARN_INVALID':
      return {
        what: l10n.t('The service cannot use the role in DataAccessRoleArn.'),
        next: l10n.t(
          'The role must exist and trust comprehendmedical.amazonaws.com, and you need iam:PassRole for it.',
        ),
      };
    case 'NO_READ_ACCESS_TO_INPUT':
      return {
        what: l10n.t('The role cannot read the input.'),
        next: l10n.t(
          'It needs s3:GetObject and s3:ListBucket there, and kms:Decrypt if it is encrypted with a KMS key.',
        ),
      };
    case 'NO_WRITE_ACCESS_TO_OUTPUT':
      return {
        what: l10n.t('The role cannot write the output.'),
        next: l10n.t('It needs s3:PutObject there, and kms:GenerateDataKey if it is encrypted with a KMS key.'),
      };
    case 'KMS_':
      return {
        what: l10n.t('A KMS key of the input or output cannot be used.'),
        next: l10n.t(
          'The key must be enabled and in the job’s region, and its policy and the role’s must allow the use.',
        ),
      };
  }
}
