// The extension host calls `run`; mocha does the rest.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { bound } from '../pace.ts';

/** Runs every test file of TEST_FOLDER, which is below this one's, or those of them whose name holds TEST_ONLY; rejects when a test fails. */
export function run(): Promise<void> {
  const reporter = process.env['TEST_REPORTER'];
  const mocha = new Mocha({ ui: 'bdd', timeout: bound(60_000), color: true, ...(reporter === undefined ? {} : { reporter }) });
  const only = process.env['TEST_ONLY'] ?? '';
  const folder = join(__dirname, process.env['TEST_FOLDER'] ?? '');
  for (const name of readdirSync(folder).filter(file => file.endsWith('.test.cjs') && file.includes(only))) mocha.addFile(join(folder, name));
  return new Promise((resolve, reject) => {
    mocha.run(failures => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests failed`));
    });
  });
}
