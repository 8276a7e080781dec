// What the pages of results have in common.
import { titleOf, type Job } from '../../domain/jobs/job.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { oneLine } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import type { Action, Column, Page, Status } from './protocol.ts';
import { readingText } from './texts.ts';

export function pageAction(id: string, label: string, isPrimary = false): Action {
  return { id, label, isPrimary };
}

/** Why files could not be read, with what can be done. `account`: that of the job. `again`: reads again. */
export function failureStatus(failure: Refusal, account: string, again: Action): Status {
  return {
    sort: 'problem',
    text: readingText(failure, account),
    actions: [
      again,
      ...(failure.name === 'NotConnected' ? [pageAction('connect', l10n.t('Select Connection…'))] : []),
      ...(failure.unpaidBucket === undefined ? [] : [pageAction('pay', l10n.t('Try as Requester…'))]),
    ],
  };
}

/** A name and value below the title; none if the value is absent or empty. The value may be text from outside. */
export function pageFact(name: string, value: string | undefined): Page['facts'] {
  return value === undefined || value === '' ? [] : [[name, oneLine(value)]];
}

/** The name of a job, in one line. */
export function jobTitle(job: Job): string {
  return oneLine(titleOf(job));
}

/** Returns the columns of the rows, which are sorted by one of them. `width`: its share of the width. */
export function sortedColumns<Id extends string>(
  columns: readonly { readonly id: Id; readonly label: string; readonly isNumber: boolean; readonly width: number }[],
  { order, isDescending }: { readonly order: Id; readonly isDescending: boolean },
): readonly (Column & { readonly id: Id })[] {
  const sorted = isDescending ? 'descending' : 'ascending';
  return columns.map(column => ({ ...column, sorted: column.id === order ? sorted : 'none' }));
}

/** The order after a click on the head of a column. Numbers are most useful with the largest first. */
export function orderBy<Id extends string>(
  column: { readonly id: Id; readonly isNumber: boolean },
  before: { readonly order: Id; readonly isDescending: boolean },
): { readonly order: Id; readonly isDescending: boolean } {
  return {
    order: column.id,
    isDescending: before.order === column.id ? !before.isDescending : column.isNumber,
  };
}

/** How many documents are in the list. */
export function rowsText(shown: number, all: number): string {
  return shown === all
    ? formatPlural(l10n.t('{0, plural, one {# document} other {# documents}}'), all)
    : formatPlural(
        l10n.t('{0, plural, one {# of {1} document} other {# of {1} documents}}'),
        shown,
        all.toLocaleString(),
      );
}

/** What is said in place of the documents when the list of a job that has some is empty. */
export function noRowsText(isFiltered: boolean): string {
  return isFiltered ? l10n.t('No documents match the filter.') : l10n.t('No documents.');
}
