import { defined } from '../domain/defined.ts';
import type { StartEntitiesDetectionV2JobCommandInput } from '@aws-sdk/client-comprehendmedical';
import type { JsonObject } from '../domain/json.ts';
import type { Snapshot } from '../domain/jobs/job.ts';
import type { JobKind, MedicalKind, WorkflowKind } from '../domain/jobs/kinds.ts';
import { type Service, serviceFacts } from '../domain/jobs/services.ts';
import type { JobPage, JobRef, JobServices, ListQuery, Started, WorkflowPage } from '../domain/jobs/ports.ts';
import { type Answer, answered, refused } from '../domain/refusal.ts';
import { type CallOptions, type Metadata, call } from './call.ts';
import type { Clients } from './clients.ts';
import * as cm from './comprehendMedical.ts';
import * as er from './entityResolution.ts';
import { refusal, requestIdOf } from './refusals.ts';
import { workflowReads } from './workflows.ts';

export interface ServicesOptions extends CallOptions {
  readonly identity: JobServices['identity'];
  /** How far the service's clock is ahead, in milliseconds; undefined while that is unknown. */
  readonly clockOffsetMs?: () => number | undefined;
  readonly region: string;
  /** Whether a text contains a part of the credentials that calls are signed with. */
  readonly holdsCredential?: (text: string) => boolean;
}

/** Implements the domain's port with the SDK's clients. */
export class SdkJobServices implements JobServices {
  readonly identity: JobServices['identity'];
  readonly region: string;
  readonly #options: ServicesOptions;

  constructor(options: ServicesOptions) {
    this.identity = options.identity;
    this.region = options.region;
    this.#options = options;
  }

  get clockOffsetMs(): number | undefined {
    return this.#options.clockOffsetMs?.();
  }

  holdsCredential(text: string): boolean {
    return this.#options.holdsCredential?.(text) === true;
  }

  endpoint(service: Service, region: string): Promise<string> {
    const { clients } = this.#options;
    return Promise.resolve(
      service === 'comprehendmedical'
        ? clients.comprehendMedical(region).endpoint
        : clients.entityResolution(region).endpoint,
    );
  }

  start(kind: JobKind, region: string, request: JsonObject, signal?: AbortSignal): Promise<Answer<Started>> {
    if (signal?.aborted === true)
      return Promise.resolve(refused(refusal('cancelled', 'AbortError', '', `Start${kind.family}Job`)));
    return this.#call(`Start${kind.family}Job`, region, undefined, signal, async (clients, until) => {
      const output =
        kind.service === 'comprehendmedical'
          ? // The request was checked against the schema, which is stricter than the SDK's type.
            await cm.families[kind.family].start(
              clients.comprehendMedical(region, true).client,
              request as unknown as StartEntitiesDetectionV2JobCommandInput,
              { abortSignal: until },
            )
          : await er.workflowCalls[kind.family].start(clients.entityResolution(region, true).client, request, {
              abortSignal: until,
            });
      const jobId: unknown = 'JobId' in output ? output.JobId : 'jobId' in output ? output.jobId : undefined;
      return [typeof jobId !== 'string' || jobId === '' ? undefined : { jobId }, output.$metadata];
    });
  }

  list(kind: JobKind, region: string, query: ListQuery, signal?: AbortSignal): Promise<Answer<JobPage>> {
    return this.#call(`List${kind.family}Jobs`, region, undefined, signal, async (clients, until) => {
      if (kind.service === 'comprehendmedical') {
        const output = await cm.families[kind.family].list(
          clients.comprehendMedical(region).client,
          cm.listInput(query),
          { abortSignal: until },
        );
        return listed(
          output.ComprehendMedicalAsyncJobPropertiesList?.map(cm.snapshotOf),
          output.NextToken,
          output.$metadata,
        );
      }
      const output = await er.workflowCalls[kind.family].list(
        clients.entityResolution(region).client,
        {
          workflowName: query.workflow ?? '',
          maxResults: er.pageSize,
          ...defined({ nextToken: query.nextToken }),
        },
        { abortSignal: until },
      );
      return listed(output.jobs?.map(er.summaryOf), output.nextToken, output.$metadata);
    });
  }

  describe(kind: JobKind, region: string, ref: JobRef, signal?: AbortSignal): Promise<Answer<Snapshot>> {
    return this.#call(
      `${serviceFacts[kind.service].describeVerb}${kind.family}Job`,
      region,
      ref.id,
      signal,
      async (clients, until) => {
        if (kind.service === 'comprehendmedical') {
          const output = await cm.families[kind.family].describe(clients.comprehendMedical(region).client, ref.id, {
            abortSignal: until,
          });
          return [cm.snapshotOf(output.ComprehendMedicalAsyncJobProperties), output.$metadata];
        }
        const output = await er.workflowCalls[kind.family].get(
          clients.entityResolution(region).client,
          { workflowName: ref.workflow ?? '', jobId: ref.id },
          { abortSignal: until },
        );
        return [er.snapshotOf(output), output.$metadata];
      },
    );
  }

  async stop(kind: MedicalKind, region: string, id: string, signal?: AbortSignal): Promise<Answer<undefined>> {
    const answer = await this.#call(`Stop${kind.family}Job`, region, id, signal, async (clients, until) => {
      const output = await cm.families[kind.family].stop(clients.comprehendMedical(region).client, id, {
        abortSignal: until,
      });
      return [output.JobId, output.$metadata];
    });
    return answer.ok ? answered(undefined, answer.requestId) : answer;
  }

  workflows(
    kind: WorkflowKind,
    region: string,
    nextToken?: string,
    signal?: AbortSignal,
  ): Promise<Answer<WorkflowPage>> {
    return this.#call(`List${kind.family}Workflows`, region, undefined, signal, async (clients, until) => {
      const output = await workflowReads[kind.family].list(
        clients.entityResolution(region).client,
        { maxResults: er.pageSize, ...defined({ nextToken }) },
        { abortSignal: until },
      );
      const workflows = output.workflowSummaries === undefined ? [] : er.workflowsOf(output.workflowSummaries);
      if (output.workflowSummaries === undefined && requestIdOf(output.$metadata) === undefined)
        return [undefined, output.$metadata];
      return [
        output.nextToken === undefined ? { workflows } : { workflows, nextToken: output.nextToken },
        output.$metadata,
      ];
    });
  }

  #call<T>(
    operation: string,
    region: string,
    jobId: string | undefined,
    signal: AbortSignal | undefined,
    work: (clients: Clients, until: AbortSignal) => Promise<[T | undefined, Metadata]>,
  ): Promise<Answer<T>> {
    return call(
      this.#options,
      jobId === undefined ? { operation, region } : { operation, region, jobId },
      work,
      signal,
    );
  }
}

/**
 * A page of a list, without the entries that could not be read. A response without the list is an empty page if it has
 * a request id, and so comes from the service; otherwise undefined.
 */
function listed(
  jobs: readonly (Snapshot | undefined)[] | undefined,
  nextToken: string | undefined,
  metadata: Metadata,
): [JobPage | undefined, Metadata] {
  if (jobs === undefined && requestIdOf(metadata) === undefined) return [undefined, metadata];
  const whole = (jobs ?? []).filter(job => job !== undefined);
  const skipped = (jobs ?? []).length - whole.length;
  const page = { jobs: whole, ...defined({ nextToken }) };
  return skipped === 0
    ? [page, metadata]
    : [
        { ...page, skipped },
        { ...metadata, skipped },
      ];
}
