import type { CheckContext, CheckedSpec } from '../domain/spec/checked.ts';
import { checkSpec } from '../domain/spec/check.ts';
import { askText } from './window/input.ts';

/**
 * Checks a text that is about to be used, so that no variable may stay unknown: asks once for each `${input:…}`, and
 * checks again with the answers. Asks nothing if there already is an error. Resolves with undefined if the user
 * cancels.
 */
export async function checkAskingInputs(
  text: string,
  context: CheckContext,
  title: string,
): Promise<CheckedSpec | undefined> {
  const checked = await checkSpec(text, context);
  const prompts = new Set(checked.variables.filter(({ kind }) => kind === 'input').map(({ argument }) => argument));
  if (prompts.size === 0 || checked.problems.some(({ severity }) => severity === 'error')) return checked;
  const inputs = new Map<string, string>();
  for (const prompt of prompts) {
    const step = prompts.size === 1 ? title : `${title} (${inputs.size + 1}/${prompts.size})`;
    const answer = await askText({ title: step, prompt, ignoreFocusOut: true });
    if (answer === undefined) return undefined;
    inputs.set(prompt, answer);
  }
  return await checkSpec(text, { ...context, variables: { ...context.variables, inputs } });
}
