// The browser the workbench is looked at with: the machine's own Chromium, which can reach nothing but this machine.
import { type BrowserContext, chromium } from 'playwright-core';
import { ensureChromium } from '../../scripts/toolchain.mjs';

export interface Viewport {
  width: number;
  height: number;
}

/** Starts a headless Chromium; closing the context's browser ends it. TEST_HEADED shows the window. */
export async function startBrowser(viewport: Viewport = { width: 1400, height: 900 }): Promise<BrowserContext> {
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    headless: !process.env['TEST_HEADED'],
    // Chromium's sandbox does not work for root nor in most containers; the only pages opened here are our own workbench's.
    chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
    // One place alone handles signals (scripts/processes.mjs); the browser ends with this process's exit.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' });
}
