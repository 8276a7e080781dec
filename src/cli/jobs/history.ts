// Where the job history is: that of the editor, so that both know of each other's starts.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Ended } from './exitCodes.ts';

/** The folder of the extension's storage, ‹publisher›.‹name›, and the file in it. */
const extensionId = 'aws-job-specs.aws-job-specs';
const fileName = 'jobs.sqlite';

/** Names the job history; for a machine with several editors, or a build server that keeps it. */
const historyVariable = 'AWS_JOB_SPECS_HISTORY';

/** What the places depend on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const thisMachine = (): Machine => ({ platform: process.platform, home: homedir(), env: process.env });

const editors = ['Code', 'Code - Insiders', 'VSCodium', 'VSCodium - Insiders', 'Cursor'] as const;
/** Editors of which a part runs on the machine that one is connected to; below the home folder. */
const servers = [
  '.vscode-server/data/User',
  '.vscode-server-insiders/data/User',
  '.vscodium-server/data/User',
  '.cursor-server/data/User',
  '.local/share/code-server/User',
] as const;

/** The folders of the editors' user data that exist. */
export function editorFolders({ platform, home, env }: Machine): readonly string[] {
  const base =
    platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : platform === 'win32'
        ? (env['APPDATA'] ?? join(home, 'AppData', 'Roaming'))
        : (env['XDG_CONFIG_HOME'] ?? join(home, '.config'));
  const portable = env['VSCODE_PORTABLE'];
  return [
    ...(portable === undefined ? [] : [join(portable, 'user-data', 'User')]),
    ...editors.map(name => join(base, name, 'User')),
    ...servers.map(path => join(home, path)),
  ].filter(path => existsSync(path));
}

/** The history of a machine without an editor. */
function ownHistory({ platform, home, env }: Machine): string {
  const base =
    platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : platform === 'win32'
        ? (env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'))
        : (env['XDG_STATE_HOME'] ?? join(home, '.local', 'state'));
  return join(base, 'aws-job-specs', fileName);
}

/**
 * Returns the path of the job history: the one that is named, else the only one there is; if there is none, that of the
 * only editor, else one of our own. `named`: the option's value. Throws Ended if there are several, because a start that
 * is recorded in one is not known in the other.
 */
export function historyPath(named: string | undefined, machine: Machine): string {
  const asked = named ?? machine.env[historyVariable];
  if (asked !== undefined && asked !== '') return asked;
  const ofEditors = editorFolders(machine).map(folder => join(folder, 'globalStorage', extensionId, fileName));
  const own = ownHistory(machine);
  const found = [...ofEditors, own].filter(path => existsSync(path));
  const [first, ...others] = found.length > 0 ? found : ofEditors.length === 1 ? ofEditors : [own];
  if (first === undefined || others.length > 0)
    throw new Ended(
      `There are several job histories: ${found.join(', ')}. A start that is recorded in one is not known in another, so choose the one to use with --history, or with ${historyVariable}.`,
    );
  return first;
}
