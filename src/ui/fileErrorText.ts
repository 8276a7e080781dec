import { l10n } from './l10n.ts';

/** Why a file could not be written, by the code of Node's or the editor's error. */
export function fileErrorText(code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return l10n.t('The disk is full.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
      return l10n.t('You do not have permission to write there.');
    case 'EEXIST':
      return l10n.t('Another file was created there meanwhile.');
    case 'EISDIR':
    case 'FileIsADirectory':
    case 'ENOTDIR':
      return l10n.t('A folder and a file would have the same name.');
    case 'ELOOP':
      return l10n.t('A folder there is a link. Downloads do not follow links: remove it, or select another folder.');
    case 'EBUSY':
      return l10n.t('The file is in use by another process. Try again later.');
    case 'ENAMETOOLONG':
      return l10n.t('The path is too long. Select a folder with a shorter path.');
    default:
      return l10n.t('The file could not be written ({0}).', code);
  }
}
