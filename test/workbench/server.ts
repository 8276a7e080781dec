// A VS Code workbench without a desktop or network: the server inside npm's code-server. Each server has its own port,
// home, settings and extensions, so any number of them can run side by side.
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { makeScratch, removeScratch, run, spawnGroup, stopGroup } from '../../scripts/processes.mjs';
import { workbenchDir } from '../../scripts/toolchain.mjs';
import { bound } from '../pace.ts';
import { type Environment, isolatedEnvironment } from './environment.ts';

/** Settings that keep the workbench quiet and off the network. */
const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  // Otherwise the server lists the files that all processes have open, again and again.
  'remote.autoForwardPorts': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Default Light Modern',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'window.restoreWindows': 'none',
  'files.hotExit': 'off',
  'files.simpleDialog.enable': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

const codeServer = join(workbenchDir, 'node_modules', 'code-server');
const node = join(workbenchDir, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');

/** The editor's own extensions that most tests need. Reading all hundred takes a tenth of the time to open a window. */
const neededBuiltIns = [
  'configuration-editing',
  'diff',
  'json',
  'json-language-features',
  'log',
  'markdown-basics',
  'markdown-language-features',
  'theme-defaults',
  'theme-seti',
];

/**
 * `vscode` takes a development extension and its tests from the URL, but shows no notifications: for host tests.
 * `code-server` is what users see, with extensions installed from their .vsix: for e2e tests and `npm start`.
 */
export type Flavour = 'vscode' | 'code-server';

export interface ServerOptions {
  flavour?: Flavour;
  /** The folder that extensions are installed in; a new empty folder by default. */
  extensionsDir?: string;
  settings?: Record<string, unknown>;
  /** Settings of the machine the server runs on, needed for settings of machine scope. */
  machineSettings?: Record<string, unknown>;
  /** Added to the isolated environment of the server and its extension host. */
  env?: Environment;
  /** Keeps workspace trust on, so that a folder opens in Restricted Mode. Off by default. */
  workspaceTrust?: boolean;
  /** Leaves out the editor's own extensions that the tests do not need. */
  fewBuiltIns?: boolean;
  /** Names of those that this test needs all the same. */
  moreBuiltIns?: readonly string[];
  /** A free port by default. */
  port?: number;
}

export interface Server {
  readonly url: string;
  readonly port: number;
  /** The server's process; its extension hosts are descendants. */
  readonly pid: number;
  /** Stops the server and everything it started, and removes its files. */
  stop: () => Promise<void>;
  /** Its folder: settings, storage, logs, and what the editor and the extensions write into their home. */
  readonly work: string;
}

/** Resolves with a free port of 127.0.0.1. */
export function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('The probe has no port.'));
        else resolvePort(address.port);
      });
    });
  });
}

