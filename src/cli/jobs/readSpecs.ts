// Reads and checks the specs that are to be started.
import type { Connected } from '../../domain/connection.ts';
import { defined } from '../../domain/defined.ts';
import { loadChecker } from '../../domain/spec/check.ts';
import type { CheckContext, CheckedSpec } from '../../domain/spec/checked.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import type { VariableSources } from '../../domain/spec/variableKinds.ts';
import { displayPath } from '../check.ts';
import { chainOf, findSpecs, readSpec, reasonOf } from '../files.ts';
import { Lines } from '../lines.ts';
import { Ended, exitCodes } from './exitCodes.ts';
import type { Session } from './session.ts';

/** A spec that is to be started. */
export interface ReadSpec {
  /** Absolute. */
  readonly file: string;
  /** Relative to the working directory. */
  readonly path: string;
  readonly text: string;
}

/** The files of the patterns in the order of the patterns, each once. Throws Ended if one is missing. */
async function filesOf(patterns: readonly string[], cwd: string): Promise<readonly string[]> {
  const excluded = patterns.filter(pattern => pattern.startsWith('!'));
  const named = patterns.filter(pattern => !pattern.startsWith('!'));
  const found = await Promise.all(named.map(pattern => findSpecs([pattern, ...excluded], cwd)));
  const missing = found.flatMap(each => each.missing);
  if (named.length === 0) missing.push('there is no spec but those that are excluded');
  if (missing.length > 0) throw new Ended(`Nothing was started: ${missing.join('; ')}.`);
  return [...new Set(found.flatMap(each => each.files))];
}

/** Finds and reads specs. Throws Ended if one is missing or cannot be read: then nothing is started. */
export async function readSpecs(patterns: readonly string[], cwd: string): Promise<readonly ReadSpec[]> {
  const read: ReadSpec[] = [];
  for (const file of await filesOf(patterns, cwd)) {
    const path = displayPath(file, cwd);
    try {
      read.push({ file, path, text: await readSpec(file) });
    } catch (fault) {
      throw new Ended(`Nothing was started: ${path} cannot be read: ${reasonOf(fault)}.`);
    }
  }
  return read;
}

/**
 * Checks the specs, all before the first is started, and asks for what they leave open. Throws Ended if one has an
 * error or a variable without a value. `connected`: absent before connecting, when less is known.
 */
export async function checkSpecs(
  specs: readonly ReadSpec[],
  session: Session,
  sources: VariableSources,
  inputs: Map<string, string>,
  connected?: Connected,
): Promise<readonly ValidSpec[]> {
  const check = await loadChecker();
  const context = contextOf(sources, inputs, connected);
  const valid: ValidSpec[] = [];
  let errors = 0;
  for (const each of specs) {
    const chain = await chainOf(each.file, each.text);
    const withChain = { ...context, ...defined({ chain }) };
    let checked = check(each.text, withChain);
    const prompts = openPrompts(checked, inputs);
    if (prompts.length > 0 && session.terminal.canAsk && !session.args.yes) {
      for (const prompt of prompts) {
        const answer = await session.terminal.ask(`${each.path}: ${prompt}:`, session.interrupts.signal);
        inputs.set(prompt, answer ?? '');
      }
      checked = check(each.text, withChain);
    }
    errors += tell(each, checked, session, prompts);
    if (checked.spec !== undefined) valid.push(checked.spec);
  }
  if (errors > 0) throw new Ended('Nothing was started.', exitCodes.notDone);
  return valid;
}

function contextOf(
  sources: VariableSources,
  inputs: ReadonlyMap<string, string>,
  connected: Connected | undefined,
): CheckContext {
  const variables = { ...sources, inputs };
  if (connected === undefined) return { variables, clock: performance };
  const { services, simulated } = connected;
  const { account, partition } = services.identity;
  return {
    clock: performance,
    variables: {
      ...variables,
      holdsSecret: text => sources.holdsSecret?.(text) === true || services.holdsCredential?.(text) === true,
    },
    // The sandbox accepts a role of any account, so that a spec for a real account can be tried there.
    connection: simulated
      ? { region: services.region, partition: 'aws' }
      : { region: services.region, account, partition },
  };
}

function openPrompts({ variables, problems }: CheckedSpec, inputs: ReadonlyMap<string, string>): readonly string[] {
  if (problems.some(({ severity }) => severity === 'error')) return [];
  const prompts = variables.filter(({ kind }) => kind === 'input').map(({ argument }) => argument);
  return [...new Set(prompts)].filter(prompt => !inputs.has(prompt));
}

/** Says why a spec cannot be started, and returns how many reasons there are. */
function tell(
  { path, text }: ReadSpec,
  { problems, spec }: CheckedSpec,
  { terminal }: Session,
  prompts: readonly string[],
): number {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const lines = new Lines(text);
  for (const { code, message, offset } of errors) {
    const { line, column } = lines.at(offset);
    terminal.note(`${path}:${line}:${column} error ${code} ${message}`);
  }
  if (errors.length > 0 || spec !== undefined) return errors.length;
  terminal.note(
    `${path} error: some of its variables have no value. ${
      prompts.length === 0
        ? 'Give them with --vars, --var or --env.'
        : `Give them with ${prompts.map(prompt => `--input ${JSON.stringify(`${prompt}=…`)}`).join(' ')}.`
    }`,
  );
  return 1;
}
