// The parts of SARIF 2.1.0 (OASIS) that code scanning reads.
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CheckInfo, type Severity, codes } from '../domain/spec/codes.ts';
import { tableCodes } from '../domain/table/codes.ts';
import type { FileReport, LocatedProblem } from './check.ts';
import { explanations, packageName, version } from './self.ts';
import { jsonText } from './text.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'note' };

/** GitHub's own three severities, by which it sorts alerts. */
const sorts: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'recommendation' };

/** Those of specs, then those of tables of runs. */
const rules = Object.entries<CheckInfo>({ ...codes, ...tableCodes });

function ruleOf([id, { severity, title }]: readonly [string, CheckInfo], help: string | undefined): object {
  const [first = title] = (help ?? title).split('\n');
  return {
    id,
    name: title
      .replaceAll("'", '')
      .replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? ''),
    shortDescription: { text: title },
    fullDescription: { text: first },
    help: { text: help ?? title, markdown: help ?? title },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['aws', 'job-spec'], 'problem.severity': sorts[severity] },
  };
}

/**
 * Relative to the working directory, which in CI is the repository's root; a file outside of it gets an absolute URI.
 */
export function artifactOf({ file, path }: Pick<FileReport, 'file' | 'path'>): object {
  if (isAbsolute(path)) return { uri: pathToFileURL(file).href };
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function resultOf(report: FileReport, { code, severity, message, start, end }: LocatedProblem): object {
  return {
    ruleId: code,
    ruleIndex: rules.findIndex(([id]) => id === code),
    level: levels[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactOf(report),
          region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
        },
      },
    ],
  };
}

/** A file that could not be read, as a failure of the run. */
export function failureOf(report: Pick<FileReport, 'file' | 'path' | 'unreadable'>): object {
  return {
    level: 'error',
    message: { text: `${report.path} cannot be read: ${report.unreadable ?? ''}` },
    locations: [{ physicalLocation: { artifactLocation: artifactOf(report) } }],
  };
}

/** The text of a report with one run. `failures`: what could not be done, which is no result. */
export async function sarifText(
  rules: readonly object[],
  failures: readonly object[],
  results: readonly object[],
): Promise<string> {
  return jsonText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: packageName, version: await version(), rules } },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            ...(failures.length === 0 ? {} : { toolExecutionNotifications: failures }),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  });
}

/**
 * The report for code scanning. Files that could not be checked are reported as failures of the run, not as results.
 */
export async function sarifReport(reports: readonly FileReport[], missing: readonly string[]): Promise<string> {
  const help = await explanations();
  return sarifText(
    rules.map(rule => ruleOf(rule, help.get(rule[0]))),
    [
      ...missing.map(text => ({ level: 'error', message: { text } })),
      ...reports.filter(({ unreadable }) => unreadable !== undefined).map(failureOf),
    ],
    reports.flatMap(report => report.problems.map(problem => resultOf(report, problem))),
  );
}
