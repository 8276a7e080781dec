// What the policies of a principal allow. The sandbox lets a job read and write whatever they say: this is for those who
// ask before.

/** A statement: patterns of actions and resources, in which `*` stands for any text. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export type Decision = 'allowed' | 'implicitDeny' | 'explicitDeny';

export function decide(statements: readonly Statement[], action: string, resource: string): Decision {
  const about = statements.filter(
    ({ actions, resources }) =>
      actions.some(pattern => fits(pattern.toLowerCase(), action.toLowerCase())) &&
      resources.some(pattern => fits(pattern, resource)),
  );
  if (about.some(({ effect }) => effect === 'Deny')) return 'explicitDeny';
  return about.length > 0 ? 'allowed' : 'implicitDeny';
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
