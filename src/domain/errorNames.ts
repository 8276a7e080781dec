// Which error names may be written where others read them. A service, a proxy or a thrown value may use any text as its
// name, so a name that is not on this list is not written.

/** Names from JavaScript, the web platform and VS Code. */
const languages =
  'Error TypeError RangeError SyntaxError ReferenceError URIError EvalError AggregateError SuppressedError AssertionError AbortError TimeoutError DataCloneError InvalidStateError NetworkError NotSupportedError SystemError Canceled CancellationError FileSystemError';
/** This extension's names. */
const own =
  'StorageError RefusalError UsageError AnswerTooLarge DeleteMarker EmptyReply FileChanged FileTooLarge GivenUp InvalidEndpoint MfaDeclined NoCredentials NoRegion NoSuchDocument NotAnOutput NotConnected PrefixInUse NoSuchProfile NoSuchServicesSection OtherWorkflow SandboxFailed StillWaiting UnknownError WrongAccount WrongPartition';
/** Names of errors that the SDK itself throws. */
const sdk =
  'CredentialsProviderError TokenProviderError ProviderError EndpointError ParseError IMDSv1DisabledError ChecksumMismatch RequestTimeout Unknown';
/** Names that any AWS service may return, in the spelling of each protocol. */
const everyService = `AccessDenied AccessDeniedException NotAuthorized UnauthorizedOperation UnrecognizedClientException InvalidClientTokenId InvalidAccessKeyId InvalidSignatureException SignatureDoesNotMatch
 MissingAuthenticationToken MissingAuthenticationTokenException IncompleteSignature IncompleteSignatureException OptInRequired RequestTimeTooSkewed RequestInTheFuture RequestExpired ExpiredToken ExpiredTokenException InvalidToken
 AuthorizationHeaderMalformed Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException RequestLimitExceeded SlowDown TooManyRequestsException BandwidthLimitExceeded
 InternalFailure InternalError InternalServerError InternalServerException InternalServiceException ServiceUnavailable ServiceUnavailableException ServiceException SerializationException ValidationError ValidationException
 InvalidAction UnknownOperationException MalformedQueryString InvalidParameterValue InvalidParameterCombination MissingParameter`;
/** Additional names from the models of the services called here. */
const services = `InvalidEncodingException InvalidRequestException ResourceNotFoundException TextSizeLimitExceededException ConflictException ExceedsLimitException LimitExceededException ServiceQuotaExceededException
 ExpiredTradeInTokenException IDPCommunicationErrorException IDPRejectedClaimException InvalidAuthorizationMessageException InvalidIdentityTokenException MalformedPolicyDocumentException PackedPolicyTooLargeException RegionDisabledException JWTPayloadSizeExceededException OutboundWebIdentityFederationDisabledException SessionDurationEscalationException
 UnauthorizedException ForbiddenException NoSuchBucket NoSuchKey NotFound InvalidObjectState InvalidRange PreconditionFailed ConditionalRequestConflict BadDigest EntityTooLarge EntityTooSmall InvalidPart KeyTooLongError NoSuchUpload QuotaExceeded PermanentRedirect TemporaryRedirect AllAccessDisabled InvalidBucketName InvalidRequest NoSuchEntity NoSuchEntityException ServiceFailure ServiceFailureException
 NotFoundException DependencyTimeoutException DisabledException InvalidArnException InvalidMarkerException KMSInternalException KMSInvalidStateException KMS.DisabledException KMS.NotFoundException KeyUnavailableException UnsupportedOperationException NoSuchResourceException`;

const known: ReadonlySet<string> = new Set(
  [languages, own, sdk, everyService, services].flatMap(names => names.split(/\s+/)),
);

/** Codes from the system (libuv), Node, its HTTP client, TLS and SQLite; numbers are HTTP's or SQLite's. */
const code =
  /^(?:E(?:2BIG|ACCES|ADDRINUSE|ADDRNOTAVAIL|AGAIN|AI_AGAIN|AI_FAIL|AI_NODATA|AI_NONAME|BADF|BUSY|CANCELED|CONNABORTED|CONNREFUSED|CONNRESET|DESTADDRREQ|EXIST|FAULT|FBIG|HOSTDOWN|HOSTUNREACH|INTR|INVAL|IO|ISCONN|ISDIR|LOOP|MFILE|MSGSIZE|NAMETOOLONG|NETDOWN|NETUNREACH|NFILE|NODEV|NOENT|NOMEM|NOSPC|NOSYS|NOTCONN|NOTDIR|NOTEMPTY|NOTFOUND|NOTSUP|PERM|PIPE|PROTO|ROFS|TIMEDOUT|TXTBSY|XDEV)|ERR_(?:INVALID|OUT_OF|STREAM|HTTP|HTTP2|TLS|SSL|SOCKET|SQLITE|MODULE|REQUIRE|UNSUPPORTED|UNKNOWN|SCRIPT|CHILD|IPC|FS|SERVER|OPERATION|BUFFER|ENCODING|MISSING|METHOD)(?:_[A-Z\d]{1,16}){0,4}|UND_ERR(?:_[A-Z]{1,12}){0,3}|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|FileNotFound|FileExists|FileNotADirectory|FileIsADirectory|NoPermissions|Unavailable)$/;

/** Returns an error's name or code if it is known; `(another)` otherwise. */
export function errorName(name: unknown): string {
  return typeof name === 'string' && (known.has(name) || code.test(name)) ? name : '(another)';
}
