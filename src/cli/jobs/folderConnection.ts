// The connection that the settings of a spec's folder name. The editor starts the specs of such a folder with no other.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'jsonc-parser';
import { type Connected, type ConnectionChoice, parseChoice } from '../../domain/connection.ts';
import { isJsonObject, type JsonValue } from '../../domain/json.ts';
import type { Account } from '../../domain/jobs/job.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';

const setting = 'awsJobs.connection';

/** A folder and the connection that its settings name. `choice`: absent if it cannot be read. */
export interface FolderConnection {
  readonly folder: string;
  readonly choice?: ConnectionChoice;
}

/**
 * Returns the connection that the nearest `.vscode/settings.json` at or above a file names, or undefined if none does.
 * Which folders an editor has open is not known here, so each counts.
 */
export function folderConnectionOf(file: string): FolderConnection | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = connectionIn(folder);
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}

function connectionIn(folder: string): FolderConnection | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, '.vscode', 'settings.json'), 'utf8');
  } catch (fault) {
    // A file that is there and cannot be read may name one.
    const isAbsent = fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'ENOTDIR');
    return isAbsent ? undefined : { folder };
  }
  const settings = parse(text, [], { allowTrailingComma: true, allowEmptyContent: true }) as JsonValue | undefined;
  const value = isJsonObject(settings) ? settings[setting] : undefined;
  if (value === undefined || value === null) return undefined;
  const choice = parseChoice(value);
  return choice === undefined ? { folder } : { folder, choice };
}

/**
 * Whether a start would use another connection than `wanted`. A profile of another name that leads to the same account
 * is not another one. `accountOf`: the account that a connection last led to.
 */
export function isOtherConnection(
  wanted: ConnectionChoice | undefined,
  spec: ValidSpec,
  { profile, services, simulated }: Connected,
  accountOf: (choice: ConnectionChoice) => Account | undefined,
): boolean {
  // Nothing is charged in the sandbox.
  if (simulated) return false;
  if (wanted === undefined || wanted.sandbox === true) return true;
  if (spec.region === undefined && wanted.region !== '' && wanted.region !== services.region) return true;
  if (wanted.profile === profile) return false;
  const known = accountOf(wanted);
  const { account, partition } = services.identity;
  return known === undefined || known.account !== account || known.partition !== partition;
}
