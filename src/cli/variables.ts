import { resolve } from 'node:path';
import { type NoOverlay, type Overlay, parseOverlay } from '../domain/spec/overlay.ts';
import { holdsSecret, secretsOf } from '../domain/spec/secrets.ts';
import type { VariableSources } from '../domain/spec/variableKinds.ts';
import { UsageError, type VariableOptions } from './arguments.ts';
import { readSpec } from './files.ts';

/**
 * The sources of variable values. Values that were not given are unknown, and are not checked. Throws UsageError when
 * the overlay cannot be read.
 */
export async function variableSources({ vars, file, env }: VariableOptions, cwd: string): Promise<VariableSources> {
  const overlay = file === undefined ? { members: {} } : await readOverlay(file, cwd);
  const members = { ...overlay.members, ...vars };
  return {
    now: Date.now(),
    holdsSecret: text => holdsSecret(text, secretsOf(process.env)),
    ...(env ? { env: name => process.env[name] } : {}),
    ...(file === undefined && Object.keys(vars).length === 0
      ? {}
      : { overlay: { name: file ?? '--var', file: file ?? 'what --var says', members } }),
  };
}

async function readOverlay(file: string, cwd: string): Promise<Overlay> {
  let found: Overlay | NoOverlay;
  try {
    found = parseOverlay(await readSpec(resolve(cwd, file)), file, file);
  } catch (cause) {
    throw new UsageError(
      `--vars: ${file} cannot be read: ${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)}`,
      { cause },
    );
  }
  if ('problem' in found) throw new UsageError(`--vars: ${found.problem} ${found.next}`);
  return found;
}
