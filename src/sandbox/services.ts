import { accessAnalyzer, validationPath } from './accessanalyzer/service.ts';
import { cloudWatchLogs, logsTarget } from './cloudwatchlogs/service.ts';
import { comprehendMedical } from './comprehendmedical/service.ts';
import type { ServiceHandler } from './context.ts';
import { entityResolution } from './entityresolution/service.ts';
import { kinds } from './entityresolution/kinds.ts';
import type { SandboxRequest } from './http.ts';
import { iam, iamNamespace } from './iam/service.ts';
import { kms, kmsTarget } from './kms/service.ts';
import { json11, restJson } from './protocols/json.ts';
import type { Protocol } from './protocols/protocol.ts';
import { awsQuery, restXml } from './protocols/xml.ts';
import { s3 } from './s3/service.ts';
import { quotasTarget, serviceQuotas } from './servicequotas/service.ts';
import { sts, stsNamespace } from './sts/service.ts';

/** A service: its protocol and its handler. */
export interface Service {
  readonly protocol: Protocol;
  readonly handle: ServiceHandler;
}

const services = {
  comprehendmedical: { protocol: json11('com.amazonaws.comprehendmedical'), handle: comprehendMedical },
  entityresolution: { protocol: restJson, handle: entityResolution },
  sts: { protocol: awsQuery(stsNamespace), handle: sts },
  iam: { protocol: awsQuery(iamNamespace), handle: iam },
  kms: { protocol: json11('com.amazonaws.kms'), handle: kms },
  servicequotas: { protocol: json11('com.amazonaws.servicequotas'), handle: serviceQuotas },
  logs: { protocol: json11('com.amazonaws.cloudwatchlogs'), handle: cloudWatchLogs },
  'access-analyzer': { protocol: restJson, handle: accessAnalyzer },
  s3: { protocol: restXml, handle: s3 },
} satisfies Readonly<Record<string, Service>>;

/** The service of a signing name, or undefined. */
export function serviceNamed(name: string): Service | undefined {
  return Object.hasOwn(services, name) ? services[name as keyof typeof services] : undefined;
}

/**
 * The service that a request was probably meant for, if no signature says so. Used only for the refusal, so
 * that the client can read it.
 */
export function likelyService({ method, path, headers }: Omit<SandboxRequest, 'body'>): Service {
  const root = path.split('/')[1];
  if (headers['x-amz-target']?.startsWith(kmsTarget) === true) return services.kms;
  if (headers['x-amz-target']?.startsWith(quotasTarget) === true) return services.servicequotas;
  if (headers['x-amz-target']?.startsWith(logsTarget) === true) return services.logs;
  if (headers['x-amz-target'] !== undefined || root === 'service') return services.comprehendmedical;
  if (Object.values(kinds).some(({ pathRoot }) => pathRoot === root)) return services.entityresolution;
  if (path === validationPath) return services['access-analyzer'];
  if (method === 'POST' && path === '/') return services.sts;
  return services.s3;
}
