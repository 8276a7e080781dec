// What the settings of editors say: a setting of a file, and the protected connections of all editors on this machine.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { isJsonObject, type JsonValue } from '../../domain/json.ts';
import { type Machine, editorFolders } from './history.ts';

/** Names accounts and profiles that are protected, with commas between them. */
const protectedVariable = 'AWS_JOB_SPECS_PROTECTED';

const setting = 'awsJobs.protectedConnections';

/**
 * Returns the patterns of all editors' settings and of the environment; `isProtected` reads them. A settings file that
 * cannot be read protects everything.
 */
export function protectedConnections(machine: Machine): readonly unknown[] {
  const named = (machine.env[protectedVariable] ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
  return [...named, ...editorFolders(machine).flatMap(folder => patternsIn(join(folder, 'settings.json')))];
}

function patternsIn(path: string): readonly unknown[] {
  const value = settingIn(path, setting);
  if (value === unreadable) return ['*'];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** A settings file that is there, and may say anything. */
export const unreadable = Symbol('unreadable');

/** Returns the value of a setting in an editor's settings file; undefined if there is no file or it does not set it. */
export function settingIn(path: string, name: string): JsonValue | undefined | typeof unreadable {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (fault) {
    const isAbsent = fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'ENOTDIR');
    return isAbsent ? undefined : unreadable;
  }
  // As the editor reads it: comments and commas at the end are allowed, and what is broken is left out.
  const settings = parse(text, [], { allowTrailingComma: true, allowEmptyContent: true }) as JsonValue | undefined;
  if (settings === undefined && text.trim() !== '') return unreadable;
  return (isJsonObject(settings) ? settings[name] : undefined) ?? undefined;
}
