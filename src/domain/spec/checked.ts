import type { Variable } from './variables.ts';
import type { VariableSources } from './variableKinds.ts';
import type { ValidSpec } from './spec.ts';
import type { Problem } from './problem.ts';
import type { ParsedSpec } from './parse.ts';
import type { WorkflowKind } from '../jobs/kinds.ts';
import type { Clock } from '../clock.ts';

/** A workflow that a check would judge by, if it knew what it is like; by its name or ARN as the spec has it. */
export interface WorkflowQuestion {
  readonly kind: WorkflowKind;
  readonly name: string;
  readonly region: string;
}

/** What the account says of such a workflow. */
export interface KnownWorkflow extends Pick<WorkflowQuestion, 'name' | 'region'> {
  readonly isIncremental: boolean;
}

/** Where a job runs whose spec does not say so. */
export interface CheckedConnection {
  readonly region?: string;
  /** 12 digits. */
  readonly account?: string;
  readonly partition?: string;
}

/** What is known beside the text: where the job would run if the spec names no region or account, and what variables stand for. */
export interface CheckContext {
  readonly connection?: CheckedConnection;
  /** Without it nothing is known of variables, and what holds one is not judged. */
  readonly variables?: VariableSources;
  /** Without it nothing is known of the workflow, and nothing said of a job type that does not fit it. */
  readonly workflow?: KnownWorkflow;
  /** What a check is timed by: one that takes longer than its budget says so and is an error. Without it, it takes the time it takes. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** A text with everything that can be said about it without asking AWS. */
export interface CheckedSpec {
  readonly parsed: ParsedSpec;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  /** In the order of the text. */
  readonly variables: readonly Variable[];
  /** What the account could tell that would let the check say more. */
  readonly asks?: WorkflowQuestion;
  /** There exactly when no problem is an error and every variable has a value. */
  readonly spec?: ValidSpec;
}

/** Checks without waiting; what `loadChecker` gives. */
export type Checker = (text: string, context?: CheckContext) => CheckedSpec;
