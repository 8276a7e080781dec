// Texts that are made to take long, to take much, or to be read wrong.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { importText } from '../../../src/domain/exchange/import.ts';
import { bound } from '../../pace.ts';
import { runs } from '../../runs.ts';
import '../spec/support.ts';

/** The most that is read. In `npm test` a fifth, for which more than linear time exceeds the limit, too. */
const most = runs(1_048_576);
const filled = (piece: string, length = most): string => piece.repeat(Math.floor(length / piece.length));
const start = 'aws comprehendmedical start-phi-detection-job ';
const call = 'client.start_phi_detection_job(';

const bombs: Readonly<Record<string, string>> = {
  'ten megabytes': filled('a', 10_485_760),
  'ten megabytes of commands': filled(`${start}\n`, 10_485_760),
  'a word that is all of it': filled('a'),
  blanks: `${filled(' ', most - 1)}x`,
  'lines without text': `${filled('\n', most - 1)}x`,
  commands: filled(`${start}--job-name a\n`),
  'commands that hold requests of others, in one line': filled('aws scheduler x; '),
  'a set that sets nothing': `${start}\nset${filled(' ', most - 100)}`,
  'an export that exports nothing': `${start}\nexport${filled(' ', most - 100)}!`,
  'programs that are not named further': filled('aws '),
  'programs with options': filled('aws --region x '),
  'programs whose service is far': filled('aws \\\n'),
  'one command with many words': start + filled('--job-name a ', most - 100),
  'one word with many quotes': start + filled(`'a'"b"`, most - 100),
  'one word with many variables': start + filled('$a', most - 100),
  'one word with different variables':
    start + Array.from({ length: runs(60_000) }, (_, index) => `$a${index}`).join(''),
  'expressions that are not closed': start + filled('$(', most - 100),
  'expressions in backticks that are not closed': start + filled('`a ', most - 100),
  'assignments with quotes': filled(`A='\nB="\n`) + start,
  'here-documents that are not closed': filled('cat > a <<A\n', most - 100) + start,
  'different here-documents': Array.from({ length: runs(60_000) }, (_, i) => `cat <<A${i}\n`).join('') + start,
  'shorthand without values': `${start}--input-data-config ${filled('a=', most - 100)}`,
  'shorthand with escapes': `${start}--input-data-config 'a="${filled('\\\\', most - 200)}'`,
  'carets of cmd.exe': filled('^\n') + start,
  'braces of PowerShell': `& {${filled('{ ', most - 100)}${start}`,
  regions: filled('AWS_REGION=a ', most - 100) + start,
  calls: filled(`${call})\n`),
  'calls in calls': filled(call),
  'names that are called': filled('abcdefghijkl<', most),
  'brackets of a call': call + filled('(', most - 100),
  'braces of a call': call + filled('{a:', most - 100),
  'lists of a call': call + filled('[', 50) + filled(',', most - 200) + filled(']', 50) + ')',
  'values of a call': `${call}a=[${filled('1,', most - 100)}])`,
  'a long sum': `${call}a=${filled('"a"+', most - 100)}"a")`,
  'a long expression': `${call}a=${filled('b.', most - 100)}c)`,
  'quotes that are not closed': call + filled(`"'`, most - 100),
  'quotes of three that are not closed': call + filled(`"""a'''b`, most - 100),
  'comments that are not closed': `const x = ${filled('/*', most - 100)}`,
  'templates that are not closed': `${call}a=\`${filled('${', most - 100)}`,
  'texts with expressions': `${call}a=f"${filled('{a}', most - 100)}")`,
  'names that stand for each other': `${Array.from({ length: 20_000 }, (_, index) => `a${index} = {"x": a${index - 1}}`).join('\n')}\n${call}**a19999)`,
  'names that stand for two others': `a0 = {"x": 1}\n${Array.from({ length: 200 }, (_, index) => `a${index + 1} = {"x": a${index}, "y": a${index}}`).join('\n')}\n${call}**a18)`,
  'a name that stands for itself': `a = {"b": a}\na = {"b": a}\n${call}**a)`,
  'types that do not end': filled('a: b ', most),
  'regions of clients': `${filled('region: "us-east-1", ', most - 100)}${call})`,
  'names that are set later': `${filled('a.b = 1\n', most - 100)}${filled(`${call}a)\n`, 60)}`,
  'JSON in JSON in JSON': JSON.stringify(JSON.stringify(JSON.stringify({ a: filled('x', 200_000) }))),
  'texts that look like JSON': JSON.stringify(Array.from({ length: 4_000 }, () => '{ "a": }')),
  'objects in objects': `${filled('{"a":', 500)}1${filled('}', 100)}`,
  'many objects': JSON.stringify(Array.from({ length: runs(60_000) }, (_, index) => ({ a: index }))),
  'many requests': JSON.stringify(Array.from({ length: runs(30_000) }, () => ({ workflowName: 'w' }))),
  'functions in functions': `${filled('{"Fn::Join":["",[', 800)}${filled(']]}', 150)}`,
  substitutions: JSON.stringify({ 'Fn::Sub': filled('${a}', most - 100) }),
  'substitutions that are not closed': JSON.stringify({ Resource: filled('${', most - 100) }),
  'ARNs that do not end': JSON.stringify({ Resource: filled('arn:', most - 100), Arn: filled('arn:', 100) }),
  'YAML that is deep': Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  'YAML tags': filled('!Sub ', 100_000),
};

