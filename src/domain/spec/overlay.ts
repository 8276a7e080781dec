// Overlays: one file per environment that jobs run in (dev, prod), with the values of `${var:…}` there.
import { type JsonObject, isJsonObject } from '../json.ts';
import { maxSpecLength } from './parse.ts';
import { syntaxMessage } from './syntax.ts';
import { buildTree } from './tree.ts';

/** The content of an overlay file; values are checked when used, so that a wrong one does not hide the others. */
export interface Overlay {
  /** The name to select it by: the file's name without its suffix. */
  readonly name: string;
  /** The file's name for display. */
  readonly file: string;
  readonly members: JsonObject;
}

/** Why there is no overlay, or no value in it, and what to do; each a sentence for the user. */
export interface NoOverlay {
  readonly problem: string;
  readonly next: string;
}

/**
 * Parses the text of an overlay file: an object of strings; comments and trailing commas are allowed. Never throws,
 * whatever the text.
 */
export function parseOverlay(text: string, name: string, file: string): Overlay | NoOverlay {
  if (text.length > maxSpecLength)
    return { problem: `${file} is too large to be read.`, next: 'Select another overlay.' };
  const {
    value,
    errors: [error],
    stopped,
  } = buildTree(text.replace(/^\ufeff/, ' '));
  if (error !== undefined) {
    const { what, next } = syntaxMessage(text, error);
    return {
      problem: `${file} cannot be read, line ${text.slice(0, error.offset).split('\n').length}${what === undefined ? '.' : `: ${what}`}`,
      next,
    };
  }
  if (stopped !== undefined || !isJsonObject(value))
    return { problem: `${file} is not an object of names and texts.`, next: 'Correct the file.' };
  return { name, file, members: value };
}

/** Formats a name for a message. */
const quoted = (name: string): string => JSON.stringify(name.length <= 60 ? name : `${name.slice(0, 59)}…`);

/** Returns the names in an overlay that have a value, in file order. */
export function overlayNames({ members }: Overlay): readonly string[] {
  return Object.keys(members).filter(name => name !== '$schema' && typeof members[name] === 'string');
}

/** Returns the value of a name, or why it has none. */
export function overlayValue({ members, file }: Overlay, name: string): { readonly value: string } | NoOverlay {
  const value = Object.hasOwn(members, name) && name !== '$schema' ? members[name] : undefined;
  if (value === undefined)
    return { problem: `There is no ${quoted(name)} in ${file}.`, next: 'Add it there, or select another overlay.' };
  if (typeof value !== 'string')
    return { problem: `The value of ${quoted(name)} in ${file} is not a text.`, next: 'Put it in double quotes.' };
  // Otherwise it would be sent with the variable in it.
  if (value.includes('${'))
    return {
      problem: `The value of ${quoted(name)} in ${file} contains a variable, which is not resolved.`,
      next: 'Write the value itself.',
    };
  return { value };
}
