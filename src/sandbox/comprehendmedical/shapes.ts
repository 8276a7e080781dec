import type { Shape } from '../validation/constraints.ts';

const name = String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)$`;

const location: Shape = {
  type: 'structure',
  members: {
    S3Bucket: { type: 'string', min: 3, max: 63, pattern: String.raw`^[0-9a-z\.\-_]*(?!\.)$` },
    S3Key: { type: 'string', max: 1024, pattern: '.*' },
  },
  required: ['S3Bucket'],
};

const jobId: Shape = { type: 'string', min: 1, max: 32, pattern: name };
const jobName: Shape = { type: 'string', min: 1, max: 256, pattern: name };

/** Input of the five Start operations. */
export const startShape: Shape = {
  type: 'structure',
  members: {
    InputDataConfig: location,
    OutputDataConfig: location,
    DataAccessRoleArn: { type: 'string', min: 20, max: 2048, pattern: 'arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+' },
    JobName: jobName,
    ClientRequestToken: { type: 'string', min: 1, max: 64, pattern: '^[a-zA-Z0-9-]+$' },
    KMSKey: { type: 'string', min: 1, max: 2048, pattern: '.*' },
    LanguageCode: { type: 'string', values: ['en'] },
  },
  required: ['InputDataConfig', 'OutputDataConfig', 'DataAccessRoleArn', 'LanguageCode'],
};

/** Where a job reads or writes. */
export interface S3Location {
  readonly S3Bucket: string;
  readonly S3Key?: string | null;
}

/** An input that `startShape` accepts. */
export interface StartRequest {
  readonly InputDataConfig: S3Location;
  readonly OutputDataConfig: S3Location;
  readonly DataAccessRoleArn: string;
  readonly LanguageCode: string;
  readonly JobName?: string | null;
  readonly ClientRequestToken?: string | null;
  readonly KMSKey?: string | null;
}

/** Input of the Describe and Stop operations. */
export const jobIdShape: Shape = { type: 'structure', members: { JobId: jobId }, required: ['JobId'] };

/** An input that `jobIdShape` accepts. */
export interface JobIdRequest {
  readonly JobId: string;
}

/** Input of the five List operations. */
export const listShape: Shape = {
  type: 'structure',
  members: {
    Filter: {
      type: 'structure',
      members: {
        JobName: jobName,
        JobStatus: {
          type: 'string',
          values: ['SUBMITTED', 'IN_PROGRESS', 'COMPLETED', 'PARTIAL_SUCCESS', 'FAILED', 'STOP_REQUESTED', 'STOPPED'],
        },
        SubmitTimeBefore: { type: 'timestamp' },
        SubmitTimeAfter: { type: 'timestamp' },
      },
    },
    NextToken: { type: 'string', min: 1 },
    MaxResults: { type: 'integer', min: 1, max: 500 },
  },
};

/** A list's filter; at most one member may be set. Times are epoch seconds. */
export interface ListFilter {
  readonly JobName?: string | null;
  readonly JobStatus?: string | null;
  readonly SubmitTimeBefore?: number | null;
  readonly SubmitTimeAfter?: number | null;
}

/** An input that `listShape` accepts. */
export interface ListRequest {
  readonly Filter?: ListFilter | null;
  readonly NextToken?: string | null;
  readonly MaxResults?: number | null;
}
