// Writes workflows of GitHub Actions: they check the spec, start its job with our own command line, and wait.
import { pythonText } from './airflow.ts';
import {
  type ExportSource,
  type Exported,
  type Parameter,
  literalOf,
  oneLine,
  partitionIn,
  placeholder,
  plainId,
} from './source.ts';

/** Returns a text literal of YAML in which GitHub finds no expression. */
const yamlText = (text: string): string => pythonText(text.replaceAll('${{', "${{ '${{' }}"));

/** What a runner gives the parameter's value to the command line by; never a part of the script itself. */
const variableOf = ({ name }: Parameter): string => `JOB_VALUE_${name.toUpperCase()}`;
const nameOf = ({ name }: Parameter): string => `JOB_NAME_${name.toUpperCase()}`;

/** Whether the command line can be given the value: it takes `NAME=VALUE`, and variables of the environment. */
function isGivable({ kind, argument }: Parameter): boolean {
  if (kind === 'env') return /^[A-Za-z_]\w*$/.test(argument);
  return (kind === 'var' || kind === 'input') && !argument.includes('=');
}

/**
 * Writes a workflow that is started by hand. The spec stays a file of the repository, so that what is started is what is
 * checked in.
 */
export function writeWorkflow(source: ExportSource): Exported {
  const { path, name, region, account, parameters } = source;
  const asked = parameters.filter(each => isGivable(each));
  const lost = parameters.filter(each => each.kind !== 'date' && !isGivable(each));
  const inputs = asked
    .map(
      each => `      ${each.name}:
        description: ${yamlText(each.kind === 'input' ? each.argument : `${each.kind}:${each.argument}`)}
        required: true
        type: string
`,
    )
    .join('');
  // Names too come by the environment: no text of the spec is in the script.
  const environment = asked
    .map(each =>
      each.kind === 'env'
        ? `          ${each.argument}: \${{ inputs.${each.name} }}\n`
        : `          ${variableOf(each)}: \${{ inputs.${each.name} }}\n          ${nameOf(each)}: ${yamlText(each.argument)}\n`,
    )
    .join('');
  const options = [
    ...asked.filter(({ kind }) => kind !== 'env').map(each => `--${each.kind} "$${nameOf(each)}=$${variableOf(each)}"`),
    ...(asked.some(({ kind }) => kind === 'env') ? ['--env'] : []),
  ];
  const arn = `arn:${partitionIn(source)}:iam::${literalOf(source, account) ?? `${placeholder}_ACCOUNT`}:role/${placeholder}_ROLE`;
  const guard =
    literalOf(source, account) === undefined
      ? ''
      : `          allowed-account-ids: ${yamlText(literalOf(source, account) ?? '')}\n`;
  const script = (command: string): string => [command, ...options].join(' \\\n            ');
  const text = `# ${oneLine(`Made for ${path} by Job Specs for AWS.`)}
# The role must trust GitHub's OIDC provider for this repository.
${lost.map(each => `# ${placeholder}: the command line cannot be given ${oneLine(`\${${each.kind}${each.argument === '' ? '' : `:${each.argument}`}}`)}; use \${var:…} in the spec.\n`).join('')}name: ${yamlText(`Start ${name}`)}
on:
  workflow_dispatch:${inputs === '' ? '' : `\n    inputs:\n${inputs.trimEnd()}`}
permissions:
  contents: read
  id-token: write
  security-events: write
# Never two at once.
concurrency:
  group: ${yamlText(`aws-job-specs-${plainId(name)}`)}
  cancel-in-progress: false
env:
  AWS_JOB_SPEC: ${yamlText(path)}
jobs:
  start:
    runs-on: ubuntu-latest
    # The longest that GitHub lets a job run. The job in AWS goes on.
    timeout-minutes: 360
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 22
      # The command line is a package of the repository. Without it, npx must not look for one elsewhere.
      - run: npm ci
      - name: Check the job spec
        run: npx --no aws-job-specs -- check "$AWS_JOB_SPEC" --format sarif --output job-specs.sarif
      - uses: github/codeql-action/upload-sarif@v4
        if: \${{ !cancelled() }}
        with:
          sarif_file: job-specs.sarif
          category: job-specs
      - uses: aws-actions/configure-aws-credentials@v5
        with:
          role-to-assume: ${yamlText(arn)}
          aws-region: ${yamlText(literalOf(source, region) ?? `${placeholder}_REGION`)}
${guard}      # With the role above, whatever connection the settings of the folder name for people's editors.
      - name: Start the job and wait for its end
        run: |
          ${script('npx --no aws-job-specs -- start "$AWS_JOB_SPEC" --other-connection --wait --yes --format json')}
${environment === '' ? '' : `        env:\n${environment.trimEnd()}\n`}`;
  return {
    files: [{ suffix: '.yml', folder: '.github/workflows', text }],
    told: [
      ...source.told,
      ...(lost.length === 0
        ? []
        : ['Some variables cannot be given to the command line: use ${var:…} in the spec instead.']),
    ],
  };
}