/** Starts a workbench server. Resolves when it responds. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const work = makeScratch();
  const port = options.port ?? (await freePort());
  const userData = join(work, 'user');
  // `npm test` keeps logs in the folder TEST_LOGS.
  const logFile =
    process.env['TEST_LOGS'] === undefined
      ? join(work, 'server.log')
      : join(process.env['TEST_LOGS'], `workbench-${port}.log`);
  mkdirSync(join(userData, 'User'), { recursive: true });
  const trust = options.workspaceTrust ? {} : { 'security.workspace.trust.enabled': false };
  writeFileSync(
    join(userData, 'User', 'settings.json'),
    JSON.stringify({ ...quietSettings, ...trust, ...options.settings }, null, 2),
  );

  mkdirSync(join(userData, 'Machine'), { recursive: true });
  writeFileSync(join(userData, 'Machine', 'settings.json'), JSON.stringify(options.machineSettings ?? {}));

  const flavour = options.flavour ?? 'vscode';
  const extensionsDir = options.extensionsDir ?? join(work, 'extensions');
  const log = openSync(logFile, 'w');
  const child = spawnGroup(
    node,
    [
      ...entry(flavour, work, port),
      '--user-data-dir',
      userData,
      '--extensions-dir',
      extensionsDir,
      ...(options.fewBuiltIns ? ['--builtin-extensions-dir', fewBuiltIns(options.moreBuiltIns)] : []),
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    ],
    { env: serverEnvironment(work, options.env), stdio: ['ignore', log, log] },
  );
  closeSync(log);

  const url = `http://127.0.0.1:${port}`;
  try {
    await untilAnswering(child, url, logFile);
  } catch (error) {
    await stopGroup(child);
    throw error;
  }
  return {
    url,
    port,
    pid: child.pid ?? -1,
    work,
    async stop() {
      await stopGroup(child);
      removeScratch(work);
    },
  };
}

/** Installs a .vsix into an extensions folder, as a user would. */
export async function installVsix(vsix: string, extensionsDir: string): Promise<void> {
  const work = makeScratch();
  const logFile = join(work, 'install.log');
  const log = openSync(logFile, 'w');
  const code = await run(
    node,
    [
      join(codeServer, 'out', 'node', 'entry.js'),
      '--config',
      join(work, 'config.yaml'),
      '--user-data-dir',
      join(work, 'user'),
      '--extensions-dir',
      extensionsDir,
      '--install-extension',
      resolve(vsix),
      '--force',
    ],
    { env: serverEnvironment(work), stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const text = readFileSync(logFile, 'utf8');
  removeScratch(work);
  if (code !== 0) throw new Error(`${vsix} could not be installed (${code}):\n${text}`);
}

/** The folder with a copy of the needed extensions and `more`; made once, and named by their list. */
function fewBuiltIns(more: readonly string[] = []): string {
  const names = [...neededBuiltIns, ...more];
  const list = createHash('sha256').update(names.join()).digest('hex').slice(0, 8);
  // Inside the editor, because its extensions use its packages.
  const folder = join(codeServer, 'lib', 'vscode', `extensions-${list}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial-${process.pid}`;
  const all = join(codeServer, 'lib', 'vscode', 'extensions');
  for (const name of names) cpSync(join(all, name), join(partial, name), { recursive: true });
  try {
    renameSync(partial, folder);
  } catch {
    // Another process was faster.
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

function entry(flavour: Flavour, work: string, port: number): string[] {
  if (flavour === 'vscode') {
    return [
      join(codeServer, 'lib', 'vscode', 'out', 'server-main.js'),
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--without-connection-token',
      '--accept-server-license-terms',
      '--enable-smoke-test-driver',
      '--disable-telemetry',
      '--disable-experiments',
      '--disable-extension',
      'GitHub.copilot-chat',
      '--server-data-dir',
      join(work, 'server'),
    ];
  }
  return [
    join(codeServer, 'out', 'node', 'entry.js'),
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--auth',
    'none',
    '--disable-telemetry',
    '--disable-update-check',
    '--ignore-last-opened',
    '--config',
    join(work, 'config.yaml'),
  ];
}

function serverEnvironment(work: string, extra: Environment = {}): Environment {
  // No extension gallery: a test that queries it would leave the machine.
  return isolatedEnvironment(work, { SHELL: '/bin/sh', EXTENSIONS_GALLERY: '{}', ...extra });
}

async function untilAnswering(child: ChildProcess, url: string, logFile: string): Promise<void> {
  const giveUpAt = Date.now() + bound(60_000);
  while (
    !(await fetch(`${url}/version`).then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      throw new Error(`The workbench server did not come up:\n${readFileSync(logFile, 'utf8').slice(-3_000)}`);
    }
    await new Promise(resolveWait => setTimeout(resolveWait, 50));
  }
}

export interface PageOptions {
  /** A path of a folder or of a `.code-workspace` file, or the URI of a folder that is not on disk. */
  folder?: string;
  extensionDevelopmentPath?: string;
  extensionTestsPath?: string;
}

/** The URL that opens a folder in the workbench, with a development extension and its tests if given. */
export function workbenchUrl(
  server: Server,
  { folder, extensionDevelopmentPath, extensionTestsPath }: PageOptions = {},
): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${resolve(path)}`;
  const payload: [string, string][] = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (extensionDevelopmentPath !== undefined)
    payload.push(['extensionDevelopmentPath', remote(extensionDevelopmentPath)]);
  if (extensionTestsPath !== undefined) payload.push(['extensionTestsPath', remote(extensionTestsPath)]);
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (folder === undefined) query.set('ew', 'true');
  else
    query.set(
      folder.endsWith('.code-workspace') ? 'workspace' : 'folder',
      /^[a-z]+:/.test(folder) ? folder : resolve(folder),
    );
  return `${server.url}/?${query.toString()}`;
}
