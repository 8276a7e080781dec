// What the policies of a principal allow. The sandbox lets a job read and write whatever they say: this is for those who
// ask before.

/** A statement: patterns of actions and resources, in which `*` stands for any text. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** A condition key and the value it must have. */
  readonly condition?: { readonly key: string; readonly value: string };
}

export type Decision = 'allowed' | 'implicitDeny' | 'explicitDeny';

/** The decision, and the condition keys that it depends on and that the context lacks. */
export function decide(
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: ReadonlyMap<string, string>,
): { readonly decision: Decision; readonly missing: readonly string[] } {
  const about = statements.filter(
    ({ actions, resources }) =>
      actions.some(pattern => fits(pattern.toLowerCase(), action.toLowerCase())) &&
      resources.some(pattern => fits(pattern, resource)),
  );
  const missing = about.flatMap(({ condition }) =>
    condition === undefined || context.has(condition.key.toLowerCase()) ? [] : [condition.key],
  );
  const met = about.filter(
    ({ condition }) => condition === undefined || context.get(condition.key.toLowerCase()) === condition.value,
  );
  const decision = met.some(({ effect }) => effect === 'Deny')
    ? 'explicitDeny'
    : met.length > 0
      ? 'allowed'
      : 'implicitDeny';
  return { decision, missing };
}

function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
