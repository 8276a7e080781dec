import { defined } from '../domain/defined.ts';
import {
  type BrowsePage,
  type BucketSummary,
  type KeySummary,
  type LastRun,
  type Listed,
  type LivePort,
  type Measure,
  type RoleSummary,
  type S3Entry,
  type WorkflowDetails,
  type WorkflowSummary,
  maxMeasuredPages,
} from '../domain/live/port.ts';
import type { WorkflowKind } from '../domain/jobs/kinds.ts';
import type { Service } from '../domain/jobs/services.ts';
import { type Answer, answered, refused } from '../domain/refusal.ts';
import { type CallOptions, type Metadata, call } from './call.ts';
import type { Clients } from './clients.ts';
import { pageSize, workflowCalls } from './entityResolution.ts';
import { refusal } from './refusals.ts';
import type { Page } from './s3.ts';
import { lastRunOf, nameOf, summaryOf, workflowReads } from './workflows.ts';

/** The maximum number of pages read of a list. If there are more, the user types the name. */
const maxPages = 10;

/** Lists the resources of an account. The clients of S3, IAM and KMS are loaded on first use. */
export class SdkLive implements LivePort {
  readonly #options: CallOptions;
  readonly #region: string;

  /** `region`: the connection's region, which determines the partition whose IAM is asked. */
  constructor(options: CallOptions, region: string) {
    this.#options = options;
    this.#region = region;
  }

