// Writes DAGs of Apache Airflow 2.5 and later, which start a job with boto3 and wait without holding a worker.
import { isWorkflowKind } from '../../jobs/kinds.ts';
import { subcommand } from '../../spec/awsCliCommand.ts';
import type { JsonValue } from '../../json.ts';
import { isJsonObject } from '../../json.ts';
import { type ExportSource, type Exported, type Parameter, type Parts, callsOf, oneLine, plainId } from './source.ts';

/** Returns a text literal of Python. What cannot be seen is escaped, so that what is read is what runs. */
export function pythonText(text: string): string {
  const code = (char: string): string => {
    const point = char.codePointAt(0) ?? 0;
    return point > 0xffff ? `\\U${point.toString(16).padStart(8, '0')}` : `\\u${point.toString(16).padStart(4, '0')}`;
  };
  const escaped = text
    .replaceAll(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll(/(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, code);
  return `"${escaped}"`;
}

const dates: Readonly<Record<string, string>> = { YYYY: '%Y', MM: '%m', DD: '%d', HH: '%H', mm: '%M' };

function reading({ kind, argument, name }: Parameter): string {
  if (kind !== 'date') return `params[${pythonText(name)}]`;
  const form = argument.replaceAll(/YYYY|MM|DD|HH|mm/g, token => dates[token] ?? token);
  return `now.strftime(${pythonText(form)})`;
}

const textOf = (parts: Parts): string =>
  parts.map(part => (typeof part === 'string' ? pythonText(part) : reading(part))).join(' + ');

function valueOf(value: JsonValue, source: ExportSource, indent: string): string {
  const inner = `${indent}    `;
  if (typeof value === 'string') return textOf(source.parts(value));
  if (Array.isArray(value))
    return `[\n${(value as readonly JsonValue[]).map(each => `${inner}${valueOf(each, source, inner)},\n`).join('')}${indent}]`;
  if (isJsonObject(value))
    return `{\n${Object.entries(value)
      .map(([name, each]) => `${inner}${pythonText(name)}: ${valueOf(each ?? null, source, inner)},\n`)
      .join('')}${indent}}`;
  if (value === true || value === false) return value ? 'True' : 'False';
  return value === null ? 'None' : JSON.stringify(value);
}

const tuple = (names: readonly string[]): string =>
  `(${names.map(pythonText).join(', ')}${names.length === 1 ? ',' : ''})`;

/** How boto3 names an operation: as the CLI does, with other hyphens. */
const method = (operation: string): string => subcommand(operation).replaceAll('-', '_');

/** Writes a DAG of two tasks: one that starts the job, once, and one that waits for its end. */
export function writeAirflow(source: ExportSource): Exported {
  const { kind, path, name, region, account, parameters, parts } = source;
  const { start, describe, jobId, status, succeeded, failed, busy } = callsOf(kind);
  const { workflow } = kind.facts(source.request);
  const asked = parameters.filter(each => each.kind !== 'date');
  const ofWorkflow = isWorkflowKind(kind) && workflow !== undefined ? `workflowName=${textOf(parts(workflow))}, ` : '';
  const place = region === undefined ? 'None' : textOf(parts(region));
  const params = asked
    .map(
      each =>
        `\n        ${pythonText(each.name)}: Param(type="string", minLength=1, description=${pythonText(describedBy(each))}),`,
    )
    .join('');
  // Set after the request, which then reads as the spec does.
  const token = kind.repeatable
    ? `        # The same in each attempt of this run, and in no other.
        run = f"{context['dag'].dag_id}/{context['run_id']}"
        request["ClientRequestToken"] = hashlib.sha256(run.encode()).hexdigest()
`
    : '';
  const text = `# ${oneLine(`Made from ${path} by Job Specs for AWS.`)}
# The connection aws_default says with which credentials AWS is called.
import hashlib
from datetime import datetime, timedelta, timezone

from airflow.exceptions import AirflowFailException
from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook
from botocore.config import Config
from botocore.exceptions import ClientError

try:
    from airflow.sdk import Param, PokeReturnValue, dag, get_current_context, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.models.param import Param
    from airflow.operators.python import get_current_context
    from airflow.sensors.base import PokeReturnValue

# Answers that say that nothing was started, and that it can be tried again.
BUSY = ${tuple(busy)}


def aws(service, region, **options):
    return AwsBaseHook(
        aws_conn_id="aws_default", client_type=service, region_name=region, config=Config(**options)
    ).conn


@dag(
    dag_id=${pythonText(plainId(name))},
    schedule=None,
    start_date=datetime(2020, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    params={${params}${params === '' ? '' : '\n    '}},
)
def job():
    # A second attempt could start a second job, so there is none; while the service is busy, it asks again.
    @task.sensor(poke_interval=60, timeout=timedelta(hours=12).total_seconds(), mode="reschedule", retries=0)
    def start():
        context = get_current_context()
        params = context["params"]
        # The day on which the run began, also when it had to wait.
        now = context["dag_run"].start_date
        region = ${place}
        request = ${valueOf(source.request, source, '        ')}
${token}${
  account === undefined
    ? ''
    : `        caller = aws("sts", region).get_caller_identity()["Account"]
        if caller != ${textOf(parts(account))}:
            raise AirflowFailException("The credentials are those of another account. Nothing was started.")
`
}        client = aws(${pythonText(kind.service)}, region, retries={"total_max_attempts": 1})
        try:
            answer = client.${method(start)}(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] in BUSY:
                return PokeReturnValue(is_done=False)
            raise
        return PokeReturnValue(is_done=True, xcom_value=answer[${pythonText(jobId)}])

    @task.sensor(poke_interval=60, timeout=timedelta(days=7).total_seconds(), mode="reschedule", retries=5)
    def ended(job_id):
        params = get_current_context()["params"]
        region = ${place}
        answer = aws(${pythonText(kind.service)}, region).${method(describe)}(${ofWorkflow}${jobId}=job_id)
        status = answer${status.map(each => `[${pythonText(each)}]`).join('')}
        if status in ${tuple(failed)}:
            raise AirflowFailException(f"The job {job_id} has ended with {status}.")
        return status in ${tuple(succeeded)}

    ended(start())


job()
`;
  return { files: [{ suffix: '.py', folder: 'dags', text }], told: source.told };
}

/** What a person reads who is asked for a parameter. */
const describedBy = ({ kind, argument }: Parameter): string => (kind === 'input' ? argument : `${kind}:${argument}`);
