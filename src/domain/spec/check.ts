// The door to the checks. What they need lies behind a dynamic import, so that an editor that has no spec open reads none of it.
import type { Clock } from '../clock.ts';
import type { WorkflowKind } from '../jobs/kinds.ts';
import type { ParsedSpec } from './parse.ts';
import type { Problem } from './problem.ts';
import type { ValidSpec } from './spec.ts';
import type { VariableSources } from './variableKinds.ts';
import type { Variable } from './variables.ts';

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

let loaded: Checker | undefined;

/** Loads the checks, once; for callers that check many texts in a row or cannot wait for each. */
export async function loadChecker(): Promise<Checker> {
  loaded ??= (await import('./checker.ts')).check;
  return loaded;
}

/** Checks the text of a spec: as JSON, against the schema, and by the rules of the two services. Never throws for any text. */
export async function checkSpec(text: string, context: CheckContext = {}): Promise<CheckedSpec> {
  return (loaded ?? await loadChecker())(text, context);
}
