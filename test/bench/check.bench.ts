// The speed of checking specs: usual specs one after another on one thread, as in "Check All Job Specs" and the command
// line, and the largest possible text, as while typing in it.
import { readFileSync, readdirSync } from 'node:fs';
import { loadChecker } from '../../src/domain/spec/check.ts';
import { maxSpecLength } from '../../src/domain/spec/parse.ts';
import type { Row } from './row.ts';
import { measure } from './yardstick.ts';

const folder = (path: string): string[] => {
  const place = new URL(`../../${path}/`, import.meta.url);
  return readdirSync(place)
    .filter(name => name.endsWith('.awsjob.json'))
    .map(name => readFileSync(new URL(name, place), 'utf8'));
};

const usual = '{ "action": "entityresolution:StartMatchingJob", "request": { "workflowName": "w" } }';
const filled = (start: string, unit: string, end: string): string =>
  start + unit.repeat(Math.floor((maxSpecLength - start.length - end.length) / unit.length)) + end;

/** Texts of the maximum size, each expensive in a different way. */
const large: Readonly<Record<string, string>> = {
  'one comment': filled(`${usual} // `, 'a', ''),
  'comment lines': filled(usual, '// a comment of a line\n', ''),
  'one text': filled('{ "action": "', 'a', '" }'),
  'one key of S3': filled(
    '{ "action": "comprehendmedical:StartPHIDetectionJob", "request": { "InputDataConfig": { "S3Bucket": "abc", "S3Key": "',
    'é/',
    '" } } }',
  ),
  'one role': filled(
    '{ "action": "comprehendmedical:StartPHIDetectionJob", "request": { "DataAccessRoleArn": "',
    '1:',
    '" } }',
  ),
  'one name': filled('{ "action": "comprehendmedical:StartPHIDetectionJob", "request": { "JobName": "', '_', '" } }'),
  'unknown members': filled('{', '"member": "value",', '"end": 1}'),
  'different members': `{${Array.from({ length: 50_000 }, (_, index) => `"member${index}":"v"`).join(',')}}`,
  'a list of numbers': filled('[', '1,', '1]'),
  'open brackets': filled('', '[', ''),
  'open quotes': filled('', '"\n', ''),
  rubbish: filled('', '?{,', ''),
  escapes: filled('{ "a": "', '\\u00e9', '" }'),
};

/** The measured rows, all medians. */
export default async function bench(): Promise<readonly Row[]> {
  const check = await loadChecker();
  const examples = folder('examples');
  const good = [...folder('test/fixtures/specs/good'), ...examples];
  const bad = folder('test/fixtures/specs/bad').filter(text => text.length < 5_000);
  /** A thousand checks of these texts, one after another. */
  const thousand = (name: string, texts: readonly string[], idleLimitMs?: number): Row =>
    measure(() => {
      for (let index = 0; index < 1_000; index += 1) check(texts[index % texts.length] ?? '');
    }).row(name, idleLimitMs);
  return [
    thousand('1,000 checks of usual specs', examples, 200),
    thousand("1,000 checks of the corpus's good specs", good, 200),
    thousand("1,000 checks of the corpus's bad specs, fixes tried", bad),
    ...Object.entries(large).map(([name, text]) =>
      measure(() => {
        check(text);
      }).row(`1 MB: ${name}`, 50),
    ),
  ];
}
