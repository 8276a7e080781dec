/** An error that a service returns to the client, in the error shape of the protocol. */
export class ServiceError extends Error {
  /** The error's AWS name, such as `ResourceNotFoundException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Further members of the error's shape, such as `quotaName`. */
  readonly details: Readonly<Record<string, string | number>>;

  /** Headers that only this error has. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    status: number,
    message: string,
    details: Readonly<Record<string, string | number>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.details = details;
    this.headers = headers;
  }
}

/** Why a request is refused before it reaches a service; each protocol has its own error name for each reason. */
export type RefusalReason =
  | 'unsigned'
  | 'malformedAuthorization'
  | 'unknownKey'
  | 'expiredToken'
  | 'wrongSignature'
  | 'wrongPayloadHash'
  | 'skewedClock'
  | 'tooLarge'
  | 'unknownOperation'
  | 'internal';

/** Thrown where the protocol is not known yet; the server converts it with the protocol's table. */
export class RefusalError extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(reason);
    this.name = 'RefusalError';
    this.reason = reason;
  }
}
