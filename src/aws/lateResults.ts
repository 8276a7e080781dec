import type { ResultsPort } from '../domain/results/port.ts';
import type { CallOptions } from './call.ts';

/** The port for results, whose code, with the client of S3, is loaded at the first call. */
export function lateResults(options: CallOptions): ResultsPort {
  let loaded: Promise<ResultsPort> | undefined;
  const port = (): Promise<ResultsPort> =>
    (loaded ??= import('./results.ts').then(({ SdkResults }) => new SdkResults(options)));
  return {
    read: async (...given) => (await port()).read(...given),
    readPart: async (...given) => (await port()).readPart(...given),
    list: async (...given) => (await port()).list(...given),
    copy: async (...given) => (await port()).copy(...given),
  };
}
