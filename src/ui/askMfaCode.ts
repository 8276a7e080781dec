import { l10n } from './l10n.ts';
import { askText } from './window/input.ts';

/** Asks for a code of the MFA device. Rejects with an `AbortError` if the user gives none. */
export async function askMfaCode(serial: string): Promise<string> {
  const code = await askText({
    title: l10n.t('AWS Jobs: MFA Code'),
    prompt: l10n.t('To connect to AWS: the code that {0} shows', serial),
    ignoreFocusOut: true,
  });
  if (code === undefined) throw Object.assign(new Error('no MFA code was given'), { name: 'AbortError' });
  return code;
}
