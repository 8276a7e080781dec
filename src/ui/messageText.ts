import type { l10n as L10n } from 'vscode';

/** The localization function. It is passed in so that the texts can be created without an editor. */
export type Translate = Pick<typeof L10n, 't'>;

/**
 * Explains a known message of the service, from a refused start or a failed job. Returns undefined for other messages.
 */
export function messageText(l10n: Translate, message: string): string | undefined {
  if (!message.includes('DATA_ACCESS_ROLE_ARN_INVALID')) return undefined;
  return l10n.t(
    'The service cannot use the role in DataAccessRoleArn. The role must exist and trust comprehendmedical.amazonaws.com, and you need iam:PassRole for it.',
  );
}
