import type { RefusalReason, ServiceError } from '../errors.ts';
import type { SandboxResponse } from '../http.ts';

/** A refusal's name, HTTP status and text in one protocol. */
export interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** How a wire protocol reports errors. */
export interface Protocol {
  /** The header that carries the request id. */
  readonly requestIdHeader: string;
  /** The protocol's errors for requests that are refused before they reach a service. */
  readonly refusals: Readonly<Record<RefusalReason, Refusal>>;
  /** Renders an error in the protocol's own shape. */
  renderError(error: ServiceError, requestId: string): SandboxResponse;
}

const texts: Readonly<Record<RefusalReason, string>> = {
  unsigned: 'Missing Authentication Token',
  malformedAuthorization:
    'The Authorization header, the X-Amz-Date header or the address is not in the form Signature Version 4 asks for.',
  unknownKey: 'The security token included in the request is invalid.',
  expiredToken: 'The security token included in the request is expired',
  wrongSignature:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  wrongPayloadHash: 'The provided x-amz-content-sha256 header does not match what was computed.',
  skewedClock: "Signature expired: the request's time is more than 15 minutes from the sandbox's.",
  tooLarge: 'The request is larger than the sandbox accepts.',
  unknownOperation: 'The sandbox does not know this operation.',
  internal: 'The sandbox met an internal error.',
};

/** Builds a protocol's table from names and statuses; a third item replaces the shared text. */
export function refusalTable(
  rows: Readonly<Record<RefusalReason, readonly [code: string, status: number, message?: string]>>,
): Readonly<Record<RefusalReason, Refusal>> {
  const entry = (reason: RefusalReason): Refusal => {
    const [code, status, message = texts[reason]] = rows[reason];
    return { code, status, message };
  };
  return {
    unsigned: entry('unsigned'),
    malformedAuthorization: entry('malformedAuthorization'),
    unknownKey: entry('unknownKey'),
    expiredToken: entry('expiredToken'),
    wrongSignature: entry('wrongSignature'),
    wrongPayloadHash: entry('wrongPayloadHash'),
    skewedClock: entry('skewedClock'),
    tooLarge: entry('tooLarge'),
    unknownOperation: entry('unknownOperation'),
    internal: entry('internal'),
  };
}
