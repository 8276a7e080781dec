// The protected connections, from the user settings of the editors on this machine.
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
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (fault) {
    return fault instanceof Error && 'code' in fault && fault.code === 'ENOENT' ? [] : ['*'];
  }
  // As the editor reads it: comments and commas at the end are allowed, and what is broken is left out.
  const settings = parse(text, [], { allowTrailingComma: true, allowEmptyContent: true }) as JsonValue | undefined;
  if (settings === undefined && text.trim() !== '') return ['*'];
  const value = isJsonObject(settings) ? settings[setting] : undefined;
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}
