import { type Job, titleOf } from '../../domain/jobs/job.ts';
import { type JsonObject, at, isJsonObject } from '../../domain/json.ts';
import type { Answer } from '../../domain/refusal.ts';
import { s3PlaceOf } from '../../domain/s3Place.ts';
import { s3Uri } from '../../domain/s3Uri.ts';
import type { JobResults } from '../../domain/results/jobResults.ts';
import {
  type RerunState,
  copyDocuments,
  documentsToRerun,
  rerunPrefix,
  rerunStates,
} from '../../domain/results/rerun.ts';
import { specTextOf } from '../../domain/spec/awsCli.ts';
import { commandIds } from '../../ids.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { prefixText } from '../prefixText.ts';
import { openNewSpec } from '../openNewSpec.ts';
import { readingText, stateText } from '../results/texts.ts';
import { sizeText } from '../../domain/sizeText.ts';
import { askText } from '../window/input.ts';
import { commandAction, confirmModal, showMessage } from '../window/messages.ts';
import { pickMany } from '../window/pick.ts';
import { withProgress } from '../window/progress.ts';
import type { CommandContext, RunCommand } from './command.ts';
import { repeatableRequest } from './oldRequest.ts';
import { resultTarget, staysOpen } from './resultTarget.ts';

/** Copies the documents that a job did not process to a prefix of their own, and opens a spec of a job for them. */
export const run: RunCommand = async (context, target) => {
  const job = await resultTarget(context, target);
  if (job === undefined) return;
  const { open, release } = (await context.results()).open.hold(job);
  try {
    await runAgain(job, open.results, context, staysOpen(target));
  } finally {
    release();
  }
};

async function runAgain(
  job: Job,
  results: JobResults,
  context: CommandContext,
  ignoreFocusOut: boolean,
): Promise<void> {
  const input = s3PlaceOf(job.input);
  if (input === undefined) return;
  const known = await withProgress<Answer<unknown>>(l10n.t('Comparing with the input…'), signal =>
    results.isReconciled ? results.locate(signal) : results.reconcile(signal),
  );
  if (!known.ok) {
    if (known.refusal.kind !== 'cancelled') void showMessage('error', readingText(known.refusal, job.account));
    return;
  }
  const found = await repeatableRequest(job, context);
  if ('why' in found) {
    void showMessage('warning', l10n.t('Could not create a spec from “{0}”. {1}', titleOf(job), found.why));
    return;
  }
  const states = await pickStates(job, results, ignoreFocusOut);
  if (states === undefined) return;
  const { indices, bytes } = documentsToRerun(results.documents, states);
  if (indices.length === 0) return;
  for (let number = 1; ; number += 1) {
    const prefix = await askPrefix(input.key, rerunPrefix(input.key, job.id, number), ignoreFocusOut);
    if (prefix === undefined) return;
    const to = { bucket: input.bucket, key: prefix };
    const isSure = await confirmModal(
      formatPlural(
        l10n.t(
          '{0, plural, one {Copy # document ({1}) to a prefix of its own?} other {Copy # documents ({1}) to a prefix of their own?}}',
        ),
        indices.length,
        sizeText(bytes),
      ),
      [
        l10n.t('From: {0}', s3Uri(input)),
        l10n.t('To: {0}', s3Uri(to)),
        ...(input.key === ''
          ? [l10n.t('The input is the whole bucket, so the next job over it would read the copies too.')]
          : []),
        l10n.t(
          'The copies stay in S3 until you delete them. No job is started: a spec for them opens, which you can check and start.',
        ),
      ],
      l10n.t('Copy'),
    );
    if (!isSure) return;
    const copied = await copy(job, results, indices, prefix, context);
    if (copied === 'prefixInUse') continue;
    if (!copied) return;
    const { kind, request } = found;
    await openNewSpec(
      specTextOf(kind, requestFor(request, prefix), { region: job.region, account: job.account }),
      `again-${job.id.slice(0, 8)}`,
    );
    return;
  }
}

