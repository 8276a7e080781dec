// Plans a batch: which of several spec files can be started, and why the others cannot.
import type * as vscode from 'vscode';
import { type Connected, parseChoice } from '../../domain/connection.ts';
import { defined } from '../../domain/defined.ts';
import { fingerprintOf } from '../../domain/jobs/intent.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import { linkRuns } from '../../domain/jobs/queue/link.ts';
import { predecessorPath } from '../../domain/spec/chain.ts';
import { checkSpec } from '../../domain/spec/check.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';
import { sentenceOfFault } from '../../domain/visible.ts';
import { specFileSuffix } from '../../ids.ts';
import { checkContext } from '../checkContext.ts';
import type { Ports } from '../ports.ts';
import { l10n } from '../l10n.ts';
import { guardProblem } from '../startGuards.ts';
import { fileName } from '../words.ts';

/** A spec that can be started. */
export interface PlannedRun {
  readonly file: vscode.Uri;
  readonly name: string;
  readonly region: string;
  readonly spec: ValidSpec;
  readonly gitCommit?: string;
  /** The run whose job must have succeeded first. */
  readonly after?: PlannedRun;
}

/** A spec that cannot be started, and why. */
export interface LeftOut {
  readonly file: vscode.Uri;
  readonly why: string;
}

export interface Plan {
  readonly runs: readonly PlannedRun[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Reads and checks the files, in their order. Values that only a person can give are not asked for. Never rejects
 * because of a file.
 */
export async function planBatch(
  files: readonly vscode.Uri[],
  connected: Connected,
  services: JobServices,
  ports: Ports,
  signal: AbortSignal,
): Promise<Plan> {
  const runs: PlannedRun[] = [];
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();
  for (const from of files) {
    if (signal.aborted) break;
    try {
      const { uri: file, text } = await ports.specFiles.read(from);
      const checked = await checkSpec(text, await checkContext(ports, file, text, true));
      const problem = checked.problems.find(({ severity }) => severity === 'error');
      const { spec } = checked;
      const why =
        spec === undefined
          ? (problem?.message ?? l10n.t('Some of its variables have no value.'))
          : guard(file, spec, connected, services, ports);
      if (spec === undefined || why !== undefined) {
        leftOut.push({ file, why: why ?? '' });
        continue;
      }
      const region = spec.region ?? services.region;
      const print = fingerprintOf(services.identity, region, spec.kind, spec.request);
      if (seen.has(print)) {
        leftOut.push({ file, why: l10n.t('Another spec of these has the same request.') });
        continue;
      }
      seen.add(print);
      const gitCommit = await ports.gitCommitOf(file, text);
      runs.push({ file, name: fileName(file).replace(specFileSuffix, ''), region, spec, ...defined({ gitCommit }) });
    } catch (fault) {
      ports.log.fault('spec not readable', fault);
      leftOut.push({ file: from, why: sentenceOfFault(fault) });
    }
  }
  return linked(runs, leftOut);
}

/** Links the runs that come after others, and leaves out those whose predecessor is not started. */
function linked(runs: readonly PlannedRun[], leftOut: readonly LeftOut[]): Plan {
  const afters = runs.map(({ file, spec: { after } }) =>
    after === undefined ? undefined : file.with({ path: predecessorPath(file.path, after) }).toString(),
  );
  const links = linkRuns(
    runs.map(({ file }, index) => ({ file: file.toString(), ...defined({ after: afters[index] }) })),
  );
  const first = new Map<number, PlannedRun>();
  /** A run with the one that it comes after, and so on: no chain has a circle. */
  const chained = (index: number): PlannedRun | undefined => {
    const known = first.get(index);
    const run = runs[index];
    const link = links[index];
    if (known !== undefined || run === undefined || typeof link === 'string') return known;
    const after = link === undefined ? undefined : chained(link);
    const made = { ...run, ...defined({ after }) };
    first.set(index, made);
    return made;
  };
  return {
    runs: Array.from(runs.keys()).flatMap(index => chained(index) ?? []),
    leftOut: [
      ...leftOut,
      ...runs.flatMap(({ file, spec: { after = '' } }, index) =>
        links[index] === 'none'
          ? [{ file, why: l10n.t('It comes after {0}, which is not started with it.', after) }]
          : links[index] === 'several'
            ? [{ file, why: l10n.t('It comes after {0}, which has several runs.', after) }]
            : [],
      ),
    ],
  };
}

/** Why a valid spec may not be started in a batch with this connection; undefined if it may. `file`: its file, if it has one. */
export function guard(
  file: vscode.Uri | undefined,
  spec: ValidSpec,
  connected: Connected,
  services: JobServices,
  { settings }: Pick<Ports, 'settings'>,
): string | undefined {
  const pin = file && settings.pinOf(file);
  if (pin !== undefined && pin !== null && JSON.stringify(parseChoice(pin)) !== JSON.stringify(connected.choice))
    return l10n.t('The settings of its folder ask for another connection.');
  const problem = guardProblem(spec, connected, services);
  if (problem !== undefined) return problem.text;
  if (spec.kind.facts(spec.request).jobType === 'DELETE_ONLY')
    return l10n.t('A DELETE_ONLY job removes records. Start it by itself.');
  return undefined;
}
