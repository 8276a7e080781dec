import { plural } from '../../plural.ts';
import { partitionOf } from '../../spec/regions.ts';
import { type Check, callsMs } from '../check.ts';
import { no, unknown, yes } from '../finding.ts';

const minuteMs = 60_000;

export const account: Check = {
  id: 'account',
  title: 'Account',
  deadlineMs: callsMs,
  applies: () => true,
  run: ({ subject: { spec, identity, region }, simulated }) => {
    const findings = [
      spec.account === undefined
        ? yes(`The spec may run in any account; the connection leads to ${identity.account}.`)
        : spec.account === identity.account
          ? yes(`The spec is for account ${spec.account}, which the connection leads to.`)
          : no(
              `The spec is for account ${spec.account}, but the connection leads to ${identity.account}.`,
              'Select a connection to that account, or change “account” in the spec.',
            ),
      yes(`The caller is ${identity.arn}.`),
    ];
    return Promise.resolve(
      simulated || partitionOf(region) === identity.partition
        ? findings
        : [
            ...findings,
            no(
              `The region ${region} is not in the partition ${identity.partition} of the credentials.`,
              'Select a connection of the region’s partition, or change “region” in the spec.',
            ),
          ],
    );
  },
};

export const expiry: Check = {
  id: 'expiry',
  title: 'Connection',
  deadlineMs: callsMs,
  applies: () => true,
  run: ({ credentialsEnd, usualMs, clock }) => {
    if (credentialsEnd === undefined) return Promise.resolve([yes('The credentials have no known end.')]);
    const left = credentialsEnd - clock.now();
    const minutes = Math.max(0, Math.floor(left / minuteMs));
    const text = plural(
      '{0, plural, one {The credentials end in # minute.} other {The credentials end in # minutes.}}',
      minutes,
    );
    const usual =
      usualMs === undefined ? undefined : `Such a job usually takes ${Math.max(1, Math.ceil(usualMs / minuteMs))} min.`;
    // The job itself goes on without them: only its end is seen later.
    return Promise.resolve([
      left > (usualMs ?? 15 * minuteMs)
        ? yes(text, usual === undefined ? undefined : [usual])
        : unknown(
            [text, usual, 'The job goes on without them, but its end is seen only after they are renewed.']
              .filter(part => part !== undefined)
              .join(' '),
            'Sign in again before you start, to see the job to its end.',
          ),
    ]);
  },
};
