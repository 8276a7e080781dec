// What a spec would have done, as the checks before a start see it.
import { type JobKind, isWorkflowKind } from '../jobs/kinds.ts';
import type { JobServices } from '../jobs/ports.ts';
import { type S3Place, s3PlaceOf } from '../s3Place.ts';
import { partitionOf } from '../spec/regions.ts';
import type { ValidSpec } from '../spec/spec.ts';

export interface Subject {
  readonly kind: JobKind;
  readonly spec: ValidSpec;
  /** The region the job would run in, and its partition. */
  readonly region: string;
  readonly partition: string;
  /** The connection's account and caller. */
  readonly identity: JobServices['identity'];
  /** The prefix that the job would read; Entity Resolution reads what its workflow says. */
  readonly input?: S3Place;
  readonly output?: S3Place;
  /** The ARN of the role that the service would assume. */
  readonly role?: string;
  readonly kmsKey?: string;
  /** The workflow's name or ARN. */
  readonly workflow?: string;
  readonly jobType?: string;
}

export function subjectOf(spec: ValidSpec, services: Pick<JobServices, 'identity' | 'region'>): Subject {
  const { kind, request } = spec;
  const region = spec.region ?? services.region;
  const { input, output, role, kmsKey, workflow, jobType } = kind.facts(request);
  const [from, to] = [s3PlaceOf(input), s3PlaceOf(output)];
  return {
    kind,
    spec,
    region,
    partition: partitionOf(region),
    identity: services.identity,
    ...(from === undefined ? {} : { input: from }),
    ...(to === undefined ? {} : { output: to }),
    ...(role === undefined ? {} : { role }),
    ...(kmsKey === undefined ? {} : { kmsKey }),
    ...(workflow === undefined || !isWorkflowKind(kind) ? {} : { workflow }),
    ...(jobType === undefined ? {} : { jobType }),
  };
}

export const hasRole = ({ role }: Subject): boolean => role !== undefined;

/** The principal by which the service assumes its role. */
export function servicePrincipal({ kind, partition }: Pick<Subject, 'kind' | 'partition'>): string {
  return `${kind.service}.amazonaws.com${partition === 'aws-cn' && kind.service === 'entityresolution' ? '.cn' : ''}`;
}

/** The domain of AWS's services in the partition. */
export function domainOf({ partition }: Pick<Subject, 'partition'>): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** The name of a role, without its path, and its account; undefined if it is not the ARN of a role. */
export function roleOf(arn: string): { readonly name: string; readonly account: string } | undefined {
  const [, account, path] = /^arn:[^:]+:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  const name = path?.split('/').at(-1);
  return account === undefined || name === undefined || name === '' ? undefined : { name, account };
}
