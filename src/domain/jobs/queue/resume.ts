// What the user has seen of a held or refused run, and what may be sent because of it.
import { type Hold, type Run, resumed } from './run.ts';

/**
 * Why a run is held after its checks found problems, each in a check's words; undefined if the user has accepted
 * all of them. `isProtected`: nothing is sent against a check.
 */
export function heldByChecks(
  { accepted }: Pick<Run, 'accepted'>,
  problems: readonly string[],
  isProtected: boolean,
): Hold | undefined {
  const areAccepted = problems.every(text => accepted?.includes(text));
  return problems.length === 0 || (!isProtected && areAccepted)
    ? undefined
    : { why: 'check', text: problems.join(' ') };
}

/** Whether the user may have a run sent that is held or was refused; one that is done again in another batch is not. */
export function canBeResumed({ state, retriedBy }: Pick<Run, 'state' | 'retriedBy'>): boolean {
  return state === 'asking' || (state === 'refused' && retriedBy === undefined);
}

/**
 * Returns `resumed` for runs that are still as the user was shown them. Meanwhile, another window may have canceled or
 * sent one, or another problem may hold it.
 */
export function resumedAsSeen(seen: readonly Run[]): typeof resumed {
  const known = new Map(seen.map(run => [run.id, run]));
  return (run, confirmed) => {
    const before = known.get(run.id);
    const isSame =
      run.state === before?.state &&
      run.hold?.why === before.hold?.why &&
      run.hold?.text === before.hold?.text &&
      run.refusal?.message === before.refusal?.message &&
      run.retriedBy === before.retriedBy;
    return isSame ? resumed(run, confirmed) : run;
  };
}
