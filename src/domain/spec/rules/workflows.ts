// Rules about the workflow: an ID mapping workflow can be given by its ARN, which also says where the job belongs, and
// its configuration decides what can be run.
import type { WorkflowLookup } from '../checked.ts';
import { incrementalJobTypes } from '../../jobs/kinds.ts';
import { type Arn, parseArn } from '../arn.ts';
import { insertAfter, replaceValue } from '../edits.ts';
import { nodeAt } from '../nodes.ts';
import type { Fix } from '../problem.ts';
import { partitionOf, regionPattern } from '../regions.ts';
import { otherAccount } from './account.ts';
import { workflowPath } from './places.ts';
import { hasRegion, ownRegion, effectiveRegion } from './region.ts';
import { type Rule, type RuleInput, replaceText, report, textAt } from './rule.ts';

function workflowArn(input: RuleInput): Arn | undefined {
  const arn = input.kind?.family === 'IdMapping' ? parseArn(textAt(input, workflowPath) ?? '') : undefined;
  return arn?.service === 'entityresolution' ? arn : undefined;
}

/** Returns the fix that sets the workflow's region in the spec. */
function takeRegion(input: RuleInput, region: string): Fix[] {
  const written = nodeAt(input.root, ['region']);
  if (written !== undefined)
    return [{ title: `Change the region to ${region}`, edits: [replaceValue(written, region)] }];
  const action = nodeAt(input.root, ['action'])?.parent;
  return action === undefined
    ? []
    : [{ title: `Add the region ${region}`, edits: [insertAfter(input.text, action, 'region', region)] }];
}

const elsewhere: Rule = input => {
  const arn = workflowArn(input);
  const region = hasRegion(input) ? ownRegion(input) : input.connection?.region;
  if (arn === undefined || region === undefined || arn.region === region) return [];
  if (arn.partition !== partitionOf(region)) {
    return [
      report(
        input,
        'AJ065',
        workflowPath,
        `The workflow lies in the partition ${arn.partition}, the job would run in ${region} of ${partitionOf(region)}, and partitions share nothing.`,
      ),
    ];
  }
  return [
    report(
      input,
      'AJ063',
      workflowPath,
      `The workflow lies in ${arn.region}, the job would run in ${region}, where it is not to be found.`,
      takeRegion(input, arn.region),
    ),
  ];
};

const foreign: Rule = input => {
  const arn = workflowArn(input);
  const other = arn && otherAccount(input, arn.account);
  if (arn === undefined || other === undefined) return [];
  return [
    report(
      input,
      'AJ064',
      workflowPath,
      `The workflow belongs to account ${arn.account}, but ${other.whose} account ${other.account}. This works only if the owner shares the workflow with you.`,
    ),
  ];
};

/**
 * The service model's patterns for the three ARNs of Entity Resolution, which the schema widens; none matches outside
 * the partition aws.
 */
const modelPatterns: readonly { readonly path: readonly (string | number)[]; readonly pattern: RegExp }[] = [
  { path: ['request', 'outputSourceConfig', 0, 'roleArn'], pattern: /^arn:(?!aws-us-gov:|aws-cn:)/ },
  { path: ['request', 'outputSourceConfig', 0, 'KMSArn'], pattern: /^arn:(?!aws-us-gov:|aws-cn:)/ },
  { path: workflowPath, pattern: /^(?!arn:)|^arn:[a-z-]+:entityresolution:[a-z]{2}-[a-z]{1,10}-[0-9]:/ },
];

const otherPartitions: Rule = input =>
  input.kind?.service !== 'entityresolution'
    ? []
    : modelPatterns.flatMap(({ path, pattern }) => {
        const value = textAt(input, path);
        if (value?.startsWith('arn:') !== true || pattern.test(value)) return [];
        return [
          report(
            input,
            'AJ023',
            path,
            "AWS's own description of the service has no room for this ARN's partition or region; whether it is accepted, only a start can tell.",
          ),
        ];
      });

const jobTypePath = ['request', 'jobType'];

/** A name that can be looked up: one in the service's format, or an ARN. */
const askable = /^([\w-]{1,255}|arn:[!-~]+)$/;

/** Returns the workflow of an incremental job, if the spec identifies it. */
export function workflowToLookUp(input: RuleInput): WorkflowLookup | undefined {
  const { kind } = input;
  if (kind?.family !== 'IdMapping' || !incrementalJobTypes.has(textAt(input, jobTypePath) ?? '')) return undefined;
  const name = textAt(input, workflowPath) ?? '';
  const region = effectiveRegion(input) ?? '';
  return askable.test(name) && regionPattern.test(region) ? { kind, name, region } : undefined;
}

/** A warning only: AWS does not document that the service rejects it. */
const notIncremental: Rule = input => {
  const asked = workflowToLookUp(input);
  const { workflow } = input;
  if (
    asked === undefined ||
    workflow?.isIncremental !== false ||
    workflow.name !== asked.name ||
    workflow.region !== asked.region
  )
    return [];
  const jobType = textAt(input, jobTypePath) ?? '';
  const fixes =
    jobType === 'INCREMENTAL'
      ? replaceText(input, jobTypePath, 'BATCH', 'Change to BATCH, which processes everything')
      : [];
  return [
    report(
      input,
      'AJ071',
      jobTypePath,
      `The workflow is not set up for incremental runs (it has no incrementalRunConfig): a job of type ${jobType} may be refused or find nothing to go by.`,
      fixes,
    ),
  ];
};

export const workflowRules: readonly Rule[] = [elsewhere, foreign, otherPartitions, notIncremental];