  listBuckets(region: string, signal?: AbortSignal): Promise<Answer<Listed<BucketSummary>>> {
    return this.#all('ListBuckets', region, signal, async (clients, token, until) =>
      (await import('./s3.ts')).listBuckets(clients, region, token, until),
    );
  }

  /** Reads only one page: the user finds the rest by typing more of the prefix. */
  listPrefixes(region: string, bucket: string, prefix: string, signal?: AbortSignal): Promise<Answer<Listed<S3Entry>>> {
    return this.#all(
      'ListObjectsV2',
      region,
      signal,
      async (clients, _token, until) => (await import('./s3.ts')).listPrefixes(clients, region, bucket, prefix, until),
      1,
    );
  }

  browse(
    region: string,
    bucket: string,
    prefix: string,
    next?: string,
    signal?: AbortSignal,
  ): Promise<Answer<BrowsePage>> {
    return call(
      this.#options,
      { operation: 'ListObjectsV2', region },
      async (clients, until) => (await import('./s3.ts')).browse(clients, region, bucket, prefix, next, until),
      signal,
    );
  }

  async measure(
    region: string,
    bucket: string,
    prefix: string,
    signal?: AbortSignal,
    onProgress?: (soFar: Measure) => void,
  ): Promise<Answer<Measure>> {
    let soFar: Measure = { objects: 0, bytes: 0, more: true };
    let token: string | undefined;
    for (let pages = 0; pages < maxMeasuredPages; pages++) {
      const from = token;
      const answer = await call(
        this.#options,
        { operation: 'ListObjectsV2', region },
        async (clients, until) => (await import('./s3.ts')).sizesUnder(clients, region, bucket, prefix, from, until),
        signal,
      );
      // A cancelled count is discarded; one that fails midway is still a lower bound.
      if (!answer.ok) return pages === 0 || answer.refusal.kind === 'cancelled' ? answer : answered(soFar);
      const { items, next } = answer.value;
      soFar = {
        objects: soFar.objects + items.length,
        bytes: items.reduce((sum, size) => sum + size, soFar.bytes),
        more: next !== undefined,
      };
      onProgress?.(soFar);
      if (next === undefined) break;
      token = next;
    }
    return answered(soFar);
  }

  listWorkflows(kind: WorkflowKind, region: string, signal?: AbortSignal): Promise<Answer<Listed<WorkflowSummary>>> {
    return this.#all(`List${kind.family}Workflows`, region, signal, async (clients, token, until) => {
      const input = { maxResults: pageSize, ...defined({ nextToken: token }) };
      const {
        workflowSummaries = [],
        nextToken,
        $metadata,
      } = await workflowReads[kind.family].list(clients.entityResolution(region).client, input, { abortSignal: until });
      const items = workflowSummaries.map(summaryOf).filter(summary => summary !== undefined);
      return [nextToken === undefined ? { items } : { items, next: nextToken }, $metadata];
    });
  }

  async workflow(
    kind: WorkflowKind,
    region: string,
    name: string,
    signal?: AbortSignal,
  ): Promise<Answer<WorkflowDetails>> {
    const operation = `Get${kind.family}Workflow`;
    const reads = workflowReads[kind.family];
    // The service accepts only a name here, not an ARN.
    const bare = nameOf(reads, region, name);
    const answer =
      bare === undefined
        ? undefined
        : await call(
            this.#options,
            { operation, region },
            (clients, until) => reads.get(clients.entityResolution(region).client, bare, { abortSignal: until }),
            signal,
          );
    // Another account may have a workflow of the same name.
    if (answer === undefined || (answer.ok && bare !== name && answer.value.arn !== name))
      return refused(refusal('notFound', 'OtherWorkflow', '', operation));
    return answer;
  }

  async lastRun(kind: WorkflowKind, region: string, name: string, signal?: AbortSignal): Promise<Answer<LastRun>> {
    const operation = `List${kind.family}Jobs`;
    if (nameOf(workflowReads[kind.family], region, name) === undefined)
      return refused(refusal('notFound', 'OtherWorkflow', '', operation));
    return await call(
      this.#options,
      { operation, region },
      async (clients, until) => {
        const {
          jobs = [],
          nextToken,
          $metadata,
        } = await workflowCalls[kind.family].list(
          clients.entityResolution(region).client,
          { workflowName: name, maxResults: pageSize },
          { abortSignal: until },
        );
        return [lastRunOf(jobs, nextToken !== undefined), $metadata];
      },
      signal,
    );
  }

  listRoles(service: Service, signal?: AbortSignal): Promise<Answer<Listed<RoleSummary>>> {
    return this.#all('ListRoles', this.#region, signal, async (clients, marker, until) =>
      (await import('./iam.ts')).listRoles(clients, this.#region, service, marker, until),
    );
  }

  /**
   * Lists the customer's keys. Aliases tell which keys AWS manages, so without them there is no list. If ListKeys is
   * refused, only keys with an alias are listed.
   */
  async listKeys(region: string, signal?: AbortSignal): Promise<Answer<Listed<KeySummary>>> {
    const [aliases, keys] = await Promise.all([
      this.#all('ListAliases', region, signal, async (clients, marker, until) =>
        (await import('./kms.ts')).listAliases(clients, region, marker, until),
      ),
      this.#all('ListKeys', region, signal, async (clients, marker, until) =>
        (await import('./kms.ts')).listKeyArns(clients, region, marker, until),
      ),
    ]);
    if (!aliases.ok) return aliases;
    const named = new Set(aliases.value.items.map(({ arn }) => arn));
    const own = aliases.value.items.flatMap(({ arn, alias, isAwsManaged }) => (isAwsManaged ? [] : [{ arn, alias }]));
    // If not all aliases were read, a key without a known alias may have one, so it is unknown whether AWS manages it.
    const nameless =
      !keys.ok || aliases.value.more ? [] : keys.value.items.filter(arn => !named.has(arn)).map(arn => ({ arn }));
    return answered({ items: [...own, ...nameless], more: aliases.value.more || (keys.ok && keys.value.more) });
  }

  /**
   * Reads page after page, each with its own call. If a later page is refused, the items read so far are
   * returned, with `more` set.
   */
  async #all<T>(
    operation: string,
    region: string,
    signal: AbortSignal | undefined,
    read: (clients: Clients, token: string | undefined, until: AbortSignal) => Promise<[Page<T>, Metadata]>,
    pages = maxPages,
  ): Promise<Answer<Listed<T>>> {
    const items: T[] = [];
    let token: string | undefined;
    for (let count = 0; count < pages; count++) {
      const from = token;
      const answer = await call(
        this.#options,
        { operation, region },
        (clients, until) => read(clients, from, until),
        signal,
      );
      if (!answer.ok) return items.length === 0 ? answer : answered({ items, more: true });
      for (const item of answer.value.items) items.push(item);
      token = answer.value.next;
      if (token === undefined) return answered({ items, more: false }, answer.requestId);
    }
    return answered({ items, more: true });
  }
}
