import type { PreflightPort } from '../domain/preflight/port.ts';
import type { CallOptions } from './call.ts';

/** The port for the checks before a start, whose code, with the clients of five services, is loaded at the first call. */
export function latePreflight(options: CallOptions, region: string): PreflightPort {
  let loaded: Promise<PreflightPort> | undefined;
  const port = (): Promise<PreflightPort> =>
    (loaded ??= import('./preflight.ts').then(({ SdkPreflight }) => new SdkPreflight(options, region)));
  return {
    bucket: async (...given) => (await port()).bucket(...given),
    encryption: async (...given) => (await port()).encryption(...given),
    versioning: async (...given) => (await port()).versioning(...given),
    bucketPolicy: async (...given) => (await port()).bucketPolicy(...given),
    beside: async (...given) => (await port()).beside(...given),
    sample: async (...given) => (await port()).sample(...given),
    role: async (...given) => (await port()).role(...given),
    simulate: async (...given) => (await port()).simulate(...given),
    key: async (...given) => (await port()).key(...given),
    keyPolicy: async (...given) => (await port()).keyPolicy(...given),
    validate: async (...given) => (await port()).validate(...given),
    quotas: async (...given) => (await port()).quotas(...given),
  };
}
