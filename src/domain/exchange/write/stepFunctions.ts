// Writes state machines of AWS Step Functions, in JSONata.
import { isWorkflowKind } from '../../jobs/kinds.ts';
import type { JsonObject } from '../../json.ts';
import { stateText } from './jsonata.ts';
import { jobStatements, policyOf, trustOf } from './policies.ts';
import { type ExportSource, type Exported, type ExportedFile, json, oneLine, withTexts } from './source.ts';
import { guardStates, integrationMember, startState, watchStates } from './states.ts';

/**
 * An id that is the same in each attempt of an execution and in no other: SHA-256 in hexadecimal has the 64 characters
 * that a ClientRequestToken may have.
 */
export const tokenOf = (expression: string): string => `{% $hash(${expression}, 'SHA-256') %}`;

function requestOf(source: ExportSource): JsonObject {
  const request = withTexts(source.request, source, stateText, integrationMember);
  return request as JsonObject;
}

/** The expression of the workflow's name, which each question about a job must have. */
function workflowOf(source: ExportSource): string | undefined {
  const { workflow } = source.kind.facts(source.request);
  return isWorkflowKind(source.kind) && workflow !== undefined ? stateText(source.parts(workflow)) : undefined;
}

/** Returns a state machine that begins with the first of its states. */
export function machine(states: JsonObject, comment: string): JsonObject {
  const [first = ''] = Object.keys(states);
  return { Comment: oneLine(comment), QueryLanguage: 'JSONata', StartAt: first, States: states };
}

/** What a state machine was made from, and what its input must have. */
export function commentOf({ path, parameters }: ExportSource): string {
  const asked = parameters.filter(({ kind }) => kind !== 'date').map(({ name }) => name);
  return `Made from ${path} by Job Specs for AWS.${asked.length === 0 ? '' : ` The input has ${asked.join(', ')}.`}`;
}

/** The policies of the role of a state machine. */
export function roleFiles(source: ExportSource, statements: readonly JsonObject[]): readonly ExportedFile[] {
  return [
    { suffix: '.role-policy.json', text: json(policyOf(statements)) },
    { suffix: '.role-trust.json', text: json(trustOf(source, 'states')) },
  ];
}

/** Writes a state machine that starts one job and waits for its end. */
export function writeStateMachine(source: ExportSource): Exported {
  const workflow = workflowOf(source);
  // A later state has another input, so that what it needs is kept when the job starts.
  const isComputed = workflow?.startsWith('{%') === true;
  const start = startState(
    source,
    {
      ...requestOf(source),
      ...(source.kind.repeatable ? { ClientRequestToken: tokenOf('$states.context.Execution.Id') } : {}),
    },
    'Wait',
  );
  const assigned = isComputed ? { Assign: { ...(start['Assign'] as JsonObject), workflow } } : {};
  const states = {
    ...guardStates(source, 'Start the job'),
    'Start the job': { ...start, ...assigned },
    ...watchStates(source, isComputed ? '{% $workflow %}' : workflow, {
      succeeded: 'The job has succeeded',
      failed: 'The job has failed',
    }),
    'The job has succeeded': { Type: 'Succeed', Output: { JobId: '{% $jobId %}', Status: '{% $status %}' } },
    'The job has failed': {
      Type: 'Fail',
      Error: '{% $status %}',
      Cause: "{% 'The job ' & $jobId & ' has ended with ' & $status & '.' %}",
    },
  };
  return {
    files: [
      { suffix: '.asl.json', text: json(machine(states, commentOf(source))) },
      ...roleFiles(source, jobStatements([source], true)),
    ],
    told: source.told,
  };
}
