// What the question of a batch knows of its runs: the problems that the checks found, and what the jobs are to cost.
import assert from 'node:assert/strict';
import type { Connected } from '../../../../src/domain/connection.ts';
import { kindOf } from '../../../../src/domain/jobs/kinds.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import type { JobServices } from '../../../../src/domain/jobs/ports.ts';
import { type CostRange, type Finding, no, yes } from '../../../../src/domain/preflight/finding.ts';
import { type BeginChecks, checkRuns } from '../../../../src/ui/queue/runChecks.ts';

const kind = kindOf('comprehendmedical:StartPHIDetectionJob')!;
const runsNamed = (...names: string[]): readonly { name: string; spec: { kind: typeof kind; request: JsonObject } }[] =>
  names.map(name => ({ name, spec: { kind, request: {} } }));
const nobody = undefined as unknown as Connected;
const nothing = undefined as unknown as JobServices;

interface Played {
  readonly findings?: readonly Finding[];
  readonly cost?: CostRange;
  /** Answers only when it is stopped. */
  readonly hangs?: boolean;
}

/** Plays the checks of each run by its name. */
function playing(runs: Readonly<Record<string, Played>>): { readonly begin: BeginChecks; readonly most: () => number } {
  let now = 0;
  let most = 0;
  return {
    most: () => most,
    begin: name => {
      const { findings = [yes('Fine.')], cost, hangs = false } = runs[name] ?? {};
      let stop: () => void = () => undefined;
      const stopped = new Promise<void>(resolve => {
        stop = resolve;
      });
      now += 1;
      most = Math.max(most, now);
      return {
        run: async () => {
          await (hangs ? stopped : Promise.resolve());
          now -= 1;
        },
        stop,
        results: [{ check: { id: 'documents', title: 'Documents' }, findings }],
        tally: { yes: 0, no: 0, unknown: 0, open: 0 },
        cost,
      };
    },
  };
}

const never = new AbortController().signal;
const told: number[] = [];
const tell = (count: number): void => {
  told.push(count);
};

describe('the checks of a batch', () => {
  it('name the runs that would fail, with the first reason, and add up the cost', async () => {
    const { begin, most } = playing({
      b: { findings: [yes('Fine.'), no('No such bucket.', 'Make it.'), no('No role.', 'Make it.')] },
      c: { cost: { low: 1, high: 4 } },
      d: { cost: { low: 2, high: 3 } },
    });
    const names = Array.from({ length: 30 }, (_, index) => `more ${index}`);
    const found = await checkRuns(runsNamed('a', 'b', 'c', 'd', ...names), begin, nobody, nothing, never, tell);
    assert.deepEqual(found, {
      checked: 34,
      problems: [{ name: 'b', text: 'No such bucket.' }],
      cost: { low: 3, high: 7 },
    });
    assert.equal(told.at(-1), 34);
    assert.equal(most(), 4);
  });

  it('know only the least cost if one of the inputs was not counted to its end', async () => {
    const { begin } = playing({ a: { cost: { low: 5 } }, b: { cost: { low: 1, high: 2 } } });
    const { cost } = await checkRuns(runsNamed('a', 'b'), begin, nobody, nothing, never, tell);
    assert.deepEqual(cost, { low: 6 });
  });

  it('end when they are stopped: what has not answered everything does not count as checked', async () => {
    const stop = new AbortController();
    const { begin } = playing({ b: { hangs: true }, c: { hangs: true }, d: { hangs: true }, e: { hangs: true } });
    const checking = checkRuns(runsNamed('a', 'b', 'c', 'd', 'e', 'f'), begin, nobody, nothing, stop.signal, () => {
      setImmediate(() => {
        stop.abort();
      });
    });
    assert.deepEqual(await checking, { checked: 1, problems: [] });
  });

  it('begin none if they were stopped before', async () => {
    const { begin } = playing({});
    assert.equal((await checkRuns(runsNamed('a'), begin, nobody, nothing, AbortSignal.abort(), tell)).checked, 0);
  });
});
