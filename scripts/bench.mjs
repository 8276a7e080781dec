// `npm run bench`: runs every test/bench/*.bench.ts and prints one table. Figures are medians; these are not tests, and a slow machine fails nothing.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeScratch } from './processes.mjs';
import { continueUnderNode24, ensureChromium, ensureDependencies, ensureWorkbench, hasOfflineWorkbench, root } from './toolchain.mjs';

await continueUnderNode24();
await ensureDependencies();
if (hasOfflineWorkbench) { await ensureWorkbench(); await ensureChromium(); }
const { packageVsix } = await import('./package.mjs');
process.env.VSIX = await packageVsix(join(makeScratch(), 'extension.vsix'));

const folder = join(root, 'test', 'bench');
const chosen = process.argv.slice(2);
const rows = [];
for (const file of readdirSync(folder).filter(name => name.endsWith('.bench.ts') && (chosen.length === 0 || chosen.some(part => name.includes(part)))).sort()) {
  console.log(`… ${file}`);
  const { default: bench } = await import(pathToFileURL(join(folder, file)).href);
  rows.push(...await bench());
}

const number = value => (value === undefined ? '' : Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(3));
const table = rows.map(({ name, value, unit, peer, peerValue, limit }) => [
  name, `${number(value)} ${unit}`, peer === undefined ? '' : `${peer}: ${number(peerValue)} ${unit}`,
  peerValue === undefined ? '' : `× ${(value / peerValue).toPrecision(2)}`, limit === undefined ? '' : `limit ${number(limit)} ${unit}`,
]);
const widths = [0, 1, 2, 3, 4].map(column => Math.max(0, ...table.map(cells => cells[column].length)));
for (const cells of table) console.log(cells.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
process.exit(0);
