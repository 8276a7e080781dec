import { ListIdMappingWorkflowsCommand, ListMatchingWorkflowsCommand } from '@aws-sdk/client-entityresolution';
import type { JobKind, Service } from '../domain/jobs/kinds.ts';
import type { BucketSummary, Listed, LivePort, RoleSummary, S3Entry, WorkflowSummary } from '../domain/live.ts';
import { type Answer, answered } from '../domain/refusal.ts';
import { type CallOptions, type Metadata, abort, call } from './call.ts';
import type { Clients } from './clients.ts';
import { pageSize } from './entityResolution.ts';
import type { Page } from './s3.ts';

/** So many pages are read of a list; whoever has more than that types the name. */
const mostPages = 10;

/** Reads what an account holds. The clients of S3 and IAM are read at the first question for them. */
export class SdkLive implements LivePort {
  readonly #options: CallOptions;
  readonly #region: string;

  /** `region`: the connection's, which says in which partition IAM is asked. */
  constructor(options: CallOptions, region: string) {
    this.#options = options;
    this.#region = region;
  }

  listBuckets(region: string, signal?: AbortSignal): Promise<Answer<Listed<BucketSummary>>> {
    return this.#all('ListBuckets', region, async (clients, token) => (await import('./s3.ts')).listBuckets(clients, region, token, signal));
  }

  /** One page: what lies behind it is found by typing on. */
  listPrefixes(region: string, bucket: string, prefix: string, signal?: AbortSignal): Promise<Answer<Listed<S3Entry>>> {
    return this.#all('ListObjectsV2', region, async clients => (await import('./s3.ts')).listPrefixes(clients, region, bucket, prefix, signal), 1);
  }

  listWorkflows(kind: JobKind, region: string, signal?: AbortSignal): Promise<Answer<Listed<WorkflowSummary>>> {
    return this.#all(`List${kind.family}Workflows`, region, async (clients, token) => {
      const input = { maxResults: pageSize, ...(token === undefined ? {} : { nextToken: token }) };
      const { client } = clients.entityResolution(region);
      const { workflowSummaries = [], nextToken, $metadata } = kind.family === 'Matching'
        ? await client.send(new ListMatchingWorkflowsCommand(input), abort(signal))
        : await client.send(new ListIdMappingWorkflowsCommand(input), abort(signal));
      const items = workflowSummaries.flatMap(({ workflowName: name, workflowArn: arn }) => name === undefined || arn === undefined ? [] : [{ name, arn }]);
      return [nextToken === undefined ? { items } : { items, next: nextToken }, $metadata];
    });
  }

  listRoles(service: Service, signal?: AbortSignal): Promise<Answer<Listed<RoleSummary>>> {
    return this.#all('ListRoles', this.#region, async (clients, marker) => (await import('./iam.ts')).listRoles(clients, this.#region, service, marker, signal));
  }

  /** Reads page after page, each a call of its own; a page that is refused later takes nothing away from those before it. */
  async #all<T>(operation: string, region: string, read: (clients: Clients, token?: string) => Promise<[Page<T>, Metadata]>, pages = mostPages): Promise<Answer<Listed<T>>> {
    const items: T[] = [];
    let token: string | undefined;
    for (let count = 0; count < pages; count++) {
      const from = token;
      const answer = await call(this.#options, { operation, region }, clients => read(clients, from));
      if (!answer.ok) return items.length === 0 ? answer : answered({ items, more: true });
      items.push(...answer.value.items);
      token = answer.value.next;
      if (token === undefined) return answered({ items, more: false }, answer.requestId);
    }
    return answered({ items, more: true });
  }
}
