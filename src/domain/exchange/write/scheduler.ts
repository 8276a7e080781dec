// Writes schedules of Amazon EventBridge Scheduler, for `aws scheduler create-schedule --cli-input-json`.
import { jobStatements, policyOf, trustOf } from './policies.ts';
import {
  type ExportSource,
  type Exported,
  type Parts,
  callsOf,
  json,
  oneLine,
  partitionIn,
  placeholder,
  plainId,
  literalOf,
  withTexts,
} from './source.ts';
import { integrationCall, integrationMember } from './states.ts';

/** A schedule has no parameters, so that a variable is a place to fill in. */
const filled = (parts: Parts): string =>
  parts.map(part => (typeof part === 'string' ? part : `${placeholder}_${part.name}`)).join('');

/**
 * Escapes what the scheduler or a template would replace in the input: `<aws.scheduler.…>` and `${…}`. JSON reads the
 * escapes as the characters.
 */
const inert = (input: string): string => input.replaceAll('<', '\\u003c').replaceAll('${', '\\u0024{');

/**
 * Writes a schedule, disabled until somebody has looked at it, and the policies of its role. It starts the job and does
 * not wait for it.
 */
export function writeSchedule(source: ExportSource): Exported {
  const { kind, path, name, region, account } = source;
  const request = withTexts(source.request, source, filled, integrationMember);
  const input = inert(JSON.stringify(request));
  const place = [literalOf(source, region), literalOf(source, account)].filter(each => each !== undefined);
  return {
    files: [
      {
        suffix: '.schedule.json',
        text: json({
          Name: plainId(name),
          Description: oneLine(
            `Made from ${path} by Job Specs for AWS${place.length === 0 ? '' : ` for ${place.join(', ')}`}.`,
          ),
          State: 'DISABLED',
          ScheduleExpression: `cron(${placeholder})`,
          ScheduleExpressionTimezone: 'UTC',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: `arn:${partitionIn(source)}:scheduler:::aws-sdk:${kind.service}:${integrationCall(callsOf(kind).start)}`,
            RoleArn: `arn:${partitionIn(source)}:iam::${literalOf(source, account) ?? `${placeholder}_ACCOUNT`}:role/${placeholder}_ROLE`,
            // Each attempt has an id of its own, so that another attempt could start the job a second time.
            Input: kind.repeatable
              ? input.replace(/\}$/, ',"ClientRequestToken":"<aws.scheduler.execution-id>"}')
              : input,
            RetryPolicy: { MaximumRetryAttempts: 0 },
          },
        }),
      },
      { suffix: '.role-policy.json', text: json(policyOf(jobStatements([source], false))) },
      { suffix: '.role-trust.json', text: json(trustOf(source, 'scheduler')) },
    ],
    told: [
      ...source.told,
      'A schedule starts jobs in the account and region in which it is created, and does not wait for them.',
    ],
  };
}
