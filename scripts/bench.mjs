// `npm run bench`: runs every test/bench/*.bench.ts, or those whose names contain an argument, and prints one table.
// Figures are medians. Next to a time is one taken in the same run, and a limit applies to the ratio of the two. Exits
// with 1 if a limit is exceeded.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeScratch } from './processes.mjs';
import {
  continueUnderNode24,
  ensureAwsCli,
  ensureChromium,
  ensureDependencies,
  ensureWorkbench,
  hasOfflineWorkbench,
  root,
} from './toolchain.mjs';

await continueUnderNode24();
await ensureDependencies();
if (hasOfflineWorkbench) {
  await ensureWorkbench();
  await ensureChromium();
}
await ensureAwsCli();
const { packageVsix } = await import('./package.mjs');
process.env.VSIX = await packageVsix(join(makeScratch(), 'extension.vsix'));

const folder = join(root, 'test', 'bench');
const load = name => import(pathToFileURL(join(folder, name)).href);
const chosen = process.argv.slice(2);
const rows = [];
const broken = [];
for (const file of readdirSync(folder)
  .filter(name => name.endsWith('.bench.ts') && (chosen.length === 0 || chosen.some(part => name.includes(part))))
  .sort()) {
  console.log(`… ${file}`);
  try {
    const { default: bench } = await load(file);
    rows.push(...(await bench()));
  } catch (error) {
    // A bench that fails does not lose the figures of the others.
    console.error(error);
    broken.push(file);
  }
}

const { table, summary } = await load('table.ts');
const { text, ok } = summary(rows, broken);
console.log(`\n${table(rows)}\n\n${text}`);
process.exit(ok ? 0 : 1);
