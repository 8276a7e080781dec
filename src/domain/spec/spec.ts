import type { JobKind } from '../jobs/kinds.ts';
import type { JsonObject } from '../json.ts';

/** A spec without errors: safe to send, as far as can be known without calling AWS. */
export interface ValidSpec {
  readonly kind: JobKind;
  /** The region the job runs in; absent: the connection's. */
  readonly region?: string;
  /** The only account the job may run in; absent: any. */
  readonly account?: string;
  /** The path of the spec whose job must have succeeded first, relative to this one's folder; used in a batch only. */
  readonly after?: string;
  /** The service's request, with the members as in the file and every variable resolved. */
  readonly request: JsonObject;
  /** The request with its variables, as written in the file; absent if it has none. */
  readonly written?: JsonObject;
  /** The members of the request that are sent although the schema does not know them, such as `request.tags`. */
  readonly allowed?: readonly string[];
  /** The name of the overlay that provided values. */
  readonly overlay?: string;
}
