// What the extension costs an editor that only starts: the bytes loaded at activation, and the time compared with the
// built-in Git extension's.
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { makeScratch } from '../../scripts/processes.mjs';
import { startBrowser } from '../workbench/browser.ts';
import { Workbench } from '../workbench/driver.ts';
import { installVsix, startServer } from '../workbench/server.ts';
import { benchPatienceMs, untilIdle } from './idle.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';
import { activationClosure, activationLimitBytes } from './closure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runs = 5;

export default async function bench(): Promise<Row[]> {
  const { bytes } = activationClosure();
  const times: { ours: number; git: number }[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await activationTimes());
  return [
    { name: 'code read at activation', value: bytes, unit: 'bytes', limit: activationLimitBytes },
    {
      name: `activation, median of ${runs}`,
      ms: median(times.map(({ ours }) => ours)),
      peer: 'built-in Git',
      peerMs: median(times.map(({ git }) => git)),
      maxRatio: 1,
    },
  ];
}

/** The activation times that a new editor shows in "Running Extensions", on a git repository with the examples. */
async function activationTimes(): Promise<{ ours: number; git: number }> {
  const scratch = makeScratch();
  const folder = join(scratch, 'repository');
  execFileSync('cp', ['-r', join(root, 'examples'), folder]);
  execFileSync('git', ['init', '-q', folder]);
  const extensionsDir = join(scratch, 'extensions');
  await installVsix(process.env['VSIX'] ?? '', extensionsDir);
  const server = await startServer({ flavour: 'code-server', extensionsDir, settings: { 'git.enabled': true } });
  const context = await startBrowser({ width: 1400, height: 2_400 }); // the list draws only the rows that fit
  try {
    const workbench = await Workbench.open(server, context, { folder });
    workbench.page.setDefaultTimeout(benchPatienceMs);
    // onStartupFinished comes last, and the list shows the state at the time it was opened.
    await untilIdle(workbench);
    await workbench.command('Developer: Show Running Extensions');
    const timeOf = async (name: string): Promise<number> => {
      const row = workbench.page
        .locator('.monaco-list-row:has(.activation-time)')
        .filter({ has: workbench.page.getByText(name, { exact: true }) })
        .first();
      await row.waitFor();
      const text = await row.locator('.activation-time').innerText();
      const ms = /(\d+)\s*ms/.exec(text)?.[1];
      if (ms === undefined) throw new Error(`no time in: ${text}`);
      return Number(ms);
    };
    return { ours: await timeOf('Job Specs for AWS'), git: await timeOf('Git') };
  } finally {
    await context.browser()?.close();
    await server.stop();
  }
}
