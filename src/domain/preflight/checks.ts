import type { Check } from './check.ts';
import { bucketPolicies, roleOwnPolicies } from './checks/access.ts';
import { inputBucket, outputBucket, outputEncryption } from './checks/buckets.ts';
import { caller } from './checks/caller.ts';
import { account, expiry } from './checks/connection.ts';
import { documents } from './checks/documents.ts';
import { key } from './checks/key.ts';
import { activeJobs, quotas } from './checks/limits.ts';
import { role } from './checks/role.ts';
import { running, workflow } from './checks/workflow.ts';
import { followingWorkflow } from './workflowSubject.ts';

/** Every check, in the order of the report. A new one is a row here. */
export const checks: readonly Check[] = [
  account,
  expiry,
  workflow,
  running,
  inputBucket,
  documents,
  followingWorkflow(outputBucket),
  followingWorkflow(outputEncryption),
  followingWorkflow(role),
  followingWorkflow(roleOwnPolicies),
  followingWorkflow(bucketPolicies),
  key,
  caller,
  activeJobs,
  quotas,
];
