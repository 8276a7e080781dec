import type { CheckContext, CheckedSpec } from '../domain/spec/checked.ts';
import { checkSpec } from '../domain/spec/check.ts';
import { askText } from './window/input.ts';

/**
 * The check of a text that is about to be used, for which nothing may stay unknown: asks for each `${input:…}` once, and
 * checks with the answers. Without a question when there is an error already. Undefined: the person called it off.
 */
export async function checkAskingInputs(text: string, context: CheckContext, title: string): Promise<CheckedSpec | undefined> {
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
