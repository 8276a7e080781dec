// The browser that runs the workbench: this machine's Chromium, which can connect only to this machine.
import { type BrowserContext, chromium } from 'playwright-core';
import { ensureChromium } from '../../scripts/toolchain.mjs';

export interface Viewport {
  width: number;
  height: number;
}

/** Starts a headless Chromium; closing the context's browser ends it. TEST_HEADED shows the window. */
export async function startBrowser(viewport: Viewport = { width: 1400, height: 900 }): Promise<BrowserContext> {
  const headed = Boolean(process.env['TEST_HEADED']);
  const browser = await chromium.launch({
    executablePath: await ensureChromium({ headed }),
    headless: !headed,
    // Chromium's sandbox does not work for root or in most containers; the only page opened here is our own workbench.
    chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
    // Signals are handled in one place (scripts/processes.mjs); the browser ends when this process exits.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' });
}
