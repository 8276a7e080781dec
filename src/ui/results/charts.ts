// The charts of a summary. A click on a bar filters the documents by what it counts; a second click ends that.
import { conceptName, phiCategory, type ResultsFilter } from '../../domain/results/filter.ts';
import { type Summary, scoreSteps } from '../../domain/results/summary.ts';
import { oneLine } from '../../domain/visible.ts';
import { l10n } from '../l10n.ts';
import type { Bar, Chart } from './protocol.ts';
import { percentText, traitText } from './texts.ts';

/** The longest label, in UTF-16 units: a service may use any word. */
const longestLabel = 200;
/** The most bars of a chart; its table has the same. */
const maxBars = 10;

/** A bar, with the filter that it stands for. */
interface FilterBar extends Omit<Bar, 'isPicked'> {
  readonly filter: ResultsFilter;
}

interface FilterChart extends Omit<Chart, 'bars'> {
  readonly bars: readonly FilterBar[];
}

/** Returns the charts of a summary; those without anything to count are left out. */
export function chartsOf(summary: Summary, filter: ResultsFilter): readonly Chart[] {
  return filterCharts(summary).map(({ bars, ...chart }) => ({
    ...chart,
    bars: bars.map(({ filter: own, label, detail, ...bar }) => ({
      ...bar,
      label: oneLine(label, longestLabel),
      ...(detail === undefined ? {} : { detail: oneLine(detail, longestLabel) }),
      isPicked: isPart(own, filter),
    })),
  }));
}

/** Returns the filter after a click on a bar; undefined if there is no such bar. */
export function chartPick(
  summary: Summary | undefined,
  filter: ResultsFilter,
  chart: string,
  bar: number,
): ResultsFilter | undefined {
  const own = summary && filterCharts(summary).find(({ id }) => id === chart)?.bars[bar]?.filter;
  if (own === undefined) return undefined;
  if (!isPart(own, filter)) return { ...filter, ...own };
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !Object.hasOwn(own, name)));
}

/** The highest score of a step. The next step begins where it ends, so it is a little less, except for the last one. */
function endOfStep(step: number): number {
  return step + 1 === scoreSteps ? 1 : (step + 1) / scoreSteps - 1e-6;
}

function isPart(part: ResultsFilter, whole: ResultsFilter): boolean {
  return Object.entries(part).every(([name, value]) => whole[name as keyof ResultsFilter] === value);
}

function filterCharts(summary: Summary): readonly FilterChart[] {
  const { entities } = summary;
  const share = (count: number): string =>
    entities === 0 ? count.toLocaleString() : `${count.toLocaleString()} (${percentText(count / entities)})`;
  const bars = (
    id: string,
    title: string,
    labelHead: string,
    items: readonly FilterBar[],
    kind: Chart['kind'] = 'bars',
  ): FilterChart[] =>
    items.length === 0
      ? []
      : [
          {
            id,
            title,
            kind,
            labelHead,
            countHead: l10n.t('Entities'),
            bars: kind === 'bars' ? items.slice(0, maxBars) : items,
          },
        ];
  return [
    ...bars(
      'categories',
      l10n.t('Categories'),
      l10n.t('Category'),
      summary.categories.map(({ name, count }) => ({
        label: name === '' ? l10n.t('No category') : name,
        count,
        text: share(count),
        filter: { category: name },
      })),
    ),
    ...bars(
      'types',
      l10n.t('Types'),
      l10n.t('Type'),
      summary.types.map(({ category, name, count }) => ({
        label: name === '' ? l10n.t('No type') : name,
        detail: category,
        count,
        text: share(count),
        filter: { category, type: name },
      })),
    ),
    ...bars(
      'phi',
      l10n.t('Protected Health Information'),
      l10n.t('Type'),
      summary.phiTypes.map(({ name, count }) => ({
        label: name,
        count,
        text: share(count),
        filter: { category: phiCategory, type: name },
      })),
    ),
    ...bars(
      'traits',
      l10n.t('Traits'),
      l10n.t('Trait'),
      summary.traits.map(({ name, count }) => ({
        label: name,
        detail: traitText(name),
        count,
        text: share(count),
        filter: { trait: name },
      })),
    ),
    ...bars(
      'concepts',
      l10n.t('Codes'),
      l10n.t('Code'),
      summary.concepts.map(({ vocabulary, code, description, count }) => ({
        label: description === '' ? code : `${code} ${description}`,
        detail: vocabulary,
        count,
        text: share(count),
        filter: { concept: conceptName({ vocabulary, code }) },
      })),
    ),
    ...bars(
      'scores',
      l10n.t('Scores'),
      l10n.t('Score'),
      entities === 0
        ? []
        : summary.scores.map((count, step) => ({
            label: l10n.t('{0} to {1}', percentText(step / scoreSteps), percentText((step + 1) / scoreSteps)),
            count,
            text: share(count),
            filter: { minScore: step / scoreSteps, maxScore: endOfStep(step) },
          })),
      'steps',
    ),
  ];
}
