import type { JobLogPort } from '../domain/jobLog/port.ts';
import type { CallOptions } from './call.ts';

/** The port for the logs of jobs, whose code, with the client of CloudWatch Logs, is loaded at the first call. */
export function lateJobLog(options: CallOptions): JobLogPort {
  let loaded: Promise<JobLogPort> | undefined;
  const port = (): Promise<JobLogPort> =>
    (loaded ??= import('./jobLog.ts').then(({ SdkJobLog }) => new SdkJobLog(options)));
  return {
    sources: async (...given) => (await port()).sources(...given),
    deliveries: async (...given) => (await port()).deliveries(...given),
    destinations: async (...given) => (await port()).destinations(...given),
    lines: async (...given) => (await port()).lines(...given),
  };
}
