// Splits a Comprehend Medical spec into one for each folder below its input.
import { at, stringAt } from '../json.ts';
import { replaceValue } from './edits.ts';
import { nodeAt } from './nodes.ts';
import { parseSpec } from './parse.ts';
import { type Edit, applyFix } from './problem.ts';

/** The longest JobName. Source: `JobName` of the service's API. */
const longestJobName = 256;

/** Returns a prefix with the slash that makes it that of a folder; empty for a whole bucket. */
export const folderPrefix = (key: string): string => (key === '' || key.endsWith('/') ? key : `${key}/`);

/** A name made of letters, digits, dots, hyphens and underscores, for a job or a file. */
export const plainName = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N}._]+/gu, '-').replaceAll(/^-|-$/g, '') || 'folder';

/** Escapes what would be read as a variable. */
const literal = (text: string): string => text.replaceAll('${', '$${');

/**
 * Returns the text of a spec for one folder below its input. Comments, format and variables stay as they are. `folder`:
 * the folder's name without slashes. Undefined if the text has no input prefix.
 */
export function specForFolder(text: string, folder: string): string | undefined {
  const { root, value } = parseSpec(text);
  const keyPath = ['request', 'InputDataConfig', 'S3Key'];
  const namePath = ['request', 'JobName'];
  const keyNode = nodeAt(root, keyPath);
  const key = at(value, ...keyPath);
  if (keyNode === undefined || typeof key !== 'string') return undefined;
  const edits: Edit[] = [replaceValue(keyNode, `${folderPrefix(key)}${literal(folder)}/`)];
  const nameNode = nodeAt(root, namePath);
  const name = stringAt(value, ...namePath);
  if (nameNode !== undefined && name !== undefined) {
    const ending = `-${plainName(folder)}`;
    const named = `${name}${ending}`;
    // Cutting off a variable would leave half of it.
    if (named.length <= longestJobName) edits.push(replaceValue(nameNode, named));
  }
  return applyFix(text, { title: '', edits });
}

/** Returns a file name for each folder: the spec's own with the folder's, each once. `base`: without the suffix. */
export function specNamesOf(base: string, folders: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return folders.map(folder => {
    const plain = `${base}-${plainName(folder)}`;
    let name = plain;
    // Many file systems do not distinguish upper and lower case.
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${plain}-${number}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
