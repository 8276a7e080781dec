// The runs of a table as Markdown. What comes from files goes through `domain/markdown`.
import { maxOf } from '../../domain/extremes.ts';
import { markdownTable, markdownText } from '../../domain/markdown.ts';
import { visible } from '../../domain/visible.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { fileName } from '../words.ts';
import { rowName } from './candidates.ts';
import type { ReadTable } from './readTable.ts';

/** The requests of so many runs are shown; the table has all. */
const maxRequests = 100;

type Run = ReadTable['runs'][number];

/** Formats what each row of a table would send. `name`: that of its file. */
export function previewText(name: string, { spec, blocked, runs }: ReadTable): string {
  const valid = runs.filter(run => run.spec !== undefined);
  const shown = valid.slice(0, maxRequests);
  return [
    `# ${markdownText(l10n.t('Runs of {0}', name))}`,
    ...(blocked === undefined
      ? [`**${markdownText(countText(valid.length, runs.length - valid.length))}**`]
      : [`**${markdownText(l10n.t('Nothing can be started from this table.'))}** ${markdownText(blocked.message)}`]),
    ...(spec === undefined ? [] : [markdownText(l10n.t('Spec: {0}', fileName(spec.uri)))]),
    ...(runs.length === 0
      ? []
      : [
          markdownTable(
            [l10n.t('Run'), l10n.t('Input or Workflow'), l10n.t('Output'), l10n.t('Problem')],
            runs.map(cells),
          ),
        ]),
    ...shown.map(section),
    ...(valid.length > shown.length
      ? [
          markdownText(
            formatPlural(
              l10n.t(
                '{0, plural, one {The request of # more run is not shown.} other {The requests of # more runs are not shown.}}',
              ),
              valid.length - shown.length,
            ),
          ),
        ]
      : []),
    '',
  ].join('\n\n');
}

function countText(valid: number, wrong: number): string {
  const can = formatPlural(l10n.t('{0, plural, one {# run can be started} other {# runs can be started}}'), valid);
  return wrong === 0
    ? can
    : `${can} · ${formatPlural(l10n.t('{0, plural, one {# has a problem} other {# have problems}}'), wrong)}`;
}

function cells(run: Run): readonly string[] {
  const { spec, why, sameAs } = run;
  const { input, output, workflow } = spec?.kind.facts(spec.request) ?? {};
  const remark = why ?? (sameAs === undefined ? '' : l10n.t('Same request as row {0}', sameAs));
  return [rowName(run), input ?? workflow ?? '', output ?? '', remark].map(markdownText);
}

/** The request as it would be sent. The fence is longer than any in it, so that it ends nowhere else. */
function section(run: Run): string {
  const { region, request = {} } = run.spec ?? {};
  const json = JSON.stringify(request, undefined, 2).split('\n').map(visible).join('\n');
  const longest = maxOf(json.matchAll(/`+/g), ([ticks]) => ticks.length, 2);
  const fence = '`'.repeat(longest + 1);
  return [
    `## ${markdownText(rowName(run))}`,
    ...(region === undefined ? [] : [markdownText(l10n.t('Region: {0}', region))]),
    `${fence}json\n${json}\n${fence}`,
  ].join('\n\n');
}
