// Shared by the tests of the specs. Importing this file first updates the generated validator from the schema, so that
// no test runs against an outdated one.
import type { Checker } from '../../../src/domain/spec/checked.ts';
import { readFileSync } from 'node:fs';
import { generateValidator } from '../../../scripts/generate-validator.mjs';
import { loadChecker } from '../../../src/domain/spec/check.ts';
import type { JsonObject } from '../../../src/domain/json.ts';

await generateValidator();

/** A file of the repository, by its path from the root. */
export const repositoryFile = (path: string): URL => new URL(`../../../${path}`, import.meta.url);

export const schemaText = readFileSync(repositoryFile('schemas/job-spec.schema.json'), 'utf8');

/** The checks, loaded. */
export const check: Checker = await loadChecker();

/** For each definition, a request with all possible members. */
export const fullRequests: Readonly<Record<string, JsonObject>> = {
  ComprehendMedicalRequest: {
    JobName: 'notes',
    InputDataConfig: { S3Bucket: 'example-clinical-notes', S3Key: 'notes/' },
    OutputDataConfig: { S3Bucket: 'example-results', S3Key: 'entities/' },
    DataAccessRoleArn: 'arn:aws:iam::123456789012:role/ComprehendMedicalData',
    LanguageCode: 'en',
    KMSKey: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ClientRequestToken: 'token-1',
  },
  StartIdMappingJobRequest: {
    workflowName: 'patient-id-mapping',
    jobType: 'BATCH',
    outputSourceConfig: [
      {
        roleArn: 'arn:aws:iam::123456789012:role/EntityResolutionData',
        outputS3Path: 's3://example-results/id-mapping/',
        KMSArn: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      },
    ],
  },
  StartMatchingJobRequest: { workflowName: 'patient-matching' },
};
