// The entry point of the checks. They are imported dynamically, so that an editor without an open spec does not load
// them.
import type { CheckContext, CheckedSpec, Checker } from './checked.ts';

let loaded: Checker | undefined;

/** Loads the checks once; for callers that check many texts in a row or need synchronous checks. */
export async function loadChecker(): Promise<Checker> {
  loaded ??= (await import('./checker.ts')).check;
  return loaded;
}

/** Checks the text of a spec: as JSON, against the schema, and by the rules of the two services. Never throws for any text. */
export async function checkSpec(text: string, context: CheckContext = {}): Promise<CheckedSpec> {
  return (loaded ?? (await loadChecker()))(text, context);
}
