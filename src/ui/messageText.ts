import { l10n } from './l10n.ts';

/**
 * Explains a known message of the service, from a refused start or a failed job. Returns undefined for other messages.
 */
export function messageText(message: string): string | undefined {
  if (!message.includes('DATA_ACCESS_ROLE_ARN_INVALID')) return undefined;
  return l10n.t(
    'The service cannot use the role in DataAccessRoleArn. The role must exist and trust comprehendmedical.amazonaws.com, and you need iam:PassRole for it.',
  );
}
