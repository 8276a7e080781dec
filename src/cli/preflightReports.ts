// The reports of `aws-job-specs preflight`.
import type { Answer, FileAnswers } from './preflight.ts';
import { artifactOf, failureOf, sarifText } from './sarif.ts';
import { packageName, version } from './self.ts';
import { asLine, asPath, escapeForTerminal, jsonText } from './text.ts';

type Verdict = Answer['verdict'];

const words: Readonly<Record<Verdict, string>> = { yes: 'yes', no: 'no', unknown: 'could not tell' };
const levels: Readonly<Record<Verdict, string>> = { yes: 'none', no: 'error', unknown: 'note' };

/** The lines for one file: path, verdict, check, and what was found. */
export function preflightText({ path: name, answers, unreadable }: FileAnswers): string {
  const path = asPath(name);
  if (unreadable !== undefined) return `${path} cannot be read: ${escapeForTerminal(unreadable)}\n`;
  return answers
    .map(({ check, verdict, text, advice, details = [] }) =>
      [
        `${path} ${words[verdict]} ${check.id} ${escapeForTerminal([text, advice ?? ''].join(' ').trim())}\n`,
        ...details.map(detail => `${asLine(`  ${detail}`)}\n`),
      ].join(''),
    )
    .join('');
}

export function countsOf(reports: readonly FileAnswers[]): Readonly<Record<Verdict, number>> {
  const counts = { yes: 0, no: 0, unknown: 0 };
  for (const { answers } of reports) for (const { verdict } of answers) counts[verdict] += 1;
  return counts;
}

/** The report for programs. `version` changes when the meaning of a member changes. */
export async function preflightJson(reports: readonly FileAnswers[]): Promise<string> {
  return jsonText({
    version: 1,
    tool: { name: packageName, version: await version() },
    files: reports.map(({ path, answers, unreadable }) => ({
      path,
      ...(unreadable === undefined
        ? {
            answers: answers.map(({ check, ...answer }) => ({ check: check.id, ...answer })),
          }
        : { unreadable }),
    })),
    summary: countsOf(reports),
  });
}

/** SARIF 2.1.0, with a result for each answer that is not yes. */
export function preflightSarif(reports: readonly FileAnswers[]): Promise<string> {
  const checks = new Map(
    reports.flatMap(({ answers }) => answers.map(({ check }) => [check.id, check.title] as const)),
  );
  return sarifText(
    Array.from(checks, ([id, title]) => ({ id, shortDescription: { text: title } })),
    reports.filter(({ unreadable }) => unreadable !== undefined).map(failureOf),
    reports.flatMap(report =>
      report.answers
        .filter(({ verdict }) => verdict !== 'yes')
        .map(({ check, verdict, text, advice }) => ({
          ruleId: check.id,
          level: levels[verdict],
          message: { text: [text, advice ?? ''].join(' ').trim() },
          locations: [
            {
              physicalLocation: {
                artifactLocation: artifactOf(report),
                region: { startLine: 1, startColumn: 1 },
              },
            },
          ],
        })),
    ),
  );
}
