import { l10n } from '../l10n.ts';
import { jobKinds } from '../../domain/jobs/kinds.ts';
import { type JobFilter, isEmpty } from '../../domain/jobs/query.ts';
import { statusOrder } from '../tree/groups.ts';
import { filterWords } from '../tree/filterWords.ts';
import { durationText, statusText } from '../words.ts';
import type { RunCommand } from './command.ts';
import { askText } from '../window/input.ts';
import { type Choice, pick, pickMany } from '../window/pick.ts';

const hourMs = 3_600_000;
const spans = [hourMs, 24 * hourMs, 7 * 24 * hourMs, 30 * 24 * hourMs, 90 * 24 * hourMs];

/**
 * One criterion of a filter: its label, its current value, and how to change it. `ask` resolves with undefined for no
 * change.
 */
interface Criterion {
  readonly icon: string;
  readonly label: string;
  readonly now: JobFilter;
  readonly ask: () => Promise<JobFilter | undefined>;
}

/**
 * Shows the criteria of the filter until the user presses Escape. Each choice takes effect immediately, and the rows
 * that change as a result do not close the list.
 */
export const run: RunCommand = async ({ ports: { list }, view }) => {
  for (;;) {
    const { filter } = list.query;
    const sides = criteriaOf(filter, [...new Set([...statusOrder, ...list.statuses()])]);
    const clear = { icon: 'clear-all', label: l10n.t('Clear Filter') };
    const items = sides.map(side => ({
      ...side,
      description: isEmpty(side.now) ? l10n.t('any') : filterWords(side.now),
    }));
    const picked = await pick<Choice & { readonly ask?: Criterion['ask'] }>(
      [...items, ...(isEmpty(filter) ? [] : [clear])],
      {
        title: l10n.t('Filter Jobs'),
        placeHolder: l10n.t('Select a filter; press Escape when done'),
        ignoreFocusOut: true,
      },
    );
    if (picked === undefined) return;
    if (picked.ask === undefined) {
      view.ask({ ...list.query, filter: {} });
      return;
    }
    const changed = await picked.ask();
    if (changed !== undefined) view.ask({ ...list.query, filter: changed });
  }
};

function criteriaOf(filter: JobFilter, allStatuses: readonly string[]): readonly Criterion[] {
  const { text, statuses, actions, withinMs, startedHere, ...none } = filter;
  const words =
    (
      name: string,
      all: readonly (Choice & { readonly value: string })[],
      picked: readonly string[] | undefined,
      put: (values: readonly string[]) => JobFilter,
    ) =>
    async (): Promise<JobFilter | undefined> => {
      const chosen = await pickMany(
        all.map(item => ({ ...item, picked: picked?.includes(item.value) ?? false })),
        { title: name, placeHolder: l10n.t('Select none to show all'), ignoreFocusOut: true },
      );
      return chosen && put(chosen.map(({ value }) => value));
    };
  const rest = (leave: keyof JobFilter): JobFilter =>
    Object.fromEntries(
      Object.entries({ ...none, text, statuses, actions, withinMs, startedHere }).filter(
        ([name, value]) => name !== leave && value !== undefined,
      ),
    );
  return [
    {
      icon: 'search',
      label: l10n.t('Text'),
      now: text === undefined ? {} : { text },
      ask: async () => {
        const asked = await askText({
          title: l10n.t('Filter Jobs by Text'),
          value: text ?? '',
          prompt: l10n.t('Text in the name, ID, workflow, S3 locations or spec file'),
        });
        return asked === undefined
          ? undefined
          : asked.trim() === ''
            ? rest('text')
            : { ...rest('text'), text: asked.trim() };
      },
    },
    {
      icon: 'circle-outline',
      label: l10n.t('Status'),
      now: statuses === undefined ? {} : { statuses },
      ask: words(
        l10n.t('Filter Jobs by Status'),
        allStatuses.map(value => ({ value, label: statusText(value), description: value })),
        statuses,
        values => (values.length === 0 ? rest('statuses') : { ...rest('statuses'), statuses: values }),
      ),
    },
    {
      icon: 'symbol-class',
      label: l10n.t('Kind'),
      now: actions === undefined ? {} : { actions },
      ask: words(
        l10n.t('Filter Jobs by Kind'),
        jobKinds.map(({ action, title, icon }) => ({ value: action, icon, label: title })),
        actions,
        values => (values.length === 0 ? rest('actions') : { ...rest('actions'), actions: values }),
      ),
    },
    {
      icon: 'history',
      label: l10n.t('Submitted'),
      now: withinMs === undefined ? {} : { withinMs },
      ask: async () => {
        const any = { label: l10n.t('At Any Time'), span: undefined };
        const picked = await pick(
          [any, ...spans.map(span => ({ label: l10n.t('In the Last {0}', durationText(span)), span: span }))],
          { title: l10n.t('Filter Jobs by Submission') },
        );
        return (
          picked && (picked.span === undefined ? rest('withinMs') : { ...rest('withinMs'), withinMs: picked.span })
        );
      },
    },
    {
      icon: 'home',
      label: l10n.t('Started Here'),
      now: startedHere === undefined ? {} : { startedHere },
      ask: () =>
        Promise.resolve(startedHere === true ? rest('startedHere') : { ...rest('startedHere'), startedHere: true }),
    },
  ];
}
