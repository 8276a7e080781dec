import type { UploadPort } from '../domain/upload/port.ts';
import type { CallOptions } from './call.ts';

/** The port for uploads, whose code, with the client of S3, is loaded at the first call. */
export function lateUploads(options: CallOptions): UploadPort {
  let loaded: Promise<UploadPort> | undefined;
  const port = (): Promise<UploadPort> =>
    (loaded ??= import('./uploads.ts').then(({ SdkUploads }) => new SdkUploads(options)));
  return {
    isOwnedBy: async (...given) => (await port()).isOwnedBy(...given),
    list: async (...given) => (await port()).list(...given),
    head: async (...given) => (await port()).head(...given),
    put: async (...given) => (await port()).put(...given),
    putParts: async (...given) => (await port()).putParts(...given),
    unfinished: async (...given) => (await port()).unfinished(...given),
    abort: async (...given) => (await port()).abort(...given),
  };
}
