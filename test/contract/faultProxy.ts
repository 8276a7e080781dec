import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../pace.ts';

/** What happens to a request. A request that is not forwarded never reaches the service. */
export type Fault =
  | { readonly kind: 'pass' }
  /** Forwards when `until` settles. */
  | { readonly kind: 'delay'; readonly until: Promise<unknown> }
  /** Never answers. */
  | { readonly kind: 'hang'; readonly forward: boolean }
  /** Closes the connection without an answer. */
  | { readonly kind: 'reset'; readonly forward: boolean }
  /** Forwards, then closes the connection in the middle of the answer's body. */
  | { readonly kind: 'cutOff' }
  /** Forwards, then sends half of the answer as if it were complete. */
  | { readonly kind: 'truncate' }
  /** Forwards, then sends half of the answer and keeps the connection open. */
  | { readonly kind: 'stall' }
  /** Forwards or not, then sends a blank every `everyMs` milliseconds without end. */
  | { readonly kind: 'drip'; readonly forward: boolean; readonly everyMs: number }
  /** Answers instead of the service. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** Forwards, and passes on the result of `change` for the answer's JSON. */
  | { readonly kind: 'rewrite'; readonly change: (answer: JsonAnswer) => unknown };

/** The members of a JSON answer. */
export type JsonAnswer = Record<string, unknown>;

/** A request as it was received. */
export interface SeenRequest {
  /** AWS's name of the operation, such as `ListIdMappingJobs`. */
  readonly operation: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly path: string;
  readonly body: string;
  /** The access key that signed the request. */
  readonly accessKeyId: string;
}

/** A proxy that injects faults. */
export interface FaultProxy {
  readonly url: string;
  /** Every request since the start or the last `forget`, in order of arrival. */
  readonly seen: readonly SeenRequest[];
  /** The number of requests of an operation, or of all operations. */
  count(operation?: string): number;
  /**
   * Applies this fault to the next request of the operation (`*`: of any). Several faults are applied in the order they
   * were set.
   */
  next(operation: string, fault: Fault): void;
  /** Applies this fault to every request of the operation (`*`: of any) for which `next` has set none. */
  always(operation: string, fault: Fault): void;
  /** Chooses the fault of every request for which none is set. */
  choose(fault: (request: SeenRequest) => Fault): void;
  /** Resolves when a request of the operation has arrived; with `forwarded`, when the service has answered it. */
  reached(operation: string, forwarded?: boolean): Promise<void>;
  /** Clears the recorded requests and the faults. */
  forget(): void;
  close(): Promise<void>;
}

/** An HTML page, like those of gateways and captive portals. */
export const htmlPage = (status: number): Fault => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body>You are not on the internet yet.</body></html>',
});

/** An error in the format of S3. */
export const s3Error = (code: string, status: number): Fault => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'request-of-the-proxy' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>the message of ${code}</Message><RequestId>request-of-the-proxy</RequestId></Error>`,
});

/** An error of either service, in the format of both their protocols. */
export const serviceError = (name: string, status: number, headers: Readonly<Record<string, string>> = {}): Fault => ({
  kind: 'answer',
  status,
  body: JSON.stringify({ __type: `com.amazonaws#${name}`, message: `the message of ${name}` }),
  headers: {
    'content-type': 'application/json',
    'x-amzn-errortype': name,
    'x-amzn-requestid': 'request-of-the-proxy',
    ...headers,
  },
});

/** An STS answer with another account. */
export const identityOf = (account: string, partition = 'aws'): Fault => ({
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:${partition}:iam::${account}:user/someone</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>request-of-the-proxy</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
});

