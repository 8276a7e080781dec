import { plural } from '../../plural.ts';
import { serviceFacts } from '../../jobs/services.ts';
import { isFinished, phaseOf } from '../../jobs/status.ts';
import { type Check, callsMs } from '../check.ts';
import { unknown, untold, yes } from '../finding.ts';

export const activeJobs: Check = {
  id: 'activeJobs',
  title: 'Active jobs',
  deadlineMs: callsMs,
  applies: ({ kind }) => kind.service === 'comprehendmedical',
  run: async ({ subject: { kind, region }, services }, signal) => {
    const answers = await Promise.all(
      activeStatuses(kind.phases).map(status => services.list(kind, region, { status }, signal)),
    );
    const refused = answers.find(answer => !answer.ok);
    const count = answers.reduce((sum, answer) => sum + (answer.ok ? answer.value.jobs.length : 0), 0);
    const text = plural(
      '{0, plural, one {# job of this kind is active.} other {# jobs of this kind are active.}}',
      count,
    );
    const { maxActiveJobs } = serviceFacts[kind.service];
    if (count >= maxActiveJobs)
      return [
        unknown(`${text} ${maxActiveJobs} is the documented limit.`, 'Wait until one has ended, or ask AWS for more.'),
      ];
    return [refused?.ok === false ? untold('all active jobs', refused.refusal) : yes(text)];
  },
};

function activeStatuses(phases: Parameters<typeof phaseOf>[0]): readonly string[] {
  return Object.keys(phases).filter(status => !isFinished(phaseOf(phases, status)));
}

export const quotas: Check = {
  id: 'quotas',
  title: 'Quotas',
  deadlineMs: callsMs,
  // The codes of Comprehend Medical's quotas are not known.
  applies: ({ kind }) => kind.service === 'entityresolution',
  run: async ({ subject: { kind, region }, port }, signal) => {
    const answer = await port.quotas(kind.service, region, signal);
    if (!answer.ok) return [untold('the quotas', answer.refusal)];
    const found = answer.value.filter(({ name }) => /job|workflow/i.test(name));
    return [
      found.length === 0
        ? unknown('Service Quotas lists no quota of jobs or workflows.')
        : yes(
            'Service Quotas was read.',
            found.map(({ name, value, isAdjustable }) => `${name}: ${value}${isAdjustable ? ' (adjustable)' : ''}`),
          ),
    ];
  },
};
