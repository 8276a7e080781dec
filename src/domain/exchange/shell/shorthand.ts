// The AWS CLI's shorthand for an object: `S3Bucket=notes,S3Key=in/`.
import type { JsonObject } from '../../json.ts';
import { Unreadable } from '../fault.ts';

/** A name and its value: in quotes, or up to the next comma. A backslash makes a comma or quote literal. */
const member =
  /\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"\s*|'((?:[^'\\]|\\.)*)'\s*|((?:[^,\\\s]|\\.)(?:[^,\\]|\\.)*)?)(,|$)/gsy;

/**
 * Reads a value in shorthand. `offsetAt`: the place in the source of an index of the value. Throws Unreadable if it is
 * none.
 */
export function readShorthand(value: string, offsetAt: (index: number) => number): JsonObject {
  const members: [string, string][] = [];
  member.lastIndex = 0;
  let end = 0;
  while (end < value.length) {
    const found = member.exec(value);
    const [whole = '', name = '', double, single, bare] = found ?? [];
    if (found === null)
      throw new Unreadable(
        'This is neither JSON nor the shorthand of the AWS CLI, such as S3Bucket=notes,S3Key=in/.',
        offsetAt(end),
      );
    members.push([name, (double ?? single ?? (bare ?? '').trim()).replaceAll(/\\([,"'\\])/g, '$1')]);
    end += whole.length;
    member.lastIndex = end;
  }
  return Object.fromEntries(members);
}
