import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseAuthorization } from './auth/authorization.ts';
import { authenticate, type AuthenticRequest, type Credentials } from './auth/signature.ts';
import type { ModelNumber } from './comprehendmedical/analysis/entry.ts';
import type { Clock } from './context.ts';
import { defaultMaxActiveJobs } from './comprehendmedical/operations.ts';
import { RefusalError, ServiceError } from './errors.ts';
import type { SandboxRequest, SandboxResponse } from './http.ts';
import type { Protocol } from './protocols/protocol.ts';
import { likelyService, serviceNamed } from './services.ts';
import { settleFinishedJobs } from './settle.ts';
import type { Database } from './store/database.ts';

/** The options of the server. */
export interface ServerOptions {
  readonly database: Database;
  readonly credentials: Credentials;
  /** 0 means any free port. */
  readonly port: number;
  readonly jobDurationMs: number;
  /** The maximum number of active jobs of one Comprehend Medical operation in one region; one more is refused. */
  readonly maxActiveJobs?: number;
  /** The number of empty pages that every list of jobs or workflows begins with; absent: none. */
  readonly emptyPages?: number;
  /** The model that jobs started now use; absent: the first. */
  readonly model?: ModelNumber;
  readonly clock: Clock;
  /** Called with a one-line description of an internal error, without any content of the request. */
  readonly onInternalError: (message: string) => void;
}

/**
 * The largest accepted body, in bytes: documents are uploaded to S3; a request to any other service is a page at most.
 */
const maxBodyBytes = { s3: 16 * 1024 * 1024, other: 1024 * 1024 };

/** Longer than clients keep an idle connection, so that no connection is closed while a request is on its way. */
const keepAliveMs = 65_000;

/** Listens on 127.0.0.1 only. Resolves with the server and its URL. Throws Error when the port is taken. */
export async function startServer(options: ServerOptions): Promise<{ server: Server; url: string }> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, options).catch((error: unknown) => {
      options.onInternalError(`an answer could not be sent: ${error instanceof Error ? error.name : 'unknown'}`);
      outgoing.destroy();
    });
  });
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => {
      reject(new Error(`cannot listen on 127.0.0.1:${options.port}: ${error.message}`, { cause: error }));
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, options: ServerOptions): Promise<void> {
  const requestId = randomUUID();
  const head = headOf(incoming);
  const signedFor = parseAuthorization(head.headers['authorization'] ?? '')?.service;
  const { protocol } = (signedFor === undefined ? undefined : serviceNamed(signedFor)) ?? likelyService(head);
  let response: SandboxResponse;
  try {
    const accept = authenticate(head, options.credentials, options.clock());
    const authentic = accept(await readBody(incoming, signedFor === 's3' ? maxBodyBytes.s3 : maxBodyBytes.other));
    response = answer(authentic, requestId, options);
  } catch (error) {
    await discardBody(incoming);
    // The client disconnected before it sent the whole request: nobody is left to answer.
    if (incoming.destroyed && !incoming.complete) return;
    response = protocol.renderError(asServiceError(error, protocol, options.onInternalError), requestId);
  }
  outgoing.writeHead(response.status, {
    ...response.headers,
    'content-length': Buffer.byteLength(response.body),
    date: new Date(options.clock()).toUTCString(),
    [protocol.requestIdHeader]: requestId,
  });
  outgoing.end(head.method === 'HEAD' ? undefined : response.body);
}

function answer(
  { request, region, service: name }: AuthenticRequest,
  requestId: string,
  { database, jobDurationMs, maxActiveJobs = defaultMaxActiveJobs, emptyPages = 0, model = 1, clock }: ServerOptions,
): SandboxResponse {
  const now = clock();
  const service = serviceNamed(name);
  if (service === undefined) throw new RefusalError('unknownOperation');
  settleFinishedJobs(database, now);
  return service.handle(request, { database, now, region, requestId, jobDurationMs, maxActiveJobs, emptyPages, model });
}

function headOf(incoming: IncomingMessage): Omit<SandboxRequest, 'body'> {
  const [path = '', ...query] = (incoming.url ?? '').split('?');
  const headers = Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values]) => [name, values?.join(',')]),
  );
  return { method: incoming.method ?? '', path, queryString: query.join('?'), headers };
}

/** Reads the whole body; throws once it is larger than `maxBytes`. */
async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early would destroy the stream, and with it the connection for the response.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new RefusalError('tooLarge');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads and discards the rest of a body: only then does every client read the refusal. */
async function discardBody(incoming: IncomingMessage): Promise<void> {
  if (incoming.complete || incoming.destroyed) return;
  await new Promise<void>(resolve => {
    incoming.once('close', resolve).once('end', resolve).resume();
  });
}

function asServiceError(
  error: unknown,
  { refusals }: Protocol,
  onInternalError: (message: string) => void,
): ServiceError {
  if (error instanceof ServiceError) return error;
  // URIError: an invalid percent sequence in a path or query.
  const reason =
    error instanceof RefusalError ? error.reason : error instanceof URIError ? 'malformedAuthorization' : 'internal';
  if (reason === 'internal') onInternalError(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');
  const { code, status, message } = refusals[reason];
  return new ServiceError(code, status, message);
}
