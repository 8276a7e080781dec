import { until } from '../pace.ts';
import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { SandboxCredentials } from './sandboxProcess.ts';

/** A request to sign. Path and query are sent unchanged; the caller percent-encodes them. */
export interface RequestToSign {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly region?: string;
  /** The signing time, in milliseconds since the epoch. */
  readonly time?: number;
  /** Used instead of the body's hash, for example UNSIGNED-PAYLOAD. */
  readonly payloadHash?: string;
  /** Lets a test change the headers after signing. */
  readonly tamper?: (headers: Record<string, string>) => void;
  /** Builds the body from the request's signature, for chunked uploads. */
  readonly bodyFromSignature?: (signer: ChunkSigner) => string | Buffer;
}

/** The values that sign a chunked upload. */
export interface ChunkSigner {
  readonly signature: string;
  readonly sign: (algorithm: string, parts: readonly string[]) => string;
}

/** A complete answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly text: string;
}

/** Hex SHA-256. */
export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Signs according to AWS's description of Signature Version 4, without sharing code with the sandbox, and sends the
 * request.
 */
export async function signedRequest(
  target: { readonly url: string; readonly credentials: SandboxCredentials },
  options: RequestToSign,
): Promise<Answer> {
  const { service, method = 'GET', path = '/', query = '', region = 'us-east-1', body = '' } = options;
  const timestamp = new Date(options.time ?? Date.now()).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const payloadHash = options.payloadHash ?? sha256(body);
  const headers: Record<string, string> = {
    host: new URL(target.url).host,
    'x-amz-date': timestamp,
    'x-amz-content-sha256': payloadHash,
    ...options.headers,
  };
  const signedNames = Object.keys(headers).sort();
  const canonicalQuery = query
    .split('&')
    .filter(part => part !== '')
    .map(part => (part.includes('=') ? part : `${part}=`))
    .sort()
    .join('&');
  const canonicalPath = service === 's3' ? path : path.split('/').map(encode).join('/');
  const canonical = [
    method,
    canonicalPath,
    canonicalQuery,
    ...signedNames.map(name => `${name}:${headers[name] ?? ''}`),
    '',
    signedNames.join(';'),
    payloadHash,
  ].join('\n');
  const scope = `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${target.credentials.secretAccessKey}`);
  const sign = (algorithm: string, parts: readonly string[]): string =>
    hmac(key, [algorithm, timestamp, scope, ...parts].join('\n')).toString('hex');
  const signature = sign('AWS4-HMAC-SHA256', [sha256(canonical)]);
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${target.credentials.accessKeyId}/${scope}, SignedHeaders=${signedNames.join(';')}, Signature=${signature}`;
  options.tamper?.(headers);
  return plainRequest(target.url, {
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers,
    body: options.bodyFromSignature?.({ signature, sign }) ?? body,
  });
}

/** Sends the request unchanged; fetch would normalize the path. */
export async function plainRequest(
  url: string,
  {
    method = 'GET',
    path = '/',
    headers = {},
    body = '',
  }: { method?: string; path?: string; headers?: Record<string, string>; body?: string | Buffer },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      url,
      { method, path, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, agent: false },
      incoming => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const content = Buffer.concat(chunks);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: content,
            text: content.toString('utf8'),
          });
        });
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The text of the first element with that name, or undefined. */
export function xmlText(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

/** Calls `ask` until its result is as `wished`, and resolves with that. Throws Error with the last result. */
export async function eventually<Result>(
  ask: () => Promise<Result>,
  wished: (result: Result) => boolean,
): Promise<Result> {
  const { result } = await until('the answer that is wished', async () => {
    const answer = await ask();
    if (!wished(answer)) throw new Error(`still not as wished: ${JSON.stringify(answer)}`);
    return { result: answer };
  });
  return result;
}
