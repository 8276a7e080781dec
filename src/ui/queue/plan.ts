// Plans a batch: which of several specs, or of the rows of a table, can be started, and why the others cannot.
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
import { isTable } from '../../domain/table/suffixes.ts';
import { specFileSuffix } from '../../ids.ts';
import { checkContext } from '../checkContext.ts';
import type { Ports } from '../ports.ts';
import { l10n } from '../l10n.ts';
import { guardProblem } from '../startGuards.ts';
import { fileName } from '../words.ts';
import type { Candidate } from './candidate.ts';

/** A run that can be started. */
export interface PlannedRun {
  /** The file of its spec. */
  readonly file: vscode.Uri;
  readonly name: string;
  readonly region: string;
  readonly spec: ValidSpec;
  readonly gitCommit?: string;
  /** The run whose job must have succeeded first. */
  readonly after?: PlannedRun;
  /** The name of an earlier run with the same request: this one is started only if the user says so. */
  readonly sameAs?: string;
}

/** A spec, or a row of a table, that cannot be started, and why. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

export interface Plan {
  readonly runs: readonly PlannedRun[];
  readonly repeats: readonly PlannedRun[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Reads and checks the files, specs and tables, in their order. Values that only a person can give are not asked for.
 * Never rejects because of a file.
 */
export async function planBatch(
  files: readonly vscode.Uri[],
  connected: Connected,
  services: JobServices,
  ports: Ports,
  signal: AbortSignal,
): Promise<Plan> {
  const runs: PlannedRun[] = [];
  const repeats: PlannedRun[] = [];
  const leftOut: LeftOut[] = [];
  /** The name of the first run of each request. */
  const seen = new Map<string, string>();
  for (const from of files) {
    try {
      for (const { file, name, label, spec, why, commit } of await candidatesOf(from, ports, signal)) {
        if (signal.aborted) break;
        const against = spec === undefined ? (why ?? '') : guard(file, spec, connected, services, ports);
        if (spec === undefined || against !== undefined) {
          leftOut.push({ name: label, why: against ?? '' });
          continue;
        }
        const region = spec.region ?? services.region;
        const run: PlannedRun = { file, name, region, spec, ...defined({ gitCommit: await commit() }) };
        const print = fingerprintOf(services.identity, region, spec.kind, spec.request);
        const sameAs = seen.get(print);
        if (sameAs === undefined) {
          seen.set(print, name);
          runs.push(run);
        } else repeats.push({ ...run, sameAs });
      }
    } catch (fault) {
      ports.log.fault('spec not readable', fault);
      leftOut.push({ name: fileName(from), why: sentenceOfFault(fault) });
    }
  }
  return linked(runs, repeats, leftOut);
}

/**
 * Links the runs that come after others, and leaves out those whose predecessor is not started. None comes after a
 * repeat, which the user may leave out.
 */
function linked(distinct: readonly PlannedRun[], repeats: readonly PlannedRun[], leftOut: readonly LeftOut[]): Plan {
  const runs = [...distinct, ...repeats];
  const afters = runs.map(({ file, spec: { after } }) =>
    after === undefined ? undefined : file.with({ path: predecessorPath(file.path, after) }).toString(),
  );
  const links = linkRuns(
    runs.map(({ file, sameAs }, index) => ({
      file: sameAs === undefined ? file.toString() : '',
      ...defined({ after: afters[index] }),
    })),
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
  const all = Array.from(runs.keys()).flatMap(index => chained(index) ?? []);
  return {
    runs: all.filter(({ sameAs }) => sameAs === undefined),
    repeats: all.filter(({ sameAs }) => sameAs !== undefined),
    leftOut: [
      ...leftOut,
      ...runs.flatMap(({ name, spec: { after = '' } }, index) =>
        links[index] === 'none'
          ? [{ name, why: l10n.t('It comes after {0}, which is not started with it.', after) }]
          : links[index] === 'several'
            ? [{ name, why: l10n.t('It comes after {0}, which has several runs.', after) }]
            : [],
      ),
    ],
  };
}

/** Reads and checks a file. Rejects when it cannot be read. */
async function candidatesOf(from: vscode.Uri, ports: Ports, signal: AbortSignal): Promise<readonly Candidate[]> {
  if (signal.aborted) return [];
  if (isTable(from.path)) return await (await import('../table/candidates.ts')).candidatesOfTable(from, ports, signal);
  const { uri: file, text } = await ports.specFiles.read(from);
  const { spec, problems } = await checkSpec(text, await checkContext(ports, file, text, true));
  const problem = problems.find(({ severity }) => severity === 'error');
  return [
    {
      file,
      name: fileName(file).replace(specFileSuffix, ''),
      label: fileName(file),
      commit: () => ports.gitCommitOf(file, text),
      ...(spec === undefined ? { why: problem?.message ?? l10n.t('Some of its variables have no value.') } : { spec }),
    },
  ];
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
