// What a check takes and returns.
import type { ChainFacts } from './chain.ts';
import type { Variable } from './variables.ts';
import type { VariableSources } from './variableKinds.ts';
import type { ValidSpec } from './spec.ts';
import type { Problem } from './problem.ts';
import type { ParsedSpec } from './parse.ts';
import type { WorkflowKind } from '../jobs/kinds.ts';
import type { Clock } from '../clock.ts';

/** A workflow whose details a check needs, by its name or ARN as in the spec. */
export interface WorkflowLookup {
  readonly kind: WorkflowKind;
  readonly name: string;
  readonly region: string;
}

/** What the account returned for such a workflow. */
export interface KnownWorkflow extends Pick<WorkflowLookup, 'name' | 'region'> {
  readonly isIncremental: boolean;
}

/** Where a job runs if its spec does not say so. */
export interface CheckedConnection {
  readonly region?: string;
  /** 12 digits. */
  readonly account?: string;
  readonly partition?: string;
}

/**
 * What is known besides the text: where the job would run if the spec sets no region or account, and the values of
 * variables.
 */
export interface CheckContext {
  readonly connection?: CheckedConnection;
  /** If absent, no variables are known, and values that contain one are not checked. */
  readonly variables?: VariableSources;
  /** If absent, nothing is known of the workflow, and its fit with the job type is not checked. */
  readonly workflow?: KnownWorkflow;
  /** What is known of the specs that this one comes after. If absent, they are not checked. */
  readonly chain?: ChainFacts;
  /** Measures the check's time: a check that exceeds its budget reports an error. If absent, time is unlimited. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** A text with everything that can be checked without calling AWS. */
export interface CheckedSpec {
  readonly parsed: ParsedSpec;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  /** In the order of the text. */
  readonly variables: readonly Variable[];
  /** What to look up in the account so that the next check can report more. */
  readonly lookup?: WorkflowLookup;
  /** Present exactly when no problem is an error and every variable has a value. */
  readonly spec?: ValidSpec;
}

/** A synchronous check; returned by `loadChecker`. */
export type Checker = (text: string, context?: CheckContext) => CheckedSpec;
