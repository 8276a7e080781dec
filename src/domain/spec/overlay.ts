// Overlays: one file for each place jobs run in (dev, prod), with the values of `${var:…}` there.
import { type JsonObject, isJsonObject } from '../json.ts';
import { maxSpecLength } from './parse.ts';
import { syntaxTold } from './syntax.ts';
import { buildTree } from './tree.ts';

/** What an overlay file holds; values are checked when they are asked for, so that one wrong one hides no other. */
export interface Overlay {
  /** What it is picked by: the file's name without its ending. */
  readonly name: string;
  /** The file, as a person knows it. */
  readonly file: string;
  readonly members: JsonObject;
}

/** Why there is no overlay, or no value in it, and what to do; each a sentence for a person. */
export interface NoOverlay {
  readonly problem: string;
  readonly next: string;
}

/** Reads the text of an overlay file: an object of texts, comments and trailing commas welcome. Never throws, whatever the text. */
export function parseOverlay(text: string, name: string, file: string): Overlay | NoOverlay {
  if (text.length > maxSpecLength) return { problem: `${file} is too large to be read.`, next: 'Select another overlay.' };
  const { value, errors: [error], stopped } = buildTree(text.replace(/^\ufeff/, ' '));
  if (error !== undefined) {
    const { what, next } = syntaxTold(text, error);
    return { problem: `${file} cannot be read, line ${text.slice(0, error.offset).split('\n').length}${what === undefined ? '.' : `: ${what}`}`, next };
  }
  if (stopped !== undefined || !isJsonObject(value)) return { problem: `${file} is not an object of names and texts.`, next: 'Correct the file.' };
  return { name, file, members: value };
}

/** A name as a message shows it. */
const quoted = (name: string): string => JSON.stringify(name.length <= 60 ? name : `${name.slice(0, 59)}…`);

/** The names of an overlay that have a value, in the order of the file. */
export function overlayNames({ members }: Overlay): readonly string[] {
  return Object.keys(members).filter(name => name !== '$schema' && typeof members[name] === 'string');
}

/** The value of a name, or why it has none. */
export function overlayValue({ members, file }: Overlay, name: string): { readonly value: string } | NoOverlay {
  const value = Object.hasOwn(members, name) && name !== '$schema' ? members[name] : undefined;
  if (value === undefined) return { problem: `There is no ${quoted(name)} in ${file}.`, next: 'Add it there, or select another overlay.' };
  if (typeof value !== 'string') return { problem: `The value of ${quoted(name)} in ${file} is not a text.`, next: 'Put it in double quotes.' };
  // Taken as it stands it would be sent with the variable in it.
  if (value.includes('${')) return { problem: `The value of ${quoted(name)} in ${file} contains a variable, which is not resolved.`, next: 'Write the value itself.' };
  return { value };
}
