// Runs an extension's tests inside a real extension host, offline: what desktop VS Code does with --extensionTestsPath.
import { format } from 'node:util';
import { startBrowser } from './browser.ts';
import type { Environment } from './environment.ts';
import { startServer, workbenchUrl } from './server.ts';

export interface ExtensionTests {
  folder?: string;
  extensionDevelopmentPath: string;
  extensionTestsPath: string;
  env: Environment;
  timeoutMs: number;
}

/** What a browser that died, and tests that never ended, are reported as. */
const exitCodes = { crashed: 70, timedOut: 124 };

/** Runs the tests, prints what they log, and resolves with their exit code. */
export async function runExtensionTests({ env, timeoutMs, ...pageOptions }: ExtensionTests): Promise<number> {
  const server = await startServer({ env });
  const context = await startBrowser();
  let timer: NodeJS.Timeout | undefined;
  try {
    const page = await context.newPage();
    const ended = new Promise<number>(resolve => {
      timer = setTimeout(() => { resolve(exitCodes.timedOut); }, timeoutMs);
      page.on('crash', () => { resolve(exitCodes.crashed); });
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', (_level: string, args: unknown[]) => { process.stdout.write(`${format(...args)}\n`); });
    page.on('pageerror', error => { process.stderr.write(`[workbench] ${error.message}\n`); });
    await page.goto(workbenchUrl(server, pageOptions));
    return await ended;
  } finally {
    clearTimeout(timer);
    await context.browser()?.close();
    await server.stop();
  }
}
