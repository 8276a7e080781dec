import { defined } from '../defined.ts';
import type { CheckContext, CheckedSpec } from './checked.ts';
import { type JobKind, jobKinds, kindOf } from '../jobs/kinds.ts';
import { type JsonValue, at, isJsonObject, stringAt } from '../json.ts';
import { allowedName, withAllowed } from './allowed.ts';
import { type IsOverBudget, budgetOf } from './budget.ts';
import type { Code } from './codes.ts';
import { nodeAt, pathOfPointer } from './nodes.ts';
import { type ParsedSpec, parseSpec } from './parse.ts';
import { type Path, type Problem, problem } from './problem.ts';
import { rules } from './rules/index.ts';
import type { RuleInput } from './rules/rule.ts';
import { workflowToLookUp } from './rules/workflows.ts';
import type { ValidSpec } from './spec.ts';
import { nearest } from './suggest.ts';
import { withVerifiedFixes } from './verifyFixes.ts';
import { type SchemaViolation, members, patternMessages, required, validate } from './validate.generated.js';
import { resolvedTree, forSource, unknownPaths } from './resolved.ts';
import { type Resolution, pathKey, resolveVariables } from './variables.ts';
import { type SchemaFacts, problemsOf } from './violations.ts';

const actions = jobKinds.map(({ action }) => action);

/** A spec's value as it is checked. */
interface Reading {
  readonly value: JsonValue;
  readonly kind?: JobKind;
  readonly violations: readonly SchemaViolation[];
}

