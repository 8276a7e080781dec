import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import type { Fix, Problem } from '../../domain/spec/problem.ts';
import type { SpecChecks } from './checks.ts';
import { Lines, isOf } from './positions.ts';
import { quickFix } from '../window/editor.ts';
import { formatPlural } from '../formatPlural.ts';

/** Returns the fixes of each problem in a range, and one action to fix all problems with the same code. */
export async function quickFixes(
  checks: SpecChecks,
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
  token: vscode.CancellationToken,
): Promise<vscode.CodeAction[]> {
  const { version } = document;
  const { parsed, problems } = await checks.of(document);
  if (token.isCancellationRequested || document.version !== version) return [];
  return actionsFor(parsed.text, problems, document, range, context);
}

/** What has fixes: a problem of a spec, or of a table. */
type Fixable = Pick<Problem, 'offset' | 'length' | 'fixes'> & { readonly code: string };

/** Returns the same for problems of any text; `text`: the document's. */
export function actionsFor(
  text: string,
  problems: readonly Fixable[],
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const lines = new Lines(text);
  const here = problems.filter(
    problem => problem.fixes.length > 0 && lines.range(problem).intersection(range) !== undefined,
  );
  const single = here.flatMap(problem =>
    problem.fixes.map((fix, index) => {
      const action = actionFor(document, lines, fix.title, [fix]);
      action.diagnostics = context.diagnostics.filter(
        diagnostic => isOf(diagnostic, problem) && diagnostic.range.isEqual(lines.range(problem)),
      );
      action.isPreferred = index === 0 && problem.fixes.length === 1;
      return action;
    }),
  );
  return [
    ...single,
    ...[...new Set(here.map(({ code }) => code))].flatMap(code => fixAll(document, lines, code, problems)),
  ];
}

function fixAll(
  document: vscode.TextDocument,
  lines: Lines,
  code: string,
  problems: readonly Fixable[],
): vscode.CodeAction[] {
  const fixes = problems
    .filter(problem => problem.code === code)
    .flatMap(({ fixes: [first] }) => (first === undefined ? [] : [first]));
  return fixes.length < 2
    ? []
    : [
        actionFor(
          document,
          lines,
          formatPlural(
            l10n.t('{0, plural, one {Fix # problem of this kind ({1})} other {Fix all # problems of this kind ({1})}}'),
            fixes.length,
            code,
          ),
          fixes,
        ),
      ];
}

function actionFor(
  document: vscode.TextDocument,
  lines: Lines,
  title: string,
  fixes: readonly Fix[],
): vscode.CodeAction {
  const action = quickFix(title);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(
    document.uri,
    fixes.flatMap(({ edits }) => edits).map(edit => new vscode.TextEdit(lines.range(edit), edit.content)),
  );
  return action;
}
