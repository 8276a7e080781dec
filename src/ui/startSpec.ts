// Starts jobs, from a spec file or from the request of an earlier job. Every command that starts a job goes through
// here.
import { defined } from '../domain/defined.ts';
import { l10n } from './l10n.ts';
import * as vscode from 'vscode';
import type { Connected } from '../domain/connection.ts';
import type { Intent } from '../domain/jobs/intent.ts';
import type { Job } from '../domain/jobs/job.ts';
import type { JobServices } from '../domain/jobs/ports.ts';
import { startJob } from '../domain/jobs/start.ts';
import type { ValidSpec } from '../domain/spec/spec.ts';
import { showMessage } from './window/messages.ts';
import { openText } from './openText.ts';
import { withProgress } from './window/progress.ts';
import type { CommandContext } from './commands/command.ts';
import { type Purpose, checkedSpec } from './checkedSpec.ts';
import { confirm } from './confirm.ts';
import { requireConnectionFor, requirePinnedServices, selectConnectionAction } from './connected.ts';
import { guardProblem, requireTrust } from './startGuards.ts';
import { StartNotifications } from './startNotifications.ts';
import { reportStartOutcome } from './startOutcome.ts';
import { fileName } from './words.ts';

/** What to start, and what to call it in messages. */
export interface StartRequest {
  readonly spec: ValidSpec;
  readonly name: string;
  /** The spec file. */
  readonly file?: vscode.Uri;
  readonly gitCommit?: Promise<string | undefined>;
  /** Whether to ask for confirmation regardless of the setting. */
  readonly alwaysAsk?: boolean;
}

/** The starts in progress. A second click during the confirmation of the first must not start anything. */
const startsInProgress = new Set<string>();

const startNews = new StartNotifications();

const toStart: Purpose = {
  title: name => l10n.t('Start {0}', name),
  notDone: (name, why) => l10n.t('{0} was not started. {1}', name, why),
};

/** The longest time a start waits for the Git commit, in milliseconds. */
const commitTimeoutMs = 1_000;

/**
 * Starts the job that a spec file describes, asking the user where necessary and reporting the outcome. `again`: the
 * unconfirmed start that this repeats; `alwaysAsk`: confirm regardless of the setting. Never rejects because of a file
 * or a service.
 */
export async function startSpec(
  uri: vscode.Uri,
  context: CommandContext,
  again?: Intent,
  alwaysAsk = false,
): Promise<void> {
  await withStartGuard(uri.toString(), fileName(uri), async () => {
    const checked = await checkedSpec(uri, context, toStart, again);
    if (checked === undefined) return;
    const { spec, file, text } = checked;
    await start(
      { spec, name: fileName(file), file, gitCommit: context.ports.gitCommitOf(file, text), alwaysAsk },
      context,
    );
  });
}

/**
 * Starts the work of an earlier job again, in the same way. The new job's record names the spec file and commit of the
 * earlier job. Resolves with false if the user canceled or nothing could be started.
 */
export async function startAgain(job: Job, spec: ValidSpec, name: string, context: CommandContext): Promise<boolean> {
  const { specUri, gitCommit } = job;
  return (
    (await withStartGuard(`${job.region}/${job.id}`, name, () =>
      start(
        {
          spec,
          name,
          ...(specUri === undefined ? {} : { file: vscode.Uri.parse(specUri) }),
          ...(gitCommit === undefined ? {} : { gitCommit: Promise.resolve(gitCommit) }),
        },
        context,
      ),
    )) === true
  );
}

async function withStartGuard<T>(key: string, name: string, work: () => Promise<T>): Promise<T | undefined> {
  if (!requireTrust()) return undefined;
  if (startsInProgress.has(key)) {
    void showMessage('info', l10n.t('{0} is already being started.', name));
    return undefined;
  }
  startsInProgress.add(key);
  try {
    return await work();
  } finally {
    startsInProgress.delete(key);
  }
}

/**
 * Starts a checked request. Resolves with false if nothing was sent because the user declined or there is no valid
 * connection.
 */
async function start(startRequest: StartRequest, context: CommandContext): Promise<boolean> {
  const { spec, file, name } = startRequest;
  const connected = await requireConnectionFor(file, context);
  if (connected === undefined) return false;
  const services = await verifyIdentity(startRequest, connected, context);
  if (services === undefined) return false;
  const agreed = await confirm(spec, connected, services, context, name, startRequest.alwaysAsk);
  if (agreed === undefined) return false;
  const { kind, request, written } = spec;
  const { allowDuplicatesOf, confirmed } = agreed;
  const region = spec.region ?? services.region;
  const gitCommit = await withCommitTimeout(startRequest.gitCommit);
  context.ports.log.info('start', { operation: `Start${kind.family}Job`, region });
  const outcome = await withProgress(l10n.t('Starting {0}…', name), signal =>
    startJob(
      {
        kind,
        region,
        request,
        services,
        allowDuplicatesOf,
        ...(file === undefined ? {} : { specUri: file.toString() }),
        ...defined({ written, confirmed, gitCommit }),
      },
      context.ports.start,
      signal,
    ),
  );
  if (outcome.type === 'started' && outcome.unrecorded === undefined)
    startNews.add({ job: outcome.job, simulated: connected.simulated }, context.view, () => startsInProgress.size > 0);
  reportStartOutcome(outcome, startRequest, connected, context);
  return true;
}

/** Pins the credentials, and verifies that their account and partition are those of the spec. */
async function verifyIdentity(
  { spec, name, file }: StartRequest,
  connected: Connected,
  { ports }: CommandContext,
): Promise<JobServices | undefined> {
  const pinned = await requirePinnedServices(connected, ports);
  if (pinned === undefined) return undefined;
  const problem = guardProblem(spec, connected, pinned);
  if (problem === undefined) return pinned;
  const { sort, text } = problem;
  if (sort === 'account') ports.log.warn('start refused by the account guard');
  else if (sort === 'partition')
    ports.log.warn('start refused by the partition guard', { region: spec.region ?? pinned.region });
  else ports.log.warn('start refused: a credential in the request');
  void showMessage(
    'error',
    l10n.t('{0} was not started. {1}', name, text),
    ...(sort === 'credential'
      ? []
      : [
          selectConnectionAction(),
          ...(file === undefined ? [] : [{ title: l10n.t('Open Spec'), run: () => openText(file) }]),
        ]),
  );
  return undefined;
}

/** Resolves with the value, or with undefined after `commitTimeoutMs`. */
function withCommitTimeout<T>(value: Promise<T> | undefined): Promise<T | undefined> {
  return Promise.race([
    value,
    new Promise<undefined>(resolve => {
      setTimeout(resolve, commitTimeoutMs, undefined);
    }),
  ]);
}
