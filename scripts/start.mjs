// `npm start`: opens VS Code with the extension, the sandbox connection and a copy of the examples, which is deleted at
// the end. Opens desktop VS Code if there is a display; otherwise starts the workbench for a browser and prints its
// address. `--port N` sets its port; `--check` only checks that it works.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeScratch, run } from './processes.mjs';
import {
  continueUnderNode24,
  ensureChromium,
  ensureDependencies,
  ensureWorkbench,
  hasOfflineWorkbench,
  onPath,
  root,
  workbenchDir,
} from './toolchain.mjs';

const check = process.argv.includes('--check');
const portFlag = process.argv.indexOf('--port');
const scratch = makeScratch();
/** A copy: the examples in the repository must not be changed. */
const examples = join(scratch, 'examples');
cpSync(join(root, 'examples'), examples, { recursive: true });
const settings = {
  'awsJobs.connection': { sandbox: true },
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
};

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const desktop = check || !hasDisplay ? undefined : await onPath(['code', 'code-insiders']);

try {
  if (desktop !== undefined) await openDesktop(desktop);
  else if (hasOfflineWorkbench) await openInBrowser();
  else
    throw new Error(
      "VS Code is not on PATH. Install its `code` command (in VS Code: Shell Command: Install 'code' command in PATH) and try again.",
    );
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** Opens desktop VS Code with its own user data folder, so that the user's settings stay unchanged. */
async function openDesktop(code) {
  await ensureDependencies();
  const { buildAll } = await import('./build.mjs');
  await buildAll();
  const userData = join(dirname(workbenchDir), 'desktop');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
  console.log('Opening VS Code …');
  process.exit(
    await run(
      code,
      ['--wait', '--new-window', '--user-data-dir', userData, `--extensionDevelopmentPath=${root}`, examples],
      { shell: process.platform === 'win32' },
    ),
  );
}

/** Starts the workbench for a browser, with the extension installed as a user would install it. */
async function openInBrowser() {
  await continueUnderNode24();
  await ensureWorkbench();
  await ensureDependencies();
  const { packageVsix } = await import('./package.mjs');
  const { freePort, installVsix, startServer, workbenchUrl } = await import('../test/workbench/server.ts');
  const vsix = await packageVsix(join(scratch, 'extension.vsix'));
  const extensionsDir = join(scratch, 'extensions');
  await installVsix(vsix, extensionsDir);
  const port = portFlag === -1 ? await freePort() : Number(process.argv[portFlag + 1]);
  const server = await startServer({ flavour: 'code-server', extensionsDir, port, settings });
  console.log(`Open ${workbenchUrl(server, { folder: examples })}`);
  if (!check) {
    console.log('Press Ctrl+C to stop.');
    return;
  }
  await ensureChromium();
  const { startBrowser } = await import('../test/workbench/browser.ts');
  const { Workbench } = await import('../test/workbench/driver.ts');
  const context = await startBrowser();
  const workbench = await Workbench.open(server, context, { folder: examples });
  await workbench.openContainer('AWS Jobs'); // not loaded by an editor that only starts
  await workbench.statusBarItem('Local Sandbox').waitFor();
  await context.browser()?.close();
  await server.stop();
  console.log('OK');
  process.exit(0);
}
