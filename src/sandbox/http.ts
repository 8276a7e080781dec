/**
 * A complete request. `path` and `queryString` are as sent, still percent-encoded, because
 * signatures cover those bytes.
 */
export interface SandboxRequest {
  readonly method: string;
  readonly path: string;
  /** What follows the question mark, without it. */
  readonly queryString: string;
  /** Lower-case names; a header sent more than once is joined by commas, as the signer does. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** A complete response. The server adds the request id header and the content length. */
export interface SandboxResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/**
 * Decodes the query string. A name without `=` has the empty value; of a repeated name, the first value counts.
 * Throws URIError on a broken percent sequence.
 */
export function queryParameters(queryString: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of queryPairs(queryString)) if (!parameters.has(name)) parameters.set(name, value);
  return parameters;
}

/** The decoded name and value pairs of a query string, in order. Throws URIError on a broken percent sequence. */
export function queryPairs(queryString: string): [name: string, value: string][] {
  return queryString
    .split('&')
    .filter(part => part !== '')
    .map(part => {
      const [name = '', ...value] = part.split('=');
      return [decodeURIComponent(name), decodeURIComponent(value.join('='))];
    });
}
