// The checks of a batch's runs before its question: what would fail, and what the jobs are expected to cost.
import type { Connected } from '../../domain/connection.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import type { CostRange } from '../../domain/preflight/finding.ts';
import type { Preflight, Tally } from '../../domain/preflight/preflight.ts';
import type { ValidSpec } from '../../domain/spec/spec.ts';

/** The question is shown after this at the latest, in milliseconds: each run is checked again before it is sent. */
const maxMs = 10_000;
/** So many runs are checked at once; each makes about fifteen reads. */
const atOnce = 4;

/** What the checks found. */
export interface RunChecks {
  /** How many runs all checks have answered for. */
  readonly checked: number;
  /** The runs that would fail, each with the first reason. */
  readonly problems: readonly { readonly name: string; readonly text: string }[];
  /** What the checked runs are expected to cost in all; undefined without a rate of the user's. */
  readonly cost?: CostRange;
}

interface CheckedRun {
  readonly name: string;
  readonly spec: ValidSpec;
}

/** Begins the checks of a spec. */
export type BeginChecks = (
  name: string,
  spec: ValidSpec,
  connected: Connected,
  services: JobServices,
) => Pick<Preflight, 'run' | 'stop' | 'results' | 'cost'> & { readonly tally: Tally };

/**
 * Checks the runs in their order, for ten seconds at most. `tell`: called with the number of runs that were checked.
 * Never rejects.
 */
export async function checkRuns(
  runs: readonly CheckedRun[],
  begin: BeginChecks,
  connected: Connected,
  services: JobServices,
  signal: AbortSignal,
  tell: (checked: number) => void,
): Promise<RunChecks> {
  const running = new Set<{ stop(): void }>();
  const problems: { readonly name: string; readonly text: string }[] = [];
  let checked = 0;
  const costs: CostRange[] = [];
  const over = new AbortController();
  if (signal.aborted) over.abort();
  const isOver = (): boolean => over.signal.aborted;
  const end = (): void => {
    over.abort();
    for (const preflight of running) preflight.stop();
  };
  const timer = setTimeout(end, maxMs);
  signal.addEventListener('abort', end, { once: true });
  const left = runs.values();
  const checkNext = async (): Promise<void> => {
    for (const { name, spec } of left) {
      if (isOver()) return;
      const preflight = begin(name, spec, connected, services);
      running.add(preflight);
      await preflight.run();
      running.delete(preflight);
      const { cost } = preflight;
      const [problem] = preflight.results.flatMap(({ findings = [] }) =>
        findings.flatMap(({ verdict, text }) => (verdict === 'no' ? [text] : [])),
      );
      if (problem !== undefined) problems.push({ name, text: problem });
      if (cost !== undefined) costs.push(cost);
      // One that was stopped has not answered everything.
      if (isOver()) return;
      checked += 1;
      tell(checked);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, checkNext));
  clearTimeout(timer);
  signal.removeEventListener('abort', end);
  return { checked, problems, ...(costs.length === 0 ? {} : { cost: sumOf(costs) }) };
}

const sumOf = (costs: readonly CostRange[]): CostRange =>
  costs.reduce((sum, { low, high }) => ({
    low: sum.low + low,
    ...(sum.high === undefined || high === undefined ? {} : { high: sum.high + high }),
  }));
