import type { CheckContext } from '../spec/checked.ts';
import type { Intent } from './intent.ts';
import { kindOf } from './kinds.ts';
import { at, canonicalJson, stringAt } from '../json.ts';
import { specTextOf } from '../spec/awsCli.ts';
import { checkSpec } from '../spec/check.ts';
import { parseSpec } from '../spec/parse.ts';
import type { ValidSpec } from '../spec/spec.ts';

/**
 * Returns the spec that repeats a start as it was sent, if its file is unchanged: resolving the variables again, with
 * another date or input, would start a second job besides the one that may exist. Undefined if the start had no
 * variables or the file has changed.
 */
export async function repeatedSpec(
  { action, region, account, request, written }: Intent,
  text: string,
  context: CheckContext,
): Promise<ValidSpec | undefined> {
  const { value, problems } = parseSpec(text);
  const kind = kindOf(action);
  const now = at(value, 'request');
  const isSame =
    problems.length === 0 &&
    stringAt(value, 'action') === action &&
    now !== undefined &&
    written !== undefined &&
    canonicalJson(now) === canonicalJson(written);
  if (kind === undefined || !isSame) return undefined;
  const { spec } = await checkSpec(specTextOf(kind, request, { region, account }), context);
  return spec && { ...spec, written };
}
