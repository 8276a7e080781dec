import assert from 'node:assert/strict';
import fc from 'fast-check';
import { kindOf } from '../../../src/domain/jobs/kinds.ts';
import { type CliOptions, cliCommand, describeCommand, requestJson } from '../../../src/domain/spec/awsCliCommand.ts';
import type { ValidSpec } from '../../../src/domain/spec/spec.ts';
import { entities, idMapping, startedJob } from '../jobs/fakeServices.ts';
import { validSpecs } from './awsCliArbitrary.ts';
import { argumentsSeen, isOnPath, legacyCommandLine, powershellWords, windowsArguments } from './awsCliShells.ts';
import { bound } from '../../pace.ts';

const matching = kindOf('entityresolution:StartMatchingJob')!;
const plain: ValidSpec = { kind: matching, request: { workflowName: 'w' } };
/** Values that no service would accept, in a request that is sent unchanged. */
const awkward: ValidSpec = {
  kind: matching,
  request: {
    'ke"y\'': [
      '\u0000\u001f\u007f',
      'line\nbreak\r\n',
      '\ud800',
      '\u2028',
      '\\',
      '\\"',
      '"',
      "''",
      '%PATH%',
      '`$(id)`',
      '-x',
      '',
      '😀',
      'a  b',
      null,
      true,
      1e21,
    ],
  },
};

