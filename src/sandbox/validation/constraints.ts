import { ServiceError } from '../errors.ts';

/** A shape's constraints as the service's model states them. */
export type Shape =
  | {
      readonly type: 'string';
      readonly min?: number;
      readonly max?: number;
      readonly pattern?: string;
      readonly values?: readonly string[];
    }
  | { readonly type: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly type: 'timestamp' }
  | { readonly type: 'list'; readonly member: Shape; readonly min?: number; readonly max?: number }
  | {
      readonly type: 'structure';
      readonly members: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
    };

/** Whether the value is a JSON object. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Checks an input against its shape; afterwards, the input may be read as the type that the shape describes. Unknown
 * members are accepted, as in AWS.
 * @param code the error's name, which differs by operation.
 * Throws ServiceError 400 that names every violation in AWS's words.
 */
export function assertValid(shape: Shape, input: unknown, code: string): void {
  const violations = violationsOf(shape, input, '');
  if (violations.length === 0) return;
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  throw new ServiceError(code, 400, `${count} detected: ${violations.join('; ')}`);
}

function violationsOf(shape: Shape, value: unknown, path: string): string[] {
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' ? stringViolations(shape, value, path) : [wrongType(value, path, 'a string')];
    case 'integer':
      return Number.isInteger(value)
        ? rangeViolations(shape, Number(value), 'value', value, path)
        : [wrongType(value, path, 'an integer')];
    case 'timestamp':
      return typeof value === 'number' && Number.isFinite(value)
        ? []
        : [wrongType(value, path, 'a timestamp in epoch seconds')];
    case 'list':
      return Array.isArray(value)
        ? [
            ...rangeViolations(shape, value.length, 'length', value, path),
            ...(value as unknown[]).flatMap((item, index) =>
              violationsOf(shape.member, item, `${path}.${index + 1}.member`),
            ),
          ]
        : [wrongType(value, path, 'a list')];
    case 'structure':
      return isRecord(value) ? memberViolations(shape, value, path) : [wrongType(value, path, 'a structure')];
  }
}

function memberViolations(
  { members, required = [] }: Extract<Shape, { type: 'structure' }>,
  value: Readonly<Record<string, unknown>>,
  path: string,
): string[] {
  return Object.entries(members).flatMap(([name, shape]) => {
    const member = value[name] ?? null;
    const memberPath = path === '' ? lowerFirst(name) : `${path}.${lowerFirst(name)}`;
    if (member !== null) return violationsOf(shape, member, memberPath);
    return required.includes(name) ? [violation(null, memberPath, 'Member must not be null')] : [];
  });
}

function stringViolations(shape: Extract<Shape, { type: 'string' }>, value: string, path: string): string[] {
  const found = rangeViolations(shape, Array.from(value).length, 'length', value, path);
  // A model's pattern must match the whole value; its \p{L} needs the u flag.
  if (shape.pattern !== undefined && !new RegExp(`^(?:${shape.pattern})$`, 'u').test(value))
    found.push(violation(value, path, `Member must satisfy regular expression pattern: ${shape.pattern}`));
  if (shape.values?.includes(value) === false)
    found.push(violation(value, path, `Member must satisfy enum value set: [${shape.values.join(', ')}]`));
  return found;
}

function rangeViolations(
  { min, max }: { readonly min?: number; readonly max?: number },
  measure: number,
  what: 'length' | 'value',
  value: unknown,
  path: string,
): string[] {
  if (max !== undefined && measure > max)
    return [violation(value, path, `Member must have ${what} less than or equal to ${max}`)];
  if (min !== undefined && measure < min)
    return [violation(value, path, `Member must have ${what} greater than or equal to ${min}`)];
  return [];
}

function wrongType(value: unknown, path: string, wanted: string): string {
  return violation(value, path === '' ? 'input' : path, `Member must be ${wanted}`);
}

function violation(value: unknown, path: string, constraint: string): string {
  const shown = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  return `Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** In their messages, the services write member names in lower camel case, whatever their case in the model. */
function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
