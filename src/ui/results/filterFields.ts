// The fields of the filter and the columns of the list.
import { defined } from '../../domain/defined.ts';
import type { Documents, SortOrder } from '../../domain/results/documents.ts';
import { type ResultsFilter, type Thresholds, documentSubsets } from '../../domain/results/filter.ts';
import { oneLine } from '../../domain/visible.ts';
import { l10n } from '../l10n.ts';
import type { ResultsView } from './openResults.ts';
import { sortedColumns } from './pageParts.ts';
import type { Field } from './protocol.ts';

/** The most choices of a field, and the longest of their labels: a service may use any words. */
const maxChoices = 1_000;
const longestLabel = 200;

type Choice = NonNullable<Field['options']>[number];

function subsetText(subset: (typeof documentSubsets)[number]): string {
  switch (subset) {
    case 'noEntities':
      return l10n.t('No entities');
    case 'unprocessed':
      return l10n.t('Unprocessed');
    case 'missing':
      return l10n.t('Missing');
    case 'unreadable':
      return l10n.t('Not readable');
    case 'lowConfidencePhi':
      return l10n.t('Low-confidence PHI');
  }
}

/** Returns the fields, with what occurs in the documents as choices. */
export function fieldsOf({ entities }: Documents, filter: ResultsFilter, thresholds: Thresholds): readonly Field[] {
  const words = (all: Iterable<string>): readonly Choice[] =>
    Array.from(new Set(all))
      .filter(word => word !== '')
      .sort()
      .slice(0, maxChoices)
      .map(word => ({ value: word, label: oneLine(word, longestLabel) }));
  const choice = (id: string, label: string, value: string | undefined, options: readonly Choice[]): Field => ({
    id,
    label,
    kind: 'choice',
    value: value ?? '',
    // A choice that does not occur any more must still be seen.
    options:
      value === undefined || options.some(option => option.value === value)
        ? options
        : [...options, { value, label: oneLine(value, longestLabel) }],
  });
  const percent = (id: string, label: string, value: number | undefined): Field => ({
    id,
    label,
    kind: 'percent',
    value: value === undefined ? '' : String(Math.round(value * 1_000) / 10),
  });
  const { kinds } = entities;
  return [
    { id: 'name', label: l10n.t('Name'), kind: 'text', value: filter.name ?? '' },
    choice(
      'subset',
      l10n.t('Documents'),
      filter.subset,
      documentSubsets.map(subset => ({ value: subset, label: subsetText(subset) })),
    ),
    choice('category', l10n.t('Category'), filter.category, words(kinds.map(({ category }) => category))),
    choice(
      'type',
      l10n.t('Type'),
      filter.type,
      words(
        kinds
          .filter(({ category }) => filter.category === undefined || category === filter.category)
          .map(({ type }) => type),
      ),
    ),
    choice('trait', l10n.t('Trait'), filter.trait, words(entities.traitSets.flat())),
    { id: 'code', label: l10n.t('Code begins with'), kind: 'text', value: filter.code ?? '' },
    percent('minScore', l10n.t('Minimum score (%)'), filter.minScore),
    percent('maxScore', l10n.t('Maximum score (%)'), filter.maxScore),
    percent('threshold', l10n.t('Entity threshold (%)'), thresholds.entity),
    percent('conceptThreshold', l10n.t('Code threshold (%)'), thresholds.concept),
  ];
}

/** Returns the filter with a field's text; undefined if there is no such field, or if its text has no meaning there. */
export function withField(filter: ResultsFilter, id: string, text: string): ResultsFilter | undefined {
  const value = text.trim() === '' ? undefined : text;
  switch (id) {
    case 'name':
    case 'trait':
    case 'code':
    case 'type':
      return set(filter, id, id === 'code' ? value?.trim() : value);
    case 'category':
      // A type belongs to a category.
      return set(set(filter, 'type', undefined), id, value);
    case 'subset':
      return set(
        filter,
        id,
        documentSubsets.find(subset => subset === value),
      );
    case 'minScore':
    case 'maxScore': {
      const share = value === undefined ? undefined : Number(value) / 100;
      return share !== undefined && !(share >= 0 && share <= 1) ? undefined : set(filter, id, share);
    }
    default:
      return undefined;
  }
}

function set<K extends keyof ResultsFilter>(
  filter: ResultsFilter,
  name: K,
  value: ResultsFilter[K] | undefined,
): ResultsFilter {
  const { [name]: _before, ...rest } = filter;
  return { ...rest, ...defined({ [name]: value }) };
}

export function columnsOf(view: ResultsView): ReturnType<typeof sortedColumns<SortOrder>> {
  return sortedColumns<SortOrder>(
    [
      { id: 'name', label: l10n.t('Document'), isNumber: false, width: 6 },
      { id: 'entities', label: l10n.t('Entities'), isNumber: true, width: 1.2 },
      { id: 'size', label: l10n.t('Size'), isNumber: true, width: 1.2 },
      { id: 'state', label: l10n.t('State'), isNumber: false, width: 2 },
    ],
    view,
  );
}
