import type { Shape } from '../validation/constraints.ts';

const name = '[a-zA-Z_0-9-]*';

/** A workflow's name, where an ARN is not accepted. */
export const workflowNameShape: Shape = { type: 'string', min: 1, max: 255, pattern: name };

/** A workflow's name or ARN, for ID mapping jobs. The model itself would accept an empty one. */
export const workflowNameOrArnShape: Shape = {
  type: 'string',
  min: 1,
  pattern:
    '[a-zA-Z_0-9-=+/]*$|^arn:(aws|aws-us-gov|aws-cn):entityresolution:[a-z]{2}-[a-z]{1,10}-[0-9]:[0-9]{12}:(idmappingworkflow/[a-zA-Z_0-9-]{1,255})',
};

/** A job's id. */
export const jobIdShape: Shape = { type: 'string', pattern: '[a-f0-9]{32}' };

/** The query of every List operation; its numbers are already numbers here. */
export const pageShape: Shape = {
  type: 'structure',
  members: {
    maxResults: { type: 'integer', min: 1, max: 25 },
    nextToken: { type: 'string', min: 1, max: 1024, pattern: '[a-zA-Z_0-9-=+/]*' },
  },
};

/** An input that `pageShape` accepts. */
export interface PageRequest {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** The body of StartIdMappingJob. */
export const startIdMappingShape: Shape = {
  type: 'structure',
  members: {
    outputSourceConfig: {
      type: 'list',
      min: 1,
      max: 1,
      member: {
        type: 'structure',
        members: {
          roleArn: {
            type: 'string',
            min: 32,
            max: 512,
            pattern: String.raw`arn:aws:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`,
          },
          outputS3Path: {
            type: 'string',
            min: 1,
            max: 1024,
            pattern: String.raw`s3://[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9](/.*)?`,
          },
          KMSArn: { type: 'string', pattern: 'arn:aws:kms:.*:[0-9]+:.*' },
        },
        required: ['roleArn', 'outputS3Path'],
      },
    },
    jobType: { type: 'string', values: ['BATCH', 'INCREMENTAL', 'DELETE_ONLY'] },
  },
};

/** What a job of an ID mapping workflow does with its input. */
export type JobType = 'BATCH' | 'INCREMENTAL' | 'DELETE_ONLY';

/** Where a job writes. */
export interface OutputSource {
  readonly roleArn: string;
  readonly outputS3Path: string;
  readonly KMSArn?: string | null;
}

/** An input that `startIdMappingShape` accepts. */
export interface StartIdMappingRequest {
  readonly outputSourceConfig?: readonly OutputSource[] | null;
  readonly jobType?: JobType | null;
}
