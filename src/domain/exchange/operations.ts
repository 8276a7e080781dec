// Which kind of job a name of an operation means, however a language or a service spells it.
import { type JobKind, jobKinds } from '../jobs/kinds.ts';
import { serviceFacts } from '../jobs/services.ts';

/** Removes what languages change in AWS's names: case, and the marks between words. */
export const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** What an operation does with a kind of job. */
export interface Operation {
  readonly kind: JobKind;
  readonly verb: 'start' | 'describe' | 'list' | 'stop';
}

const operations: ReadonlyMap<string, Operation> = new Map(
  jobKinds.flatMap(kind => {
    const { family, service } = kind;
    const named: readonly (readonly [string, Operation['verb']])[] = [
      [`Start${family}Job`, 'start'],
      [`${serviceFacts[service].describeVerb}${family}Job`, 'describe'],
      [`List${family}Jobs`, 'list'],
      [`Stop${family}Job`, 'stop'],
    ];
    return named.map(([name, verb]) => [plain(name), { kind, verb }] as const);
  }),
);

/** What SDKs append to the name of an operation for their classes and types. */
const suffixes = /(?:command|commandinput|request|input|async|withresponse)$/;
const longestName = 80;

/** Returns the operation that a name means: `start-phi-detection-job`, `StartPHIDetectionJobCommand` and the like. */
export function operationOf(name: string): Operation | undefined {
  if (name.length > longestName) return undefined;
  const meant = plain(name);
  return operations.get(meant) ?? operations.get(meant.replace(suffixes, ''));
}
