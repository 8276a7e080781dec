import type { Counts, FileReport } from './check.ts';
import { packageName, version } from './self.ts';
import { jsonText } from './text.ts';

/**
 * The report for programs, described in docs/command-line/check.md. `version` changes when the meaning of a member changes.
 */
export async function jsonReport(
  reports: readonly FileReport[],
  missing: readonly string[],
  { files, tables, unreadable, problems }: Counts,
): Promise<string> {
  return jsonText({
    version: 1,
    tool: { name: packageName, version: await version() },
    files: reports
      .filter(report => report.unreadable === undefined)
      .map(report => ({
        path: report.path,
        problems: report.problems.map(
          ({ code, severity, message, path, header, start, end, offset, length, fixes }) => ({
            code,
            severity,
            message,
            member: path,
            ...(header === undefined ? {} : { header }),
            line: start.line,
            column: start.column,
            endLine: end.line,
            endColumn: end.column,
            offset,
            length,
            fixes,
          }),
        ),
      })),
    unreadable: reports.flatMap(report =>
      report.unreadable === undefined ? [] : [{ path: report.path, reason: report.unreadable }],
    ),
    missing,
    summary: {
      files,
      tables,
      unreadable,
      errors: problems.error,
      warnings: problems.warning,
      information: problems.information,
    },
  });
}
