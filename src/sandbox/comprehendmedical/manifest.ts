import { familyOf } from './families.ts';
import type { MedicalJob, Outcome } from './job.ts';
import type { StartRequest } from './shapes.ts';

/** An input file with an output. */
export interface ProcessedFile {
  readonly input: string;
  readonly output: string;
  readonly sizeBytes: number;
  /** Unicode code points, which is what the service meters. */
  readonly characters: number;
}

/** An input file without an output. */
export interface UnprocessedFile {
  readonly input: string;
  readonly code: string;
  readonly message: string;
}

/** The data for the manifest and its two lists. */
export interface JobReport {
  readonly job: MedicalJob;
  readonly request: StartRequest;
  /** The job's output folder, ending in a slash. */
  readonly folder: string;
  readonly outcome: Outcome;
  readonly message?: string;
  readonly processed: readonly ProcessedFile[];
  readonly unprocessed: readonly UnprocessedFile[];
}

/** The manifest and the two lists it points to, as pairs of key and content. */
export function manifest({
  job,
  request,
  folder,
  outcome,
  message,
  processed,
  unprocessed,
}: JobReport): [key: string, content: unknown][] {
  const successList = `${folder}Success`;
  const unprocessedList = `${folder}Unprocessed`;
  return [
    [
      successList,
      {
        Files: processed.map(({ input, output, sizeBytes }) => ({
          Input: input,
          Output: output,
          InputSize: sizeBytes,
        })),
      },
    ],
    [
      unprocessedList,
      {
        Files: unprocessed.map(({ input, code, message: why }) => ({
          Input: input,
          ErrorCode: code,
          ErrorMessage: why,
        })),
      },
    ],
    [
      `${folder}Manifest`,
      {
        Summary: {
          Status: outcome,
          JobType: familyOf(job.family).jobType,
          InputDataConfiguration: {
            Bucket: request.InputDataConfig.S3Bucket,
            Path: request.InputDataConfig.S3Key ?? '',
          },
          OutputDataConfiguration: { Bucket: request.OutputDataConfig.S3Bucket, Path: folder },
          InputFileCount: processed.length + unprocessed.length,
          TotalMeteredCharacters: processed.reduce((sum, { characters }) => sum + characters, 0),
          UnprocessedFilesCount: unprocessed.length,
          SuccessFilesCount: processed.length,
          TotalDurationSeconds: Math.round((job.finishesAt - job.submittedAt) / 1000),
          SuccessfulFilesListLocation: successList,
          UnprocessedFilesListLocation: unprocessedList,
          ...(outcome === 'FAILED' && message !== undefined ? { FailedJobErrorMessage: message } : {}),
        },
      },
    ],
  ];
}
