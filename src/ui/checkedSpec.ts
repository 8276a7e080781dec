// Reads and checks a spec that is about to be used, asking for what it leaves open.
import type * as vscode from 'vscode';
import { repeatedSpec } from '../domain/jobs/repeat.ts';
import type { Intent } from '../domain/jobs/intent.ts';
import type { CheckContext, CheckedSpec } from '../domain/spec/checked.ts';
import type { ValidSpec } from '../domain/spec/spec.ts';
import { sentenceOf } from '../domain/visible.ts';
import { checkAskingInputs } from './askInputs.ts';
import { checkContext } from './checkContext.ts';
import type { CommandContext } from './commands/command.ts';
import { formatPlural } from './formatPlural.ts';
import { l10n } from './l10n.ts';
import { showProblem } from './showProblem.ts';
import { showMessage } from './window/messages.ts';
import { fileName } from './words.ts';

/** What a spec is read for. Functions of the file's name. */
export interface Purpose {
  /** The title of the boxes that ask for values. */
  readonly title: (name: string) => string;
  /** Says that nothing comes of the file, and why. */
  readonly notDone: (name: string, why: string) => string;
}

/**
 * Reads and checks the file. If it has errors, shows them in the editor, names the first, and resolves with undefined.
 * `again`: the unconfirmed start that this repeats.
 */
export async function checkedSpec(
  from: vscode.Uri,
  { ports, diagnostics }: CommandContext,
  purpose: Purpose,
  again?: Intent,
): Promise<{ readonly spec: ValidSpec; readonly file: vscode.Uri; readonly text: string } | undefined> {
  let uri = from;
  let text: string;
  let checkedWith: CheckContext;
  try {
    ({ uri, text } = await ports.specFiles.read(from));
    checkedWith = await checkContext(ports, uri, text, true);
  } catch (fault) {
    ports.log.fault('spec not readable', fault);
    void showMessage(
      'error',
      l10n.t('Could not read {0}. {1}', fileName(uri), sentenceOf(fault instanceof Error ? fault.message : '')),
    );
    return undefined;
  }
  const repeated = again && (await repeatedSpec(again, text, checkedWith));
  if (repeated !== undefined) return { spec: repeated, file: uri, text };
  const checked = await checkAskingInputs(text, checkedWith, purpose.title(fileName(uri)));
  if (checked === undefined) return undefined;
  if (checked.spec !== undefined) return { spec: checked.spec, file: uri, text };
  diagnostics.show(uri, checked);
  ports.log.info('refused by the check', { count: checked.problems.length });
  await showProblems(uri, text, checked, purpose);
  return undefined;
}

async function showProblems(
  uri: vscode.Uri,
  text: string,
  { problems }: CheckedSpec,
  { notDone }: Purpose,
): Promise<void> {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) {
    void showMessage('error', notDone(fileName(uri), l10n.t('Some of its variables have no value.')));
    return;
  }
  const more =
    errors.length === 1
      ? ''
      : ` ${formatPlural(l10n.t('{0, plural, one {# more problem is shown in the file.} other {# more problems are shown in the file.}}'), errors.length - 1)}`;
  await showProblem(uri, text, first, 'error', `${notDone(fileName(uri), first.message)}${more}`);
}