/**
 * Starts a proxy on 127.0.0.1 in front of the service at `target`. The Host header is passed on unchanged, so that
 * signatures stay valid.
 */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const seen: SeenRequest[] = [];
  const once: { operation: string; fault: Fault }[] = [];
  const always = new Map<string, Fault>();
  let chosen: (request: SeenRequest) => Fault = () => ({ kind: 'pass' });
  const arrivals: { operation: string; forwarded: boolean }[] = [];

  const arrived = (operation: string, forwarded: boolean): void => {
    arrivals.push({ operation, forwarded });
  };
  const faultFor = (request: SeenRequest): Fault => {
    const { operation } = request;
    const index = once.findIndex(rule => rule.operation === operation || rule.operation === '*');
    return (
      (index === -1 ? undefined : once.splice(index, 1)[0]?.fault) ??
      always.get(operation) ??
      always.get('*') ??
      chosen(request)
    );
  };

  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing).catch(() => {
      outgoing.destroy();
    });
  });
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await whole(incoming);
    const operation = operationOf(incoming, body.toString());
    const request: SeenRequest = {
      operation,
      headers: incoming.headers,
      path: incoming.url ?? '',
      body: body.toString(),
      accessKeyId: /Credential=([^/]+)/.exec(incoming.headers.authorization ?? '')?.[1] ?? '',
    };
    seen.push(request);
    const fault = faultFor(request);
    arrived(operation, false);
    if (fault.kind === 'answer') {
      outgoing.writeHead(fault.status, { ...fault.headers }).end(fault.body);
      return;
    }
    if (fault.kind === 'delay') await fault.until;
    if (fault.kind === 'drip') {
      if (fault.forward) {
        await forward(incoming, body, target);
        arrived(operation, true);
      }
      drip(outgoing, fault.everyMs);
      return;
    }
    if ('forward' in fault && !fault.forward) {
      if (fault.kind === 'reset') incoming.socket.resetAndDestroy();
      return;
    }
    const answer = await forward(incoming, body, target);
    arrived(operation, true);
    give(fault, answer, incoming, outgoing);
  };

  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    count: operation => seen.filter(request => operation === undefined || request.operation === operation).length,
    next: (operation, fault) => {
      once.push({ operation, fault });
    },
    always: (operation, fault) => {
      always.set(operation, fault);
    },
    choose: fault => {
      chosen = fault;
    },
    reached: async (operation, forwarded = false) => {
      await until(`${operation} to reach ${forwarded ? 'the service' : 'the proxy'}`, () =>
        arrivals.some(arrival => arrival.operation === operation && arrival.forwarded === forwarded),
      ).catch((thrown: unknown) => {
        throw new Error(`These have: ${seen.map(request => request.operation).join(', ')}`, { cause: thrown });
      });
    },
    forget: () => {
      seen.length = 0;
      once.length = 0;
      arrivals.length = 0;
      always.clear();
      chosen = () => ({ kind: 'pass' });
    },
    close: async () => {
      const closed = new Promise(resolve => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Forwarded {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

function give(
  fault: Fault,
  { status, headers, body }: Forwarded,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (fault.kind) {
    case 'hang':
      return;
    case 'reset':
      incoming.socket.resetAndDestroy();
      return;
    case 'cutOff':
      outgoing.writeHead(status, headers).write(half, () => {
        incoming.socket.destroy();
      });
      return;
    case 'stall':
      outgoing.writeHead(status, headers).write(half);
      return;
    case 'truncate':
      outgoing.writeHead(status, { ...headers, 'content-length': half.length }).end(half);
      return;
    case 'rewrite': {
      const text = JSON.stringify(fault.change(JSON.parse(body.toString()) as JsonAnswer));
      outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
      return;
    }
    default:
      outgoing.writeHead(status, headers).end(body);
  }
}

/** JSON and XML may start with blanks, so no parser gives up early. */
function drip(outgoing: ServerResponse, everyMs: number): void {
  outgoing.writeHead(200, { 'content-type': 'application/json' }).write(' ');
  const timer = setInterval(() => {
    outgoing.write(' ');
  }, everyMs);
  outgoing.once('close', () => {
    clearInterval(timer);
  });
}

function forward(incoming: IncomingMessage, body: Buffer, target: string): Promise<Forwarded> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      target,
      { method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false },
      response => {
        whole(response).then(answer => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer });
        }, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const resolutionNames: Readonly<Record<string, string>> = {
  idmappingworkflows: 'IdMapping',
  matchingworkflows: 'Matching',
};

function operationOf({ method = '', url = '', headers }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.')[1] ?? target;
  const [, root = '', workflow, jobs, jobId] = url.split('?')[0]?.split('/') ?? [];
  const kind = resolutionNames[root];
  if (kind !== undefined && jobs === undefined)
    return workflow === undefined ? `List${kind}Workflows` : `Get${kind}Workflow`;
  if (kind !== undefined && jobs === 'jobs')
    return method === 'POST' ? `Start${kind}Job` : jobId === undefined ? `List${kind}Jobs` : `Get${kind}Job`;
  if (root === 'policy' && workflow === 'validation') return 'ValidatePolicy';
  if (method === 'HEAD' && (workflow ?? '') === '') return 'HeadBucket';
  // The SDK names its operations on objects of S3 in the query.
  return (
    new URL(url, 'http://s3').searchParams.get('x-id') ?? new URLSearchParams(body).get('Action') ?? `${method} ${url}`
  );
}
