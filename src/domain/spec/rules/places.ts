// Where in a request the things stand that several rules look at.
import type { Service } from '../../jobs/services.ts';
import type { Path } from '../problem.ts';

const output = ['request', 'outputSourceConfig', 0] as const;

/** The IAM role the service takes on. */
export const rolePaths: Readonly<Record<Service, Path>> = {
  comprehendmedical: ['request', 'DataAccessRoleArn'],
  entityresolution: [...output, 'roleArn'],
};

/** The key that encrypts the output. */
export const keyPaths: Readonly<Record<Service, Path>> = {
  comprehendmedical: ['request', 'KMSKey'],
  entityresolution: [...output, 'KMSArn'],
};

/** Comprehend Medical's two places in S3, each a bucket and a key. */
export const configs = ['InputDataConfig', 'OutputDataConfig'] as const;

/** Entity Resolution's place in S3, a whole URI. */
export const outputPath: Path = [...output, 'outputS3Path'];

export const workflowPath: Path = ['request', 'workflowName'];
