import { defined } from '../defined.ts';
import type { Manifest } from './manifest.ts';

/** Returns what a manifest counts, by the names of its own members. It says nothing of what is in a document. */
export function manifestMetrics(manifest: Manifest): Readonly<Record<string, number>> {
  return defined({
    InputFileCount: manifest.inputFiles,
    SuccessFilesCount: manifest.successFiles,
    UnprocessedFilesCount: manifest.unprocessedFiles,
    TotalMeteredCharacters: manifest.meteredCharacters,
    TotalDurationSeconds: manifest.durationSeconds,
  });
}
