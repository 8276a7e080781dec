import type { DownloadOutcome, FailedFile } from '../../domain/files/download.ts';
import type { Plan, PlannedFile } from '../../domain/files/plan.ts';
import { visible } from '../../domain/visible.ts';
import { l10n } from '../l10n.ts';
import { fileErrorText } from '../fileErrorText.ts';
import { filesText } from './texts.ts';

/** The most files of a section; the numbers are in the notification. */
const mostListed = 10_000;

/** Returns what is to be said of single files; undefined if that is nothing. */
export function summaryText(plan: Plan, outcome: DownloadOutcome): string | undefined {
  const pathOf = ({ path }: PlannedFile): string => visible(path.join('/'));
  const keyOf = ({ key }: PlannedFile): string => visible(key.slice(plan.from.key.length));
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [l10n.t('Not downloaded'), outcome.failed.map(failed => `${keyOf(failed.file)}: ${reasonOf(failed)}`)],
    [
      l10n.t('Under another name, because the key cannot be the path of a file'),
      plan.files.filter(({ isRenamed }) => isRenamed).map(file => `${keyOf(file)} → ${pathOf(file)}`),
    ],
    [l10n.t('Changed in S3 while the download ran; the newest content was taken'), outcome.changed.map(pathOf)],
    [l10n.t('Verified by size only, because S3 has no checksum of the whole file'), outcome.unverified.map(pathOf)],
  ];
  const texts = sections.flatMap(([title, lines]) => {
    const more = lines.length - mostListed;
    return lines.length === 0
      ? []
      : [
          [
            `${title} (${lines.length.toLocaleString()})`,
            ...lines.slice(0, mostListed).map(line => `  ${line}`),
            ...(more > 0 ? [`  … ${more.toLocaleString()}`] : []),
          ].join('\n'),
        ];
  });
  return texts.length === 0 ? undefined : `${texts.join('\n\n')}\n`;
}

function reasonOf(failed: FailedFile): string {
  return 'refusal' in failed ? filesText(failed.refusal) : fileErrorText(failed.fileError);
}
