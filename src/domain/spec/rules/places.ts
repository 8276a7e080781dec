// The paths in a request that several rules use.
import type { Service } from '../../jobs/services.ts';
import type { Path } from '../problem.ts';

const output = ['request', 'outputSourceConfig', 0] as const;

/** The IAM role that the service assumes. */
export const rolePaths: Readonly<Record<Service, Path>> = {
  comprehendmedical: ['request', 'DataAccessRoleArn'],
  entityresolution: [...output, 'roleArn'],
};

/** The key that encrypts the output. */
export const keyPaths: Readonly<Record<Service, Path>> = {
  comprehendmedical: ['request', 'KMSKey'],
  entityresolution: [...output, 'KMSArn'],
};

/** The members for Comprehend Medical's two places in S3, each a bucket and a key. */
export const configs = ['InputDataConfig', 'OutputDataConfig'] as const;

/** Entity Resolution's place in S3, a full URI. */
export const outputPath: Path = [...output, 'outputS3Path'];

export const workflowPath: Path = ['request', 'workflowName'];
