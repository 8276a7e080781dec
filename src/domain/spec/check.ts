// The door to the checks. What they need lies behind a dynamic import, so that an editor that has no spec open reads none of it.
import type { CheckContext, CheckedSpec, Checker } from './checked.ts';

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
