import { prefixProblem } from '../domain/results/rerun.ts';
import { l10n } from './l10n.ts';

/**
 * Why a prefix that the user types cannot be used for new objects; undefined if it can. `inputPrefix`: that of a job that
 * reads the bucket, if any.
 */
export function prefixText(text: string, inputPrefix = ''): string | undefined {
  switch (prefixProblem(text, inputPrefix)) {
    case undefined:
      return undefined;
    case 'empty':
      return l10n.t('Enter a prefix.');
    case 'invalid':
      return l10n.t('Use up to 300 characters, without a slash at the beginning or two in a row.');
    case 'noSlash':
      return l10n.t('End the prefix with a slash, so that it doesn’t match other folders.');
    case 'inInput':
      return l10n.t('This lies in the input of the job: the next job over it would read the copies too.');
  }
}