/** Returns the schema's violations; of a failed condition, only its cause. */
function violationsOf(value: JsonValue): readonly SchemaViolation[] {
  return validate(value) ? [] : (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
}

/**
 * Validates a value against the schema. If the action is misspelt, checks the request for the action that was probably
 * meant; otherwise the user would fix the one word and only then see all other problems.
 */
function read(value: JsonValue): Reading {
  const action = stringAt(value, 'action');
  const violations = violationsOf(value);
  const kind = action === undefined ? undefined : kindOf(action);
  if (kind !== undefined) return { value, kind, violations };
  const meant = action === undefined ? undefined : nearest(action, actions);
  const meantKind = meant === undefined ? undefined : kindOf(meant);
  if (meant === undefined || meantKind === undefined || !isJsonObject(value)) return { value, violations };
  const amended = { ...value, action: meant };
  return {
    value: amended,
    kind: meantKind,
    violations: [...violations.filter(({ instancePath }) => instancePath === '/action'), ...violationsOf(amended)],
  };
}

/** Returns an object's place as a key of the generated tables. */
function placeOf(kind: JobKind | undefined, [first, ...rest]: Path): string {
  return first === undefined
    ? ''
    : [kind?.definition ?? '?', ...rest.map(to => (typeof to === 'number' ? '*' : to))].join('/');
}

function factsOf(kind: JobKind | undefined): SchemaFacts {
  return {
    patternMessages,
    membersAt: path => members[placeOf(kind, path)] ?? [],
    isRequired: path => required[placeOf(kind, path.slice(0, -1))]?.includes(String(path.at(-1))) === true,
  };
}

function validSpec(
  { value: asWritten }: ParsedSpec,
  { value, texts, used }: Resolution,
  kind: JobKind | undefined,
  context: CheckContext,
  problems: readonly Problem[],
): ValidSpec | undefined {
  const request = at(value, 'request');
  if (kind === undefined || !isJsonObject(request) || [...texts.values()].some(({ text }) => text === undefined))
    return undefined;
  const region = stringAt(value, 'region');
  const account = stringAt(value, 'account');
  const after = stringAt(value, 'after');
  const written = at(asWritten, 'request');
  const inRequest = [...texts.values()].some(({ path }) => path[0] === 'request');
  const overlay = context.variables?.overlay;
  const allowed = problems.flatMap(({ code, path }) => (code === 'AJ018' ? (allowedName(path) ?? []) : []));
  return {
    kind,
    ...defined({ region, account, after }),
    request,
    ...(allowed.length === 0 ? {} : { allowed }),
    ...(inRequest && isJsonObject(written) ? { written } : {}),
    ...(overlay !== undefined && 'name' in overlay && used.some(variable => variable.kind === 'var')
      ? { overlay: overlay.name }
      : {}),
  };
}

/** Problems about what an object or list lacks, or has too much of. */
const structureCodes: ReadonlySet<Code> = new Set<Code>([
  'AJ010',
  'AJ011',
  'AJ012',
  'AJ016',
  'AJ017',
  'AJ018',
  'AJ019',
  'AJ044',
  'AJ045',
  'AJ050',
]);

/**
 * Removes the problems that only follow from syntax errors: those on a line that cannot be parsed, and those about
 * missing or extra members around it.
 */
function withoutSyntaxFallout(
  { text, root, inDoubt, problems: broken }: ParsedSpec,
  problems: readonly Problem[],
): readonly Problem[] {
  const unread = broken.filter(({ code }) => code === 'AJ001');
  if (unread.length === 0) return problems;
  const isDoubted = (path: Path): boolean =>
    inDoubt === 'all' ||
    [path, path.slice(0, -1)].some(each => {
      const node = nodeAt(root, each);
      return node !== undefined && inDoubt.has(node);
    });
  // The rest of such a line was guessed as well.
  const lines = unread.map(({ offset, length }) => ({
    from: text.lastIndexOf('\n', offset - 1) + 1,
    to: text.indexOf('\n', offset + length),
  }));
  const isUnread = ({ offset }: Problem): boolean =>
    lines.some(({ from, to }) => offset >= from && (to === -1 || offset <= to));
  return problems.filter(found => !isUnread(found) && !(structureCodes.has(found.code) && isDoubted(found.path)));
}

/**
 * Removes the schema's problems for values for which a rule reports the same as an error, but better: what was meant,
 * and how to fix it. For a request without its spec, AJ017 covers everything.
 */
function withoutDuplicates(bySchema: readonly Problem[], byRules: readonly Problem[]): readonly Problem[] {
  if (byRules.some(({ code }) => code === 'AJ017')) return [];
  const said = new Set(byRules.filter(({ severity }) => severity === 'error').map(({ path }) => JSON.stringify(path)));
  return bySchema.filter(
    ({ code, path }) => !((code === 'AJ014' || code === 'AJ015') && said.has(JSON.stringify(path))),
  );
}

/** The keywords that check a string's content; its type is known even while its value is not. */
const contentKeywords: ReadonlySet<string> = new Set(['pattern', 'minLength', 'maxLength', 'enum']);

/** Returns the problems of the rules that fit in the time budget; `late`: reports that there are others. */
function runRules(
  input: RuleInput,
  isSpent: IsOverBudget,
): { readonly said: readonly Problem[]; readonly late: readonly Problem[] } {
  const said: Problem[] = [];
  for (const rule of rules) {
    if (isSpent())
      return {
        said,
        late: [
          problem(
            'AJ009',
            [],
            { offset: 0, length: 1 },
            {
              what: 'The checks took too long and were not finished.',
              next: 'Check the spec again. If that does not help, make the file smaller.',
            },
          ),
        ],
      };
    for (const found of rule(input)) said.push(found);
  }
  return { said, late: [] };
}

/** Checks a text without trying its fixes. */
function inspect(text: string, parsed: ParsedSpec, context: CheckContext, isSpent: IsOverBudget): CheckedSpec {
  const { root, value } = parsed;
  if (root === undefined || value === undefined) return { parsed, problems: parsed.problems, variables: [] };
  const resolution = resolveVariables(parsed, context.variables);
  const unknown = unknownPaths(resolution);
  const { kind, violations, value: readValue } = read(resolution.value);
  const known =
    unknown.size === 0
      ? violations
      : violations.filter(
          ({ keyword, instancePath }) =>
            !contentKeywords.has(keyword) || !unknown.has(pathKey(pathOfPointer(root, instancePath))),
        );
  const facts = factsOf(kind);
  const bySchema = withAllowed(problemsOf(text, resolvedTree(root, resolution), known, facts), root, facts.membersAt);
  const input: RuleInput = {
    text,
    root,
    spec: readValue,
    unknown,
    ...defined({ kind, connection: context.connection, workflow: context.workflow, chain: context.chain }),
  };
  const { said: byRules, late } = runRules(input, isSpent);
  const told = forSource(
    text,
    withoutSyntaxFallout(parsed, [...withoutDuplicates(bySchema, byRules), ...byRules]),
    resolution,
  );
  const problems = [...late, ...parsed.problems, ...withoutSyntaxFallout(parsed, resolution.problems), ...told].sort(
    (a, b) => a.offset - b.offset,
  );
  const valid = problems.some(({ severity }) => severity === 'error')
    ? undefined
    : validSpec(parsed, resolution, kind, context, problems);
  const asks = workflowToLookUp(input);
  // Opening a file runs a check, and that alone must not send a variable's local value out.
  const isWritten =
    !resolution.texts.has(pathKey(['request', 'workflowName'])) && !resolution.texts.has(pathKey(['region']));
  return {
    parsed,
    problems,
    variables: resolution.used,
    ...(asks === undefined || !isWritten ? {} : { lookup: asks }),
    ...defined({ spec: valid }),
  };
}

/** Checks the text of a spec; see `checkSpec`, which loads this module. */
export function check(text: string, context: CheckContext = {}): CheckedSpec {
  const isSpent = budgetOf(context.clock);
  const parsed = parseSpec(text, value => (isSpent() ? Infinity : read(value).violations.length));
  const checked = inspect(text, parsed, context, isSpent);
  // Search once for the place of a missing brace, not again for each fix.
  return {
    ...checked,
    problems: withVerifiedFixes(
      text,
      checked.problems,
      fixed => inspect(fixed, parseSpec(fixed), context, isSpent),
      isSpent,
      parsed.closer,
    ),
  };
}
