// The policies of the roles of engines that call the services themselves: what they need, and nothing more.
import { isWorkflowKind } from '../../jobs/kinds.ts';
import type { JsonObject } from '../../json.ts';
import { parseArn } from '../../spec/arn.ts';
import { type ExportSource, callsOf, literalOf, partitionIn, placeholder } from './source.ts';

const version = '2012-10-17';

/** Returns the statements that allow to start jobs, and to watch them. */
export function jobStatements(sources: readonly ExportSource[], watches: boolean): readonly JsonObject[] {
  const [first] = sources;
  if (first === undefined) return [];
  const { kind } = first;
  const calls = callsOf(kind);
  const region = literalOf(first, first.region);
  const actions = [calls.start, ...(watches ? [calls.describe] : [])].map(name => `${kind.service}:${name}`);
  const roles = unique(sources.flatMap(source => roleIn(source)));
  return [
    {
      Effect: 'Allow',
      Action: actions,
      ...(isWorkflowKind(kind)
        ? { Resource: unique(sources.map(workflowArn)) }
        : {
            // The service has no resources to name.
            Resource: '*',
            ...(region === undefined ? {} : { Condition: { StringEquals: { 'aws:RequestedRegion': region } } }),
          }),
    },
    ...(roles.length === 0
      ? []
      : [
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: roles,
            Condition: {
              StringEquals: {
                'iam:PassedToService': `${kind.service}.amazonaws.com${kind.service === 'entityresolution' && partitionIn(first) === 'aws-cn' ? '.cn' : ''}`,
              },
            },
          },
        ]),
  ];
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const accountIn = (source: ExportSource): string => literalOf(source, source.account) ?? `${placeholder}_ACCOUNT`;

/** The role that the service is given; a policy has no variables of ours, so one is to be filled in. */
function roleIn(source: ExportSource): readonly string[] {
  const { role } = source.kind.facts(source.request);
  if (role === undefined) return [];
  return [literalOf(source, role) ?? `arn:${partitionIn(source)}:iam::${accountIn(source)}:role/${placeholder}_ROLE`];
}

function workflowArn(source: ExportSource): string {
  const { workflow } = source.kind.facts(source.request);
  const name = literalOf(source, workflow) ?? `${placeholder}_WORKFLOW`;
  if (parseArn(name) !== undefined) return name;
  const region = literalOf(source, source.region) ?? `${placeholder}_REGION`;
  const type = `${source.kind.family.toLowerCase()}workflow`;
  return `arn:${partitionIn(source)}:entityresolution:${region}:${accountIn(source)}:${type}/${name}`;
}

export const policyOf = (statements: readonly JsonObject[]): JsonObject => ({
  Version: version,
  Statement: statements,
});

/** Who may assume a role: a service, for this account only, if it is known. */
export function trustOf(source: ExportSource, service: 'states' | 'scheduler'): JsonObject {
  const account = literalOf(source, source.account);
  return policyOf([
    {
      Effect: 'Allow',
      Principal: { Service: `${service}.amazonaws.com` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': account ?? `${placeholder}_ACCOUNT` } },
    },
  ]);
}
