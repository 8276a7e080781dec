// Measures how slow this machine is, once at the start of the tests: all their time limits are
// multiples of it (test/pace.ts).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, removeScratch, run, spawnGroup } from './processes.mjs';

/**
 * The times of a quiet machine with two cores, in milliseconds: to run an empty Node program, and to open a workbench.
 */
const quietMs = { node: 60, workbench: 4_500 };
const most = 20;

const timed = async work => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

/** Resolves with how many times slower this machine is than a quiet one: 1 to 20, with one decimal. */
export async function measurePace({ withWorkbench }) {
  const children = [];
  for (let turn = 0; turn < 5; turn += 1) children.push(await timed(() => run(process.execPath, ['-e', '0'])));
  const factors = [children.sort((one, other) => one - other)[2] / quietMs.node];
  if (withWorkbench) factors.push((await timed(openWorkbench)) / quietMs.workbench);
  return Math.min(most, Math.max(1, Math.round(Math.max(...factors) * 10) / 10));
}

async function openWorkbench() {
  const { startServer } = await import('../test/workbench/server.ts');
  const { startBrowser } = await import('../test/workbench/browser.ts');
  const { Workbench } = await import('../test/workbench/driver.ts');
  const folder = makeScratch();
  writeFileSync(join(folder, 'a.txt'), '');
  const server = await startServer({ flavour: 'code-server', fewBuiltIns: true });
  const context = await startBrowser();
  try {
    await Workbench.open(server, context, { folder });
  } finally {
    await context.browser()?.close();
    await server.stop();
    removeScratch(folder);
  }
}

/**
 * Starts `count` programs that each keep a core busy and that end with this process. Returns a
 * function that ends them earlier.
 */
export function keepBusy(count) {
  const children = Array.from({ length: count }, () =>
    spawnGroup(
      process.execPath,
      ['-e', `while (process.ppid === ${process.pid}) for (let turn = 0; turn < 1e8; turn += 1);`],
      { stdio: 'ignore' },
    ),
  );
  return () => {
    for (const child of children) child.kill('SIGKILL');
  };
}
