// A start of Entity Resolution leaves its role and its output to the workflow, unless its request overrides them.
import { defined } from '../defined.ts';
import { isWorkflowKind } from '../jobs/kinds.ts';
import type { WorkflowDetails } from '../live/port.ts';
import type { Answer } from '../refusal.ts';
import { s3PlaceOf } from '../s3Place.ts';
import type { Check, CheckContext } from './check.ts';
import { unknown } from './finding.ts';
import type { Subject } from './subject.ts';

/** The workflow of a start, which several checks need. */
export function workflowOf(
  { subject: { kind, region, workflow = '' }, live, once }: CheckContext,
  signal: AbortSignal,
): Promise<Answer<WorkflowDetails>> | undefined {
  return isWorkflowKind(kind) ? once('workflow', () => live.workflow(kind, region, workflow, signal)) : undefined;
}

const leavesToWorkflow = ({ workflow, role, output }: Subject): boolean =>
  workflow !== undefined && (role === undefined || output === undefined);

/** The check, which also looks at the role and the output that a start leaves to its workflow. */
export function followingWorkflow(check: Check): Check {
  return {
    ...check,
    applies: subject => check.applies(subject) || leavesToWorkflow(subject),
    run: async (context, signal, tell) => {
      const { subject } = context;
      if (!leavesToWorkflow(subject)) return check.run(context, signal, tell);
      const answer = await workflowOf(context, signal);
      if (answer?.ok !== true) return [unknown('Set in the workflow, which could not be read.')];
      const { roleArn, outputs } = answer.value;
      const whole: Subject = {
        ...defined({ role: roleArn, output: s3PlaceOf(outputs[0]) }),
        ...subject,
      };
      if (!check.applies(whole)) return [unknown('Set in the workflow, which does not tell it.')];
      const findings = await check.run({ ...context, subject: whole }, signal, tell);
      return findings.map(finding =>
        finding.verdict === 'no'
          ? {
              ...finding,
              advice: `Change it in the workflow, where it is set. ${finding.advice ?? ''}`.replace(' in the spec', ''),
            }
          : finding,
      );
    },
  };
}
