import type { Check } from './check.ts';
import { inputBucket, outputBucket, outputEncryption } from './checks/buckets.ts';
import { account, expiry } from './checks/connection.ts';
import { documents } from './checks/documents.ts';
import { activeJobs, quotas } from './checks/limits.ts';
import { bucketPolicies, key, passRole, role, roleOwnPolicies } from './checks/role.ts';
import { running, workflow } from './checks/workflow.ts';

/** Every check, in the order of the report. A new one is a row here. */
export const checks: readonly Check[] = [
  account,
  expiry,
  workflow,
  running,
  inputBucket,
  documents,
  outputBucket,
  outputEncryption,
  role,
  roleOwnPolicies,
  bucketPolicies,
  key,
  passRole,
  activeJobs,
  quotas,
];
