import { l10n } from '../l10n.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { showMessage } from '../window/messages.ts';
import { checkAskingInputs } from '../askInputs.ts';
import { checkContext } from '../checkContext.ts';
import { showProblem } from '../showProblem.ts';
import { fileName } from '../words.ts';
import type { CommandContext } from './command.ts';
import { specTarget } from './targets.ts';

/**
 * Resolves with the spec for a command, including unsaved changes. If it has an error, opens the file there, names the
 * first error and resolves with undefined.
 */
export async function validSpecTarget(context: CommandContext, target: unknown): Promise<ValidSpec | undefined> {
  const uri = await specTarget(context, target);
  if (uri === undefined) return undefined;
  const text = await context.ports.specFiles.text(uri);
  const checked = await checkAskingInputs(text, await checkContext(context.ports, uri, text), fileName(uri));
  if (checked === undefined) return undefined;
  if (checked.spec !== undefined) return checked.spec;
  context.diagnostics.show(uri, checked);
  const first = checked.problems.find(({ severity }) => severity === 'error');
  if (first === undefined) {
    void showMessage('info', l10n.t('Nothing was copied: some values in {0} are not known.', fileName(uri)));
    return undefined;
  }
  await showProblem(
    uri,
    text,
    first,
    'error',
    l10n.t('Nothing was copied: {0} has an error. {1}', fileName(uri), first.message),
  );
  return undefined;
}
