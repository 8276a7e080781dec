// How fast specs are checked: usual ones in a row on one thread, as "Check All Job Specs" and the command line do, and the
// largest text there can be, as while typing in it.
import { readFileSync, readdirSync } from 'node:fs';
import { loadChecker } from '../../src/domain/spec/check.ts';
import { maxSpecLength } from '../../src/domain/spec/parse.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';

const folder = (path: string): string[] => {
  const place = new URL(`../../${path}/`, import.meta.url);
  return readdirSync(place).filter(name => name.endsWith('.awsjob.json')).map(name => readFileSync(new URL(name, place), 'utf8'));
};

/** The median of several runs, in milliseconds; the first ones only warm the engine up. */
function medianMs(run: () => void, runs = 9): number {
  for (let warm = 0; warm < 3; warm++) run();
  return median(Array.from({ length: runs }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  }));
}

const usual = '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w" } }';
const filled = (start: string, unit: string, end: string): string => start + unit.repeat(Math.floor((maxSpecLength - start.length - end.length) / unit.length)) + end;

/** Texts of the largest size, each heavy in another way. */
const large: Readonly<Record<string, string>> = {
  'one comment': filled(`${usual} // `, 'a', ''),
  'comment lines': filled(usual, '// a comment of a line\n', ''),
  'one text': filled('{ "action": "', 'a', '" }'),
  'one key of S3': filled('{ "action": "comprehendmedical:StartPHIDetectionJob", "request": { "InputDataConfig": { "S3Bucket": "abc", "S3Key": "', 'é/', '" } } }'),
  'one role': filled('{ "action": "comprehendmedical:StartPHIDetectionJob", "request": { "DataAccessRoleArn": "', '1:', '" } }'),
  'one name': filled('{ "action": "comprehendmedical:StartPHIDetectionJob", "request": { "JobName": "', '_', '" } }'),
  'unknown members': filled('{', '"member": "value",', '"end": 1}'),
  'different members': `{${Array.from({ length: 50_000 }, (_, index) => `"member${index}":"v"`).join(',')}}`,
  'a list of numbers': filled('[', '1,', '1]'),
  'open brackets': filled('', '[', ''),
  'open quotes': filled('', '"\n', ''),
  'rubbish': filled('', '?{,', ''),
  'escapes': filled('{ "a": "', '\\u00e9', '" }'),
};

/** The measured rows, all medians. */
export default async function bench(): Promise<readonly Row[]> {
  const check = await loadChecker();
  const good = [...folder('test/fixtures/specs/good'), ...folder('examples')];
  const bad = folder('test/fixtures/specs/bad').filter(text => text.length < 5_000);
  const rate = (texts: readonly string[]): number => Math.round(texts.length * 20 / medianMs(() => { for (let round = 0; round < 20; round++) for (const text of texts) check(text); }) * 1_000);
  return [
    { name: 'usual specs checked', value: rate(folder('examples')), unit: 'specs/s', limit: 5_000 },
    { name: 'good specs of the corpus checked', value: rate(good), unit: 'specs/s', limit: 5_000 },
    { name: 'bad specs of the corpus checked, fixes tried', value: rate(bad), unit: 'specs/s' },
    ...Object.entries(large).map(([name, text]) => ({ name: `1 MB: ${name}`, value: Number(medianMs(() => { check(text); }).toFixed(1)), unit: 'ms', limit: 50 })),
  ];
}