async function pickStates(
  job: Job,
  { documents }: JobResults,
  ignoreFocusOut: boolean,
): Promise<readonly RerunState[] | undefined> {
  const choices = rerunStates
    .filter(state => documents.tally[state] > 0)
    .map(state => ({
      state,
      label: stateText(state),
      description: formatPlural(l10n.t('{0, plural, one {# document} other {# documents}}'), documents.tally[state]),
      picked: state !== 'unreadable',
    }));
  if (choices.length === 0) {
    void showMessage('info', l10n.t('All documents of “{0}” were processed.', titleOf(job)));
    return undefined;
  }
  const chosen = await pickMany(choices, {
    title: l10n.t('Run Again for Unprocessed Documents'),
    placeHolder: l10n.t('Select the documents to copy'),
    ignoreFocusOut,
  });
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(({ state }) => state);
}

async function askPrefix(inputPrefix: string, proposed: string, ignoreFocusOut: boolean): Promise<string | undefined> {
  return await askText({
    title: l10n.t('Run Again for Unprocessed Documents'),
    prompt: l10n.t('The prefix for the copies, in the bucket of the input. What is there already is not copied again.'),
    value: proposed,
    ignoreFocusOut,
    validate: text => prefixText(text, inputPrefix),
  });
}

/** Resolves with whether all documents were copied, or with that there are others at the prefix. */
async function copy(
  job: Job,
  results: JobResults,
  indices: readonly number[],
  prefix: string,
  { ports }: CommandContext,
): Promise<boolean | 'prefixInUse'> {
  const { port } = results;
  let done = 0;
  const answer = await withProgress(l10n.t('Copying documents…'), async (signal, tell) =>
    port === undefined
      ? undefined
      : await copyDocuments(
          port,
          results,
          indices,
          prefix,
          ports.start.clock,
          progress => {
            ({ done } = progress);
            tell(done / progress.total, l10n.t('{0} of {1}', done.toLocaleString(), progress.total.toLocaleString()));
          },
          signal,
        ),
  );
  if (answer?.ok === true) {
    const { failed } = answer.value;
    if (failed > 0)
      void showMessage(
        'warning',
        formatPlural(
          l10n.t(
            '{0, plural, one {# document could not be copied, such as one that is gone.} other {# documents could not be copied, such as those that are gone.}}',
          ),
          failed,
        ),
      );
    return true;
  }
  if (answer?.refusal.name === 'PrefixInUse') {
    void showMessage(
      'warning',
      l10n.t(
        'Nothing was copied. There are other documents at {0}, which a job would process again. Choose another prefix.',
        prefix,
      ),
    );
    return 'prefixInUse';
  }
  const why =
    answer === undefined
      ? l10n.t('Not connected to account {0}. Select a connection to it.', job.account)
      : answer.refusal.kind === 'cancelled'
        ? ''
        : readingText(answer.refusal, job.account);
  void showMessage(
    'warning',
    [
      l10n.t('Copying ended after {0} of {1}.', done.toLocaleString(), indices.length.toLocaleString()),
      why,
      l10n.t('To continue, run the command again with the same prefix.'),
    ]
      .filter(part => part !== '')
      .join(' '),
    commandAction(l10n.t('Continue'), commandIds.runAgainForDocuments, job),
  );
  return false;
}

/** The request of the job, for the copies. */
function requestFor(request: JsonObject, prefix: string): JsonObject {
  const input = at(request, 'InputDataConfig');
  const { JobName: name, ClientRequestToken: _token, ...rest } = request;
  return {
    ...rest,
    ...(typeof name === 'string' && name !== '' ? { JobName: `${name.slice(0, 240)} again` } : {}),
    InputDataConfig: { ...(isJsonObject(input) ? input : {}), S3Key: prefix },
  };
}