describe('import: hostile texts', function () {
  this.timeout(bound(5_000));

  for (const [title, text] of Object.entries(bombs))
    it(`answers ${title}`, async () => {
      const read = await importText(text);
      if ('problem' in read) assert.match(read.problem, /^[A-Z][^]*\.$/);
      else for (const request of read.found.slice(0, 20)) request.specFor(request.kinds[0]!);
    });

  const pieces = [
    'aws ',
    'aws comprehendmedical ',
    'start-phi-detection-job ',
    'aws entityresolution start-matching-job ',
    '--input-data-config ',
    '--workflow-name ',
    '--cli-input-json ',
    '--output-source-config=',
    'S3Bucket=a,S3Key=b',
    'file://x',
    '{"workflowName":"w"}',
    "'",
    '"',
    '`',
    '\\',
    '\\\n',
    '`\n',
    ' ^\n',
    '$a',
    '${a}',
    '$(a)',
    '%a%',
    '#',
    '<<EOF',
    '\nEOF\n',
    "@'\n",
    ' & { ',
    ';',
    '|',
    '>',
    'client.start_matching_job(',
    'new StartPHIDetectionJobCommand(',
    'workflowName=',
    'InputDataConfig',
    ': ',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    ',',
    '...',
    '**',
    'f"{a}"',
    '`${a}`',
    'const a = ',
    'a = ',
    'dict(',
    'json.dumps(',
    'None',
    ' + ',
    ' if x else ',
    '"""',
    '//',
    '/*',
    '*/',
    'as const',
    '\n',
    '  ',
    '- ',
    '!Ref a',
    '!Sub "${a}"',
    'Resource: arn:aws:states:::aws-sdk:entityresolution:startMatchingJob\n',
    '"Arn":"arn:aws:scheduler:::aws-sdk:entityresolution:startMatchingJob"',
    'Parameters: ',
    '"Input":"{}"',
    '"x.$":"$.y"',
    '{% a %}',
    '"jobId":"1","status":"A","startTime":1',
    '\u27e6',
    '\u27e60\u27e7',
    '\ud800',
    '\u2028',
    '\u201c',
    '__proto__',
    'constructor',
  ];

  it('never throws, and makes specs of what it finds', async () => {
    const text = fc
      .array(
        fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, fc.string({ maxLength: 4, unit: 'binary' })),
        {
          maxLength: 40,
        },
      )
      .map(parts => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, async source => {
        const read = await importText(source);
        if ('problem' in read) assert.match(read.problem, /\.$/);
        else
          for (const request of read.found)
            for (const kind of request.kinds) {
              const spec = JSON.parse(request.specFor(kind).text) as { action: string; request: object };
              assert.equal(spec.action, kind.action);
              assert.equal(typeof spec.request, 'object');
            }
      }),
      { numRuns: runs(3_000) },
    );
  });
});
