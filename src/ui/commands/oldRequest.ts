import { l10n } from '../l10n.ts';
import { type RepeatRequest, repeatRequest } from '../../domain/jobs/repeatRequest.ts';
import { type Job, kindOfJob } from '../../domain/jobs/job.ts';
import type { JobKind } from '../../domain/jobs/kinds.ts';
import { withProgress } from '../window/progress.ts';
import { loadDetails } from '../details/fetch.ts';
import { choiceOf, refusalText } from '../words.ts';
import type { CommandContext } from './command.ts';

/** The request that repeats a job's work, or a sentence that says why there is none. */
export type RepeatableRequest =
  | (Extract<RepeatRequest, { readonly request: unknown }> & { readonly kind: JobKind; readonly job: Job })
  | { readonly why: string };

/**
 * Resolves with a job's request: the one it was started with, or for a job started elsewhere, one made from what AWS
 * returns.
 */
export async function repeatableRequest(job: Job, { ports }: CommandContext): Promise<RepeatableRequest> {
  const kind = kindOfJob(job);
  if (kind === undefined) return { why: l10n.t('This version of the extension does not support {0}.', job.action) };
  const {
    job: whole,
    offline,
    refusal,
  } = await withProgress(l10n.t('Loading job…'), signal => loadDetails(job, ports, signal));
  if (offline) return { why: l10n.t('It was started elsewhere. Connect to load its request.') };
  if (refusal !== undefined)
    return {
      why: l10n.t(
        'It was started elsewhere, and its request could not be loaded. {0}',
        refusalText(refusal, choiceOf(ports.connection.state)),
      ),
    };
  const found = repeatRequest(whole);
  return 'missing' in found
    ? {
        why: l10n.t(
          'It was started elsewhere, and AWS does not return its whole request. Missing: {0}.',
          found.missing.join(', '),
        ),
      }
    : { ...found, kind, job: whole };
}
