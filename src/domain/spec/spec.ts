import type { JobKind } from '../jobs/kinds.ts';
import type { JsonObject } from '../json.ts';

/** A spec without an error: safe to send as far as can be known without asking AWS. */
export interface ValidSpec {
  readonly kind: JobKind;
  /** Where the job runs; absent: in the connection's region. */
  readonly region?: string;
  /** The one account the job may run in; absent: any. */
  readonly account?: string;
  /** The service's request, member by member as it stands in the file, with every variable resolved. */
  readonly request: JsonObject;
  /** The request with its variables, as it stands in the file; absent when it holds none. */
  readonly written?: JsonObject;
  /** The name of the variables overlay that values were taken from. */
  readonly overlay?: string;
}
