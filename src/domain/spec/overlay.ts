// Overlays: one file for each place jobs run in (dev, prod), with the values of `${var:…}` there.
import { type JsonObject, isJsonObject } from '../json.ts';
import { maxSpecLength } from './parse.ts';
import { syntaxMessage } from './syntax.ts';
import { buildTree } from './tree.ts';

/** What an overlay file holds; values are checked when they are asked for, so that one wrong one hides no other. */
export interface Overlay {
  /** What it is picked by: the file's name without its ending. */
  readonly name: string;
  /** The file, as a person knows it. */
  readonly file: string;
  readonly members: JsonObject;
}

/** Why there is no overlay, in a sentence for a person. */
export interface NoOverlay {
  readonly problem: string;
}

/** Reads the text of an overlay file: an object of texts, comments and trailing commas welcome. Never throws, whatever the text. */
export function parseOverlay(text: string, name: string, file: string): Overlay | NoOverlay {
  if (text.length > maxSpecLength) return { problem: `${file} is too large to be read.` };
  const { value, errors: [error], stopped } = buildTree(text.replace(/^\ufeff/, ' '));
  if (error !== undefined) return { problem: `${file} cannot be read, line ${text.slice(0, error.offset).split('\n').length}: ${syntaxMessage(text, error)}` };
  if (stopped !== undefined || !isJsonObject(value)) return { problem: `${file} is not an object of names and texts.` };
  return { name, file, members: value };
}

/** A name as a message shows it. */
const quoted = (name: string): string => JSON.stringify(name.length <= 60 ? name : `${name.slice(0, 59)}…`);

/** The names of an overlay that have a value, in the order of the file. */
export function overlayNames({ members }: Overlay): readonly string[] {
  return Object.keys(members).filter(name => name !== '$schema' && typeof members[name] === 'string');
}

/** The value of a name, or why it has none, in a sentence for a person. */
export function overlayValue({ members, file }: Overlay, name: string): { readonly value: string } | NoOverlay {
  const value = Object.hasOwn(members, name) && name !== '$schema' ? members[name] : undefined;
  if (value === undefined) return { problem: `There is no ${quoted(name)} in ${file}.` };
  if (typeof value !== 'string') return { problem: `The value of ${quoted(name)} in ${file} must be a text in double quotes.` };
  // Taken as it stands it would be sent with the variable in it.
  if (value.includes('${')) return { problem: `The value of ${quoted(name)} in ${file} holds a variable itself, and those are not resolved.` };
  return { value };
}
