// The time to import a text as people have it: each of those that the tests import, to the text of its first spec.
import { importText } from '../../src/domain/exchange/import.ts';
import { readTexts } from '../unit/exchange/texts.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';
import { Measurement } from './yardstick.ts';

const testFiles = ['shell', 'code', 'data'];

/** Imports a text. Resolves with the milliseconds it took. */
async function timeOf(text: string, files: Readonly<Record<string, string>>): Promise<number> {
  const from = performance.now();
  const read = await importText(text, path => Promise.resolve(files[path]));
  if (!('found' in read)) throw new Error(read.problem);
  const [first] = read.found;
  const [kind] = first?.kinds ?? [];
  if (first === undefined || kind === undefined) throw new Error('nothing was found');
  first.specFor(kind);
  return performance.now() - from;
}

/** The measured rows: the first import of a process, and medians of the slowest text and of all. */
export default async function bench(): Promise<readonly Row[]> {
  // The tests register their texts, and are not run.
  const register = (_: string, body: () => void): void => {
    body();
  };
  Object.assign(globalThis, { describe: register, it: () => undefined });
  for (const name of testFiles) await import(`../unit/exchange/${name}.test.ts`);

  const [first] = readTexts;
  if (first === undefined) throw new Error('no test has a text');
  const cold = new Measurement();
  cold.add(await timeOf(first.text, first.files ?? {}));
  let slowest = { title: '', ms: -1, measured: new Measurement() };
  let sum = 0;
  for (const { title, text, files = {} } of readTexts) {
    const measured = new Measurement();
    const times: number[] = [];
    for (let run = 0; run < 12; run += 1) {
      const ms = await timeOf(text, files);
      if (run < 3) continue;
      times.push(ms);
      measured.add(ms);
    }
    const ms = median(times);
    sum += ms;
    if (ms > slowest.ms) slowest = { title, ms, measured };
  }
  const mean = new Measurement();
  mean.add(sum / readTexts.length);
  return [
    cold.row(`import: the first of a process (${first.title})`),
    mean.row(`import: a text of the tests, the mean of ${readTexts.length}`, 20),
    slowest.measured.row(`import: the slowest of them (${slowest.title})`, 20),
  ];
}
