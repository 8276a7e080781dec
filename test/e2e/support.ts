// A workbench as a user sees it: the packaged extension is installed, its own folder is open, and everything is on
// loopback.
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import { type FaultProxy, startFaultProxy } from '../contract/faultProxy.ts';
import { type RunningSandbox, type SandboxHistory, startSandbox } from '../contract/sandboxProcess.ts';
import { type Viewport, startBrowser } from '../workbench/browser.ts';
import { Workbench } from '../workbench/driver.ts';
import { type Server, type ServerOptions, installVsix, startServer } from '../workbench/server.ts';
import { everyEndpoint } from '../../src/aws/endpoints.ts';
import { isWhole } from '../runs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The folder for screenshots: of failures, and those a test takes for review. */
const picturesDir = join(root, 'out', 'e2e');

/** Theme name → the theme kind that a page gets. */
const themes = {
  'Light Modern': 'vscode-light',
  'Dark Modern': 'vscode-dark',
  'Dark High Contrast': 'vscode-high-contrast',
  'Light High Contrast': 'vscode-high-contrast-light',
} as const;

/**
 * The themes that a test of a page goes through: those named, another one on each page, since the pages share their styles.
 * `npm run test:soak -- themes` goes through all four, and so does a run that takes pictures.
 */
export function themesOf(...named: readonly (keyof typeof themes)[]): readonly (readonly [string, string])[] {
  const isPictured = (process.env['TEST_PICTURES'] ?? '') !== '';
  return Object.entries(themes).filter(([name]) => isWhole || isPictured || named.some(each => each === name));
}

