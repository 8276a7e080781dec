import type { FilesPort } from '../domain/files/port.ts';
import type { CallOptions } from './call.ts';

/** The port for files, whose code, with the client of S3, is loaded at the first call. */
export function lateFiles(options: CallOptions): FilesPort {
  let loaded: Promise<FilesPort> | undefined;
  const port = (): Promise<FilesPort> =>
    (loaded ??= import('./files.ts').then(({ SdkFiles }) => new SdkFiles(options)));
  return {
    folder: async (...given) => (await port()).folder(...given),
    filesBelow: async (...given) => (await port()).filesBelow(...given),
    facts: async (...given) => (await port()).facts(...given),
    read: async (...given) => (await port()).read(...given),
    verifier: async (...given) => (await port()).verifier(...given),
  };
}
