import type { JsonObject } from '../../src/domain/json.ts';
import type { JobKind, WorkflowKind } from '../../src/domain/jobs/kinds.ts';

const workflowNames: Readonly<Record<WorkflowKind['family'], string>> = {
  IdMapping: 'patient-id-mapping',
  Matching: 'patient-matching',
};

/** The sandbox's workflow of a kind; undefined for Comprehend Medical. */
export function workflowOf({ family }: JobKind): string | undefined {
  return (workflowNames as Readonly<Partial<Record<JobKind['family'], string>>>)[family];
}

/** A request the sandbox can carry out. `mark` makes it different from others. */
export function requestFor(kind: JobKind, mark = 'test'): JsonObject {
  const workflowName = workflowOf(kind);
  if (workflowName === undefined) {
    return {
      JobName: `job ${mark}`,
      InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
      OutputDataConfig: { S3Bucket: 'example-results', S3Key: `out/${mark}` },
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/Sandbox',
      LanguageCode: 'en',
    };
  }
  if (kind.family === 'Matching') return { workflowName };
  return {
    workflowName,
    jobType: 'BATCH',
    outputSourceConfig: [
      { roleArn: 'arn:aws:iam::000000000000:role/Sandbox', outputS3Path: `s3://example-results/${mark}/` },
    ],
  };
}
