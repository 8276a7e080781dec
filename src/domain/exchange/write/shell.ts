// Writes POSIX shell scripts that start a job with the AWS CLI and wait for its end.
import { isWorkflowKind } from '../../jobs/kinds.ts';
import { posixWord, subcommand } from '../../spec/awsCliCommand.ts';
import { type ExportSource, type Exported, type Parameter, type Parts, callsOf, oneLine, withTexts } from './source.ts';

/** Returns a word: what is literal in single quotes, parameters in double quotes. */
function word(parts: Parts): string {
  return parts.map(part => (typeof part === 'string' ? posixWord(part) : `"$${part.name}"`)).join('');
}

/** Returns JSON as a word. The values of parameters are escaped for JSON when the script begins. */
function jsonWord(source: ExportSource): string {
  const marks: Parameter[] = [];
  // A private use character marks a parameter; those of the spec are escaped, so that the two differ.
  const marked = withTexts(source.request, source, parts =>
    parts
      .map(part => (typeof part === 'string' ? part.replaceAll('\ue000', '\ue000l') : `\ue000${marks.push(part) - 1};`))
      .join(''),
  );
  const parts = JSON.stringify(marked)
    .split(/\ue000(\d+);/)
    .map((piece, index) => (index % 2 === 0 ? piece.replaceAll('\ue000l', '\\ue000') : (marks[Number(piece)] ?? '')));
  return word(parts.filter(part => part !== ''));
}

const dates: Readonly<Record<string, string>> = { YYYY: '%Y', MM: '%m', DD: '%d', HH: '%H', mm: '%M' };

function given({ kind, argument, name }: Parameter): string {
  if (kind === 'date')
    return `${name}=$(date -u +${posixWord(argument.replaceAll(/YYYY|MM|DD|HH|mm/g, token => dates[token] ?? token))})`;
  const from = kind === 'env' && /^[A-Za-z_]\w*$/.test(argument) ? argument : name;
  return `${name}=$(text "\${${from}:-}" ${from})`;
}

/** The errors of the CLI as it names them: `An error occurred (Name) when …`. */
const busyPattern = (names: readonly string[]): string => names.map(name => `*"(${name})"*`).join(' | ');

/**
 * Writes a script that ends with 0 if the job has succeeded, 1 if it has failed, 2 if certainly nothing was started, and
 * 3 if it is not known.
 */
export function writeShell(source: ExportSource): Exported {
  const { kind, path, name, region, account, parameters, parts } = source;
  const { start, describe, jobId, status, succeeded, failed, busy } = callsOf(kind);
  const { workflow } = kind.facts(source.request);
  const options = region === undefined ? '' : ` --region ${word(parts(region))}`;
  const ofWorkflow = isWorkflowKind(kind) && workflow !== undefined ? ` --workflow-name ${word(parts(workflow))}` : '';
  const asked = parameters.filter(each => each.kind !== 'date');
  const call = asked.map(each => `${each.kind === 'env' ? each.argument : each.name}=…`).join(' ');
  const comments = [
    `Made from ${path} by Job Specs for AWS.`,
    `Run it as: ${call === '' ? '' : `${call} `}sh ${name}.sh`,
    'It ends with 0 if the job has succeeded, 1 if it has failed, 2 if nothing was started, 3 if that is not known.',
  ];
  const text = `#!/bin/sh
${comments.map(comment => `# ${oneLine(comment)}`).join('\n')}
set -eu

say() { printf '%s\\n' "$1" >&2; }
${
  parameters.length === 0
    ? ''
    : `# Prints a value as it is written in JSON.
text() {
  case $1 in
    '') say "$2 has no value. Nothing was started."; exit 2 ;;
    *[[:cntrl:]]*) say "$2 has a line break or another control character. Nothing was started."; exit 2 ;;
  esac
  printf '%s' "$1" | sed 's/[\\\\"]/\\\\&/g'
}
${parameters.map(given).join('\n')}
`
}${
  account === undefined
    ? ''
    : `
account=${word(parts(account))}
caller=$(aws sts get-caller-identity${options} --query Account --output text) || exit 2
if [ "$caller" != "$account" ]; then
  say "The credentials are those of account $caller, and the job is for $account. Nothing was started."
  exit 2
fi
`
}
# Sent once: only what certainly has started nothing is tried again.
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
attempt=1
until job_id=$(
  AWS_MAX_ATTEMPTS=1 aws ${kind.service} ${subcommand(start)}${options} --output text --query ${jobId} \\
    --cli-input-json ${jsonWord(source)} 2>"$errors"
); do
  cat "$errors" >&2
  case $(cat "$errors") in
    ${busyPattern(busy)}) [ "$attempt" -lt 20 ] || exit 2 ;;
    *"An error occurred ("*"InternalServer"*) say 'It is not known whether a job was started. Look before you start another.'; exit 3 ;;
    *"An error occurred ("*) exit 2 ;;
    *'Unable to locate credentials'* | *'must specify a region'* | *'could not be found'* | *'Parameter validation failed'*) exit 2 ;;
    *) say 'It is not known whether a job was started. Look before you start another.'; exit 3 ;;
  esac
  attempt=$((attempt + 1))
  sleep "\${poll_seconds:-30}"
done
say "Started $job_id."

failures=0
while :; do
  if status=$(
    aws ${kind.service} ${subcommand(describe)}${options}${ofWorkflow} --job-id "$job_id" \\
      --output text --query ${status.join('.')}
  ); then
    failures=0
    case $status in
      ${succeeded.join(' | ')}) say "$job_id: $status"; exit 0 ;;
      ${failed.join(' | ')}) say "$job_id: $status"; exit 1 ;;
    esac
  else
    failures=$((failures + 1))
    [ "$failures" -lt 20 ] || { say "$job_id was started, but is not watched any more."; exit 3; }
  fi
  sleep "\${poll_seconds:-30}"
done
`;
  return { files: [{ suffix: '.sh', text }], told: source.told };
}