export interface SessionOptions
  extends Pick<ServerOptions, 'settings' | 'machineSettings' | 'env' | 'workspaceTrust' | 'fewBuiltIns'> {
  /** Files of the folder in addition to the examples: path → text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly viewport?: Viewport;
}

export interface Session {
  readonly workbench: Workbench;
  readonly server: Server;
  readonly folder: string;
  stop(): Promise<void>;
}

/** Settings that keep a test short. */
const quick = { 'awsJobs.refresh.intervalSeconds': 5, 'awsJobs.sandbox.jobSeconds': 4 };

/** Opens a workbench on a copy of the examples. `VSIX` names the package that `npm test` has built. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const { VSIX: vsix } = process.env;
  assert.ok(vsix, 'VSIX must name the packaged extension: run the tests by `npm test -- e2e`.');
  const scratch = makeScratch();
  const folder = join(scratch, 'workspace');
  cpSync(join(root, 'examples'), folder, { recursive: true });
  for (const [path, text] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const extensionsDir = join(scratch, 'extensions');
  await install(vsix, extensionsDir);
  const { files: _files, viewport, ...serverOptions } = options;
  const server = await startServer({
    flavour: 'code-server',
    extensionsDir,
    fewBuiltIns: true,
    ...serverOptions,
    settings: { ...quick, ...options.settings },
  });
  let context: BrowserContext | undefined;
  try {
    context = await startBrowser(viewport);
    const workbench = await Workbench.open(server, context, { folder });
    return {
      workbench,
      server,
      folder,
      async stop() {
        await context?.browser()?.close();
        await server.stop();
        removeScratch(scratch);
      },
    };
  } catch (error) {
    await context?.browser()?.close();
    await server.stop();
    throw error;
  }
}

/**
 * Installs the package into a folder: the first time as a user would, later in the run as a copy of that installation.
 */
async function install(vsix: string, extensionsDir: string): Promise<void> {
  const once = `${vsix}.${statSync(vsix).mtimeMs}.installed`;
  if (!existsSync(once)) {
    const partial = `${once}.${process.pid}`;
    await installVsix(vsix, partial);
    // Another process may have been faster.
    try {
      renameSync(partial, once);
    } catch {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  cpSync(once, extensionsDir, { recursive: true });
}

/**
 * A session whose connection is a profile that leads to the test's own sandbox, through a proxy that can inject faults.
 */
export interface ServiceSession extends Session {
  readonly proxy: FaultProxy;
  /** What is behind the proxy. */
  readonly sandbox: RunningSandbox;
  /** Writes the credentials file again, as a tool that renews keys does. */
  renewCredentials(): void;
}

/**
 * Opens a session. `history`: the account's past jobs. `documents`: how many notes are below `many/`. `profiles`:
 * further profiles of the AWS config file, without credentials. The connection's profile is named `clinic`; `guarded`
 * has the same keys.
 */
export async function openServiceSession(
  options: SessionOptions & {
    readonly jobSeconds: number;
    readonly profiles?: string;
    readonly history?: SandboxHistory;
    readonly documents?: number;
  },
): Promise<ServiceSession> {
  const { jobSeconds, profiles, history, documents = 0, ...sessionOptions } = options;
  const sandbox = await startSandbox({ jobSeconds, documents, ...(history === undefined ? {} : { history }) });
  const proxy = await startFaultProxy(sandbox.url);
  const close = async (): Promise<void> => {
    await proxy.close();
    await sandbox.stop();
  };
  const { url } = proxy;
  const { accessKeyId, secretAccessKey } = sandbox.credentials;
  const aws = makeScratch();
  writeFileSync(
    join(aws, 'config'),
    `[profile clinic]\nregion = us-east-1\n[profile guarded]\nregion = us-east-1\n${profiles ?? ''}`,
  );
  const renewCredentials = (): void => {
    writeFileSync(
      join(aws, 'credentials'),
      ['clinic', 'guarded']
        .map(name => `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`)
        .join('\n'),
    );
  };
  renewCredentials();
  try {
    const session = await openSession({
      ...sessionOptions,
      settings: { 'awsJobs.connection': { profile: 'clinic', region: 'us-east-1' }, ...options.settings },
      machineSettings: {
        'awsJobs.endpoints': everyEndpoint(url),
      },
      env: {
        ...options.env,
        AWS_CONFIG_FILE: join(aws, 'config'),
        AWS_SHARED_CREDENTIALS_FILE: join(aws, 'credentials'),
      },
    });
    return {
      ...session,
      proxy,
      sandbox,
      renewCredentials,
      stop: async () => {
        await session.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Saves a screenshot under out/e2e for review if TEST_PICTURES is set. */
export async function picture(workbench: Workbench, name: string): Promise<void> {
  if (process.env['TEST_PICTURES']) await keepPicture(workbench, name);
}

async function keepPicture(workbench: Workbench, name: string): Promise<void> {
  mkdirSync(picturesDir, { recursive: true });
  await workbench.screenshot(join(picturesDir, `${name}.png`));
}

/**
 * For afterEach: if the test has failed, saves a screenshot, the page's console, the messages and the
 * extension's log, and closes what it left open.
 */
export async function pictureOfFailure(
  test: Mocha.Runnable | undefined,
  workbench: Workbench | undefined,
): Promise<void> {
  if (test?.isFailed() !== true || workbench === undefined) return;
  const name = `failed ${test.fullTitle()}`.replaceAll(/[^\w]+/g, '-');
  await keepPicture(workbench, name);
  // Messages leave the screen after a while; the notification center still has them.
  const notRead = (thrown: unknown): readonly string[] => [`not read: ${String(thrown)}`];
  const messages = await workbench.allNotifications().catch(notRead);
  writeFileSync(
    join(picturesDir, `${name}.log`),
    ['Notifications:', ...messages, '', 'Log:', ...workbench.extensionLog(), '', ...workbench.consoleLines].join('\n'),
  );
  for (let count = 0; count < 3; count += 1) await workbench.page.keyboard.press('Escape');
}

/** Parts of documents, requests and credentials of the sandbox, none of which belongs into a log. */
const neverLogged = /EX-0\d|example-|s3:\/\/|arn:aws|notes\/|secret/i;

/** Asserts that nothing left the machine, that no error went unhandled, and that no log names what it must not. */
export function assertCalm(workbench: Workbench): void {
  // Each is told once: other scenes follow in the same window.
  assert.deepEqual(workbench.foreignRequests.splice(0), []);
  assert.deepEqual(workbench.pageErrors.splice(0), []);
  assert.deepEqual(
    workbench.extensionLog().filter(line => neverLogged.test(line)),
    [],
  );
  const errors = workbench.unhandledErrors();
  workbench.consoleLines.length = 0;
  assert.deepEqual(errors, []);
}

/** The process IDs of a server's running extension hosts (Linux). */
export function extensionHosts(server: Server): number[] {
  const processes = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
        return [{ pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
      } catch {
        return [];
      } // it ended meanwhile
    });
  const isBelow = (pid: number): boolean =>
    pid === server.pid || processes.some(each => each.pid === pid && isBelow(each.parent));
  return processes
    .filter(({ pid, command }) => command.includes('--type=extensionHost') && isBelow(pid))
    .map(({ pid }) => pid);
}
