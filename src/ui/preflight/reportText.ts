// The report of the checks before a start, as Markdown. What comes from services and files goes through `markdownText`.
import type { Finding, Verdict } from '../../domain/preflight/finding.ts';
import type { CheckResult, Preflight, Tally } from '../../domain/preflight/preflight.ts';
import { markdownText as text } from '../../domain/markdown.ts';
import { l10n } from '../l10n.ts';
import { formatPlural } from '../formatPlural.ts';
import { timeText } from '../words.ts';

/** A verdict in words, with a sign that also tells them apart without color. */
export function verdictText(verdict: Verdict): string {
  switch (verdict) {
    case 'yes':
      return l10n.t('✓ Yes');
    case 'no':
      return l10n.t('✗ No');
    case 'unknown':
      return l10n.t('? Could not tell');
  }
}

/** How the checks stand, in one line. */
export function summaryText({ yes, no, unknown, open }: Tally): string {
  return [
    ...(no === 0 ? [] : [formatPlural(l10n.t('{0, plural, one {# problem} other {# problems}}'), no)]),
    l10n.t('{0} passed', yes.toLocaleString()),
    ...(unknown === 0 ? [] : [l10n.t('{0} could not be determined', unknown.toLocaleString())]),
    ...(open === 0 ? [] : [l10n.t('{0} still running', open.toLocaleString())]),
  ].join(' · ');
}

/** Returns the report. `name`: what the checks are of. */
export function reportText(name: string, preflight: Preflight): string {
  const { subject, simulated } = preflight.input;
  const { results, tally, endedAt } = preflight;
  const line = (label: string, value: string): string => `**${text(label)}:** ${text(value)}`;
  const parts = [
    `# ${text(l10n.t('Check Before Start: {0}', name))}`,
    `**${text(summaryText(tally))}**`,
    [
      line(l10n.t('Action'), subject.kind.action),
      line(
        l10n.t('Account'),
        simulated ? l10n.t('{0} (simulated)', subject.identity.account) : subject.identity.account,
      ),
      line(l10n.t('Region'), subject.region),
      line(l10n.t('Checked'), endedAt === undefined ? l10n.t('Checking…') : timeText(endedAt)),
    ].join('  \n'),
    ...(tally.no === 0
      ? []
      : [
          `## ${text(l10n.t('To do'))}`,
          results
            .flatMap(({ check, findings = [] }) =>
              findings
                .filter(({ verdict }) => verdict === 'no')
                .map(({ text: what, advice = '' }) => `- **${text(check.title)}:** ${text(what)} ${text(advice)}`),
            )
            .join('\n'),
        ]),
    ...results.map(resultText),
    '---',
    text(
      l10n.t(
        'Checks only read. AWS decides by more than can be read here, so a job can still fail. “Could not tell” needs no change by itself: you may lack the permission to read what would tell, or it is worth a look.',
      ),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function resultText({ check, findings, soFar }: CheckResult): string {
  return [
    `## ${text(check.title)}`,
    findings === undefined
      ? text(soFar === undefined ? l10n.t('Checking…') : l10n.t('Checking… {0}', soFar))
      : findings.map(findingText).join('\n'),
  ].join('\n\n');
}

function findingText({ verdict, text: what, advice, details = [] }: Finding): string {
  return [
    `- **${text(verdictText(verdict))}.** ${text(what)}${advice === undefined ? '' : ` ${text(advice)}`}`,
    ...details.map(detail => `  - ${text(detail)}`),
  ].join('\n');
}
