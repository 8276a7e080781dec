import { bucketRules } from './buckets.ts';
import { chainRules } from './chain.ts';
import { cliInputRules } from './cliInput.ts';
import { encryptionRules } from './encryption.ts';
import { jobRules } from './jobs.ts';
import { keyRules } from './keys.ts';
import { overlapRules } from './overlap.ts';
import { regionRules } from './region.ts';
import { roleRules } from './roles.ts';
import type { Rule } from './rule.ts';
import { workflowRules } from './workflows.ts';

/** All checks beyond the schema; they are independent of each other, and their order does not matter. */
export const rules: readonly Rule[] = [
  ...cliInputRules,
  ...roleRules,
  ...bucketRules,
  ...keyRules,
  ...overlapRules,
  ...encryptionRules,
  ...regionRules,
  ...workflowRules,
  ...jobRules,
  ...chainRules,
];
