import type * as vscode from 'vscode';
import type { ValidSpec } from '../../domain/spec/spec.ts';

/** What may become a run: a spec, or a row of a table. */
export interface Candidate {
  readonly file: vscode.Uri;
  readonly name: string;
  /** How it is named if it is left out. */
  readonly label: string;
  readonly spec?: ValidSpec;
  /** Why there is no spec. */
  readonly why?: string;
  readonly commit: () => Promise<string | undefined>;
}
