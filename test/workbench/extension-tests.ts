// Runs an extension's tests in a real extension host, offline, like desktop VS Code with --extensionTestsPath.
import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { format } from 'node:util';
import { makeScratch, removeScratch } from '../../scripts/processes.mjs';
import { startBrowser } from './browser.ts';
import type { Environment } from './environment.ts';
import { startServer, workbenchUrl } from './server.ts';

export interface ExtensionTests {
  /** A path, or the URI of a folder that is not on disk. */
  folder?: string;
  /** The extension under test, then any extensions it needs. */
  extensionDevelopmentPath: string | readonly string[];
  extensionTestsPath: string;
  /** Keeps workspace trust on, so that the folder opens in Restricted Mode. */
  workspaceTrust?: boolean;
  /** See `ServerOptions`. */
  moreBuiltIns?: readonly string[];
  env: Environment;
  timeoutMs: number;
}

/** What no test looks at here, but the browser would draw and compute for each editor. */
const plainEditors = {
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'breadcrumbs.enabled': false,
};

/** Exit codes for a browser that crashed and for tests that never ended. */
const exitCodes = { crashed: 70, timedOut: 124 };

/** Runs the tests, prints what they log, and resolves with their exit code. */
export async function runExtensionTests({
  env,
  timeoutMs,
  workspaceTrust,
  moreBuiltIns = [],
  extensionDevelopmentPath: paths,
  ...pageOptions
}: ExtensionTests): Promise<number> {
  const [extensionDevelopmentPath, ...others] = [paths].flat();
  // The page accepts one development extension; the others are installed.
  const extensionsDir = makeScratch();
  for (const path of others) cpSync(path, join(extensionsDir, basename(path)), { recursive: true });
  const server = await startServer({
    env,
    extensionsDir,
    ...(workspaceTrust === undefined ? {} : { workspaceTrust }),
    fewBuiltIns: true,
    moreBuiltIns,
    settings: { 'security.workspace.trust.startupPrompt': 'never', ...plainEditors },
  });
  const context = await startBrowser({ width: 1000, height: 700 });
  let timer: NodeJS.Timeout | undefined;
  try {
    const page = await context.newPage();
    const ended = new Promise<number>(resolve => {
      timer = setTimeout(() => {
        resolve(exitCodes.timedOut);
      }, timeoutMs);
      page.on('crash', () => {
        resolve(exitCodes.crashed);
      });
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', (_level: string, args: unknown[]) => {
      process.stdout.write(`${format(...args)}\n`);
    });
    page.on('pageerror', error => {
      process.stderr.write(`[workbench] ${error.message}\n`);
    });
    await page.goto(
      workbenchUrl(server, {
        ...pageOptions,
        ...(extensionDevelopmentPath === undefined ? {} : { extensionDevelopmentPath }),
      }),
    );
    return await ended;
  } finally {
    clearTimeout(timer);
    await context.browser()?.close();
    await server.stop();
    removeScratch(extensionsDir);
  }
}
