import type { Intent } from '../jobs/intent.ts';
import { kindOf } from '../jobs/kinds.ts';
import { at, canonicalJson, stringAt } from '../json.ts';
import { specTextOf } from './awsCli.ts';
import { type CheckContext, checkSpec } from './check.ts';
import { parseSpec } from './parse.ts';
import type { ValidSpec } from './spec.ts';

/**
 * Returns the spec that repeats a start as it was sent, if its file is unchanged: resolving the variables again, with
 * another date or input, would start a second job besides the one that may exist. Undefined if the start had no
 * variables or the file has changed.
 */
export async function repeatedSpec({ action, region, account, request, written }: Intent, text: string, context: CheckContext): Promise<ValidSpec | undefined> {
  const { value, problems } = parseSpec(text);
  const kind = kindOf(action);
  const now = at(value, 'request');
  const isSame = problems.length === 0 && stringAt(value, 'action') === action && now !== undefined && written !== undefined && canonicalJson(now) === canonicalJson(written);
  if (kind === undefined || !isSame) return undefined;
  const { spec } = await checkSpec(specTextOf(kind, request, { region, account }), context);
  return spec && { ...spec, written };
}
