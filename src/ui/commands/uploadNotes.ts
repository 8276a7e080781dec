// Sends notes of this computer to a prefix in S3, and opens a spec of a job for them.
import * as vscode from 'vscode';
import type { MedicalKind } from '../../domain/jobs/kinds.ts';
import { s3PlaceOf } from '../../domain/s3Place.ts';
import { specTextOf } from '../../domain/spec/awsCli.ts';
import { plainName } from '../../domain/spec/split.ts';
import { type Destination, planUpload } from '../../domain/upload/plan.ts';
import type { LocalFiles } from '../../domain/upload/port.ts';
import { scan } from '../../domain/upload/scan.ts';
import { sendNotes } from '../../domain/upload/send.ts';
import { tableSuffixes } from '../../domain/table/suffixes.ts';
import { commandIds, overlayFileSuffix, specFileSuffix } from '../../ids.ts';
import { requireConnectionFor, requirePinnedServices } from '../connected.ts';
import { l10n } from '../l10n.ts';
import { openNewSpec } from '../openNewSpec.ts';
import { UploadMemory, askDestination, askJobPlaces, pickMedicalKind } from '../upload/places.ts';
import { type Proposal, agreedNotes } from '../upload/question.ts';
import {
  filesText,
  keptTexts,
  nothingSentText,
  progressText,
  sendingText,
  sentTexts,
  skippedText,
} from '../upload/texts.ts';
import { askFolder } from '../window/files.ts';
import { type Action, commandAction, showMessage } from '../window/messages.ts';
import { withProgress } from '../window/progress.ts';
import type { CommandContext, RunCommand } from './command.ts';

const title = (): string => l10n.t('Upload Notes');

/** What *Continue* goes on with. */
interface Resumed {
  readonly kind: MedicalKind;
  readonly to: Destination;
}

/** Is taken by the command that *Continue* runs, and by no other. */
let toResume: Resumed | undefined;

export const run: RunCommand = async (context, target, targets) => {
  const resumed = toResume;
  toResume = undefined;
  if (!vscode.workspace.isTrusted) {
    void showMessage(
      'warning',
      l10n.t('Files cannot be uploaded in Restricted Mode.'),
      commandAction(l10n.t('Manage Workspace Trust'), 'workbench.trust.manage'),
    );
    return;
  }
  const chosen = (targets ?? [target]).filter(each => each instanceof vscode.Uri);
  const asked = chosen.length > 0 ? undefined : await askFolder({ title: title(), openLabel: l10n.t('Select Folder') });
  const uris = asked === undefined ? chosen : [asked];
  const [first] = uris;
  if (first === undefined) return;
  if (uris.some(({ scheme }) => scheme !== 'file')) {
    void showMessage('error', l10n.t('Nothing was uploaded. Only files of this computer can be uploaded.'));
    return;
  }
  await upload(uris, first, context, resumed);
};

