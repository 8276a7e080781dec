import type { l10n as L10n } from 'vscode';

/** The function that translates; given, so that texts can be read without an editor. */
export type Translate = Pick<typeof L10n, 't'>;

/** What a text of the service means, where it is a known one: said at the start, or once the job has failed. */
export function messageText(l10n: Translate, message: string): string | undefined {
  if (!message.includes('DATA_ACCESS_ROLE_ARN_INVALID')) return undefined;
  return l10n.t('The service cannot use the role in DataAccessRoleArn. The role must exist and trust comprehendmedical.amazonaws.com, and you need iam:PassRole for it.');
}
