// The connection that the settings of a spec's folder name. The editor starts the specs of such a folder with no other.
import { dirname, join } from 'node:path';
import { type Connected, type ConnectionChoice, parseChoice } from '../../domain/connection.ts';
import type { Account } from '../../domain/jobs/job.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { settingIn, unreadable } from './editorSettings.ts';

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
  const value = settingIn(join(folder, '.vscode', 'settings.json'), setting);
  if (value === undefined) return undefined;
  const choice = value === unreadable ? undefined : parseChoice(value);
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