async function upload(
  uris: readonly vscode.Uri[],
  first: vscode.Uri,
  context: CommandContext,
  interrupted: Resumed | undefined,
): Promise<void> {
  const { ports } = context;
  const connected = await requireConnectionFor(first, context);
  if (connected === undefined) return;
  const services = await requirePinnedServices(connected, ports);
  if (services === undefined) return;
  // Another identity is asked again.
  const resumed = interrupted?.to.caller === services.identity.arn ? interrupted : undefined;
  const kind = resumed?.kind ?? (await pickMedicalKind(title()));
  if (kind === undefined) return;
  const memory = new UploadMemory(context.memory, first, services.identity.account);
  const files = await ports.localFiles(uris.map(({ fsPath }) => fsPath));
  const to = resumed?.to ?? (await askDestination(title(), files.name, memory, connected, services, ports));
  if (to === undefined) return;
  const { bucket, key } = to.place;
  await memory.keep({ bucket, parent: key.slice(0, key.lastIndexOf('/', key.length - 2) + 1) });

  const found = await withProgress(l10n.t('Reading files…'), (signal, tell) =>
    scan(
      files,
      key,
      isOurs,
      count => {
        tell(0, filesText(count));
      },
      signal,
    ),
  );
  if (found === undefined) return;
  if (found.notes.length === 0) {
    const why = Array.from(found.skipped, ([reason, { count }]) => skippedText(reason, count));
    void showMessage('warning', [l10n.t('There are no files to upload in {0}.', files.name), ...why].join(' '));
    return;
  }
  const plan = await withProgress(l10n.t('Comparing with S3…'), signal =>
    planUpload(connected.uploads, files, found.notes, to, signal),
  );
  if (!plan.ok) {
    if (plan.refusal.kind !== 'cancelled')
      void showMessage('error', l10n.t('Nothing was uploaded. {0}', sendingText(plan.refusal, to)));
    return;
  }
  const again: Action = {
    title: l10n.t('Continue'),
    run: () => {
      toResume = { kind, to };
      return vscode.commands.executeCommand(commandIds.uploadNotes, first, uris);
    },
  };
  const done = await send({ plan: plan.value, skipped: found.skipped, to, connected, services }, files, again, context);
  if (done === undefined) return;
  const places = await askJobPlaces(title(), to, memory, connected, ports);
  await memory.keep(places);
  const spec = await openNewSpec(
    specTextOf(kind, requestOf(to, places, files.name), { region: to.region, account: services.identity.account }),
    plainName(files.name),
    first,
  );
  void showMessage(
    done.isWhole ? 'info' : 'warning',
    done.text,
    ...(spec === undefined ? [] : [commandAction(l10n.t('Start Job…'), commandIds.startJob, spec)]),
  );
}

const isOurs = (path: string): boolean =>
  [specFileSuffix, overlayFileSuffix, ...tableSuffixes].some(suffix => path.endsWith(suffix));

/** Asks and sends. Resolves with what to say, or with undefined if no spec is to be opened, which was told. */
async function send(
  proposal: Proposal,
  files: LocalFiles,
  again: Action,
  { ports }: CommandContext,
): Promise<{ readonly text: string; readonly isWhole: boolean } | undefined> {
  const { plan, to, connected } = proposal;
  const same = plan.notes.filter(({ fate }) => fate === 'same').length;
  if (same === plan.notes.length) return { text: nothingSentText(same, 0), isWhole: true };
  const notes = await agreedNotes(proposal, ports.settings.protectedConnections);
  if (notes === undefined) return undefined;
  const sending = new Set(notes.map(({ path }) => path));
  const kept = plan.notes.filter(({ fate, path }) => fate === 'different' && !sending.has(path)).length;
  if (notes.length === 0) return { text: nothingSentText(same, kept), isWhole: true };
  const from = ports.start.clock.now();
  const sent = await withProgress(l10n.t('Uploading…'), (signal, tell) =>
    sendNotes(
      { port: connected.uploads, files, to, notes, unfinished: plan.unfinished, clock: ports.start.clock },
      progress => {
        tell(
          progress.totalBytes === 0 ? 0 : progress.bytes / progress.totalBytes,
          progressText(progress, ports.start.clock.now() - from),
        );
      },
      signal,
    ),
  );
  ports.log.info(sent.failure === undefined ? 'notes uploaded' : 'upload called off', { count: sent.sent });
  const texts = [...sentTexts(sent, same, to), ...keptTexts(kept)];
  if (sent.failure === undefined)
    return { text: texts.join(' '), isWhole: sent.changed.length + sent.conflicts.length === 0 };
  const why = sent.failure.kind === 'cancelled' ? l10n.t('The upload was canceled.') : sendingText(sent.failure, to);
  void showMessage(
    sent.failure.kind === 'cancelled' ? 'info' : 'error',
    [why, ...texts, l10n.t('What is there is not sent again when you continue.')].join(' '),
    again,
  );
  return undefined;
}

function requestOf(
  { place }: Destination,
  { role, output }: { readonly role?: string; readonly output?: string },
  name: string,
): Parameters<typeof specTextOf>[1] {
  const out = s3PlaceOf(output);
  return {
    JobName: plainName(name).slice(0, 256),
    InputDataConfig: { S3Bucket: place.bucket, S3Key: place.key },
    ...(out === undefined ? {} : { OutputDataConfig: { S3Bucket: out.bucket, S3Key: out.key } }),
    ...(role === undefined ? {} : { DataAccessRoleArn: role }),
    LanguageCode: 'en',
  };
}