const options = fc.record(
  {
    profile: fc.oneof(
      fc.constantFrom('dev', '-x', '--profile', 'a b', "it's", 'it\u2019s', '$HOME', 'c:\\d\\', 'c:\\my dir\\'),
      fc.string({ unit: 'grapheme', maxLength: 12 }).filter(text => !text.includes('\0') && !/[\n\r"]/.test(text)),
    ),
    region: fc.constantFrom('us-east-1', 'eu-west-2'),
    endpointUrl: fc.constantFrom('http://127.0.0.1:4566', 'https://x.example/a?b=c&d=%20e#f'),
  },
  { requiredKeys: [] },
);
const cases = fc.sample(fc.tuple(validSpecs, options), { numRuns: 200, seed: 1 }).concat([
  [awkward, {}],
  [awkward, { profile: '-x', region: 'us-east-1' }],
]);

const subcommands: Readonly<Record<string, string>> = {
  EntitiesDetectionV2: 'start-entities-detection-v2-job',
  PHIDetection: 'start-phi-detection-job',
  ICD10CMInference: 'start-icd10-cm-inference-job',
  RxNormInference: 'start-rx-norm-inference-job',
  SNOMEDCTInference: 'start-snomedct-inference-job',
  IdMapping: 'start-id-mapping-job',
  Matching: 'start-matching-job',
};

/** The arguments that the CLI must get, with the request as a value. */
function expected(
  { kind, region: own, request }: ValidSpec,
  { profile = '', region, endpointUrl }: CliOptions,
): unknown[] {
  const place = own ?? region;
  return [
    kind.service,
    subcommands[kind.family],
    ...(profile === '' ? [] : profile.startsWith('-') ? [`--profile=${profile}`] : ['--profile', profile]),
    ...(place === undefined ? [] : ['--region', place]),
    ...(endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
    '--cli-input-json',
    request,
  ];
}
const withRequest = (args: readonly string[]): unknown[] => [
  ...args.slice(0, -1),
  JSON.parse(args.at(-1) ?? '') as unknown,
];

describe('AWS CLI command', () => {
  it('is a readable line', () => {
    assert.equal(
      cliCommand({ ...plain, region: 'eu-west-1' }, 'posix', { profile: 'dev', region: 'us-east-1' }),
      'aws entityresolution start-matching-job --profile dev --region eu-west-1 --cli-input-json \'{"workflowName":"w"}\'',
    );
    assert.equal(
      cliCommand(plain, 'powershell'),
      '& { $PSNativeCommandArgumentPassing = \'Legacy\'; aws entityresolution start-matching-job --cli-input-json \'{\\"workflowName\\":\\"w\\"}\' }',
    );
  });

  it('has only the request in its JSON', () => {
    assert.equal(
      requestJson({ ...plain, account: '123456789012', region: 'us-east-1' }),
      '{\n  "workflowName": "w"\n}\n',
    );
  });

  it('is one line, whatever the request contains', () => {
    for (const shell of ['posix', 'powershell'] as const) assert.doesNotMatch(cliCommand(awkward, shell), /[\n\r\0]/);
  });

  for (const shell of ['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish']) {
    it(`reaches the CLI unchanged through ${shell}`, async function () {
      if (!isOnPath(shell, '-c', 'true')) this.skip();
      // fish is not a POSIX shell: only the request is also written for it.
      const due = shell === 'fish' ? cases.filter(([, { profile = '' }]) => !profile.includes('\\')) : cases;
      const seen = await argumentsSeen(
        [shell],
        due.map(([spec, where]) => `${cliCommand(spec, 'posix', where)}\n`).join(''),
      );
      assert.deepEqual(
        seen.map(withRequest),
        due.map(([spec, where]) => expected(spec, where)),
      );
    });
  }

  it('reaches the CLI unchanged through PowerShell', async function () {
    this.timeout(bound(120_000));
    if (!isOnPath('pwsh', '-v')) {
      process.stdout.write(
        '      pwsh is not on the PATH: its rules are tested as documented, below, but not PowerShell itself.\n',
      );
      this.skip();
    }
    const seen = await argumentsSeen(
      ['pwsh', '-NoProfile', '-NonInteractive', '-File'],
      cases.map(([spec, where]) => `${cliCommand(spec, 'powershell', where)}\n`).join(''),
    );
    assert.deepEqual(
      seen.map(withRequest),
      cases.map(([spec, where]) => expected(spec, where)),
    );
  });

  for (const minds of [true, false]) {
    it(`reaches the CLI unchanged by the rules of PowerShell ${minds ? '6 and 7' : '5.1'}`, () => {
      for (const [spec, where] of cases) {
        const [program, ...args] = windowsArguments(
          legacyCommandLine(powershellWords(cliCommand(spec, 'powershell', where)), minds),
        );
        assert.equal(program, 'aws');
        assert.deepEqual(withRequest(args), expected(spec, where));
      }
    });
  }

  it('escapes quotes in an option for PowerShell', () => {
    for (const profile of ['a"b', 'a\\"b', '"', 'a b\\"c']) {
      const args = windowsArguments(
        legacyCommandLine(powershellWords(cliCommand(plain, 'powershell', { profile })), true),
      );
      assert.equal(args[4], profile);
    }
  });

  it('has no characters in its JSON for PowerShell that cmd.exe would interpret, in case the CLI is a batch file', () => {
    for (const [spec] of cases) {
      const json = powershellWords(cliCommand(spec, 'powershell')).at(-1) ?? '';
      assert.match(json, /^[\w\\".:/,=+@{}[\]-]+$/);
    }
  });
});

describe('AWS CLI command that describes a job', () => {
  const arn = 'arn:aws:entityresolution:us-east-1:123456789012:idmappingworkflow/people';

  it('is the service’s own, with the job’s region and, if it has one, its workflow', () => {
    assert.equal(
      describeCommand(startedJob(entities, 'abc', 0), 'posix', { profile: 'dev' }),
      'aws comprehendmedical describe-entities-detection-v2-job --profile dev --region us-east-1 --job-id abc',
    );
    assert.equal(
      describeCommand(startedJob(idMapping, 'abc', 0, { workflow: arn }), 'posix'),
      `aws entityresolution get-id-mapping-job --region us-east-1 --workflow-name '${arn}' --job-id abc`,
    );
    assert.equal(
      describeCommand(startedJob(entities, 'abc', 0), 'powershell'),
      "& { $PSNativeCommandArgumentPassing = 'Legacy'; aws comprehendmedical describe-entities-detection-v2-job --region us-east-1 --job-id abc }",
    );
  });

  it('is undefined if the CLI could not ask', () => {
    const { workflow: _workflow, ...job } = startedJob(idMapping, 'abc', 0);
    assert.equal(describeCommand(job, 'posix'), undefined);
    for (const text of ['a\u001b[201~\nb', 'a\u0085b'])
      assert.equal(
        describeCommand(startedJob(idMapping, 'abc', 0, { workflow: text }), 'posix'),
        undefined,
        'a control character could end pasted text early',
      );
    assert.equal(describeCommand({ ...job, action: 'entityresolution:StartNewJob' }, 'posix'), undefined);
  });

  it('reaches the CLI unchanged through sh, whatever the names contain', async () => {
    const names = ['-x', "it's", '$(id)', '`id`', 'a b', '\\', '"', '😀', '--job-id', '0123'];
    const seen = await argumentsSeen(
      ['sh'],
      names
        .map(name => `${describeCommand(startedJob(idMapping, name, 0, { workflow: name }), 'posix') ?? ''}\n`)
        .join(''),
    );
    assert.deepEqual(
      seen,
      names.map(name => [
        'entityresolution',
        'get-id-mapping-job',
        '--region',
        'us-east-1',
        ...(name.startsWith('-')
          ? [`--workflow-name=${name}`, `--job-id=${name}`]
          : ['--workflow-name', name, '--job-id', name]),
      ]),
    );
  });
});
