// Shows what would be sent, and asks. Nothing was sent before.
import * as vscode from 'vscode';
import type { Connected } from '../../domain/connection.ts';
import { documentLimits } from '../../domain/documentLimits.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import { isProtected } from '../../domain/protection.ts';
import { s3Uri } from '../../domain/s3Uri.ts';
import { sizeText } from '../../domain/sizeText.ts';
import type { Destination, PlannedNote, UploadPlan } from '../../domain/upload/plan.ts';
import type { Scan, SkipReason } from '../../domain/upload/scan.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';
import { askText } from '../window/input.ts';
import { chooseModal } from '../window/messages.ts';
import { type Choice, pick } from '../window/pick.ts';
import { connectionText } from '../words.ts';
import { filesText, largeText, skippedPhrase, skippedText } from './texts.ts';

/** What is asked about. */
export interface Proposal {
  readonly plan: UploadPlan;
  readonly skipped: Scan['skipped'];
  readonly to: Destination;
  readonly connected: Connected;
  readonly services: JobServices;
}

/** At most so many rows are shown of the files. */
const maxRows = 5_000;

/**
 * Asks until the user agrees. Resolves with the files to send, each of which is new or may be replaced; with undefined if
 * the user cancels; with none if only the spec is wanted. `protectedConnections`: the setting, as it was written.
 */
export async function agreedNotes(
  proposal: Proposal,
  protectedConnections: unknown,
): Promise<readonly PlannedNote[] | undefined> {
  const { plan, connected, services, to } = proposal;
  const large = plan.notes.filter(({ isLarge, fate }) => isLarge && fate !== 'same').length;
  let withLarge = false;
  for (;;) {
    const chosen = plan.notes.filter(({ isLarge, fate }) => fate !== 'same' && (withLarge || !isLarge));
    const upload = l10n.t('Upload');
    const show = l10n.t('Show Files');
    const toggle = withLarge ? l10n.t('Leave Out Large Files') : l10n.t('Include Large Files');
    const open = l10n.t('Open Spec');
    const isAnyThere = plan.notes.some(({ fate }) => fate === 'same');
    const titles = [
      ...(chosen.length > 0 ? [upload] : isAnyThere ? [open] : []),
      ...(large === 0 ? [] : [toggle]),
      show,
    ];
    const answer = await chooseModal(
      chosen.length === 0
        ? l10n.t('There is nothing to upload.')
        : formatPlural(
            l10n.t('{0, plural, one {Upload # file ({1}) to S3?} other {Upload # files ({1}) to S3?}}'),
            chosen.length,
            sizeText(sumOf(chosen)),
          ),
      detailOf(proposal, chosen, withLarge),
      titles,
      connected.simulated ? 'info' : 'warning',
    );
    if (answer === undefined) return undefined;
    if (answer === open) return [];
    if (answer === show) await showFiles(proposal, withLarge);
    else if (answer === toggle) withLarge = !withLarge;
    else {
      const agreed = await withoutKept(chosen, to);
      if (agreed === undefined || agreed.length === 0) return agreed;
      const isGuarded = isProtected(protectedConnections, connected, services.identity);
      return isGuarded && !(await confirmByBucket(to.place.bucket, services.identity.account)) ? undefined : agreed;
    }
  }
}

const sumOf = (notes: readonly PlannedNote[]): number => notes.reduce((sum, { bytes }) => sum + bytes, 0);

function detailOf(
  { plan, skipped, to, connected, services }: Proposal,
  chosen: readonly PlannedNote[],
  withLarge: boolean,
): readonly string[] {
  const of = (fate: PlannedNote['fate'], notes: readonly PlannedNote[] = plan.notes): number =>
    notes.filter(note => note.fate === fate).length;
  const large = plan.notes.filter(({ isLarge, fate }) => isLarge && fate !== 'same').length;
  const [same, different] = [of('same'), of('different', chosen)];
  const job =
    sumOf(plan.notes.filter(({ isLarge, fate }) => fate === 'same' || withLarge || !isLarge)) + plan.others.bytes;
  const leftOut = [
    ...(large === 0 || withLarge ? [] : [largeText(large, false)]),
    ...Array.from(skipped, ([reason, { count }]) => skippedText(reason, count)),
  ];
  return paragraphs(
    connected.simulated
      ? [l10n.t('Simulated in the local sandbox. Nothing is sent to AWS, and nothing is charged.')]
      : [],
    [
      l10n.t('To: {0}', s3Uri(to.place)),
      ...(to.place.owner === undefined
        ? [l10n.t('The bucket belongs to another account. Whoever owns it decides who reads the files.')]
        : []),
      l10n.t('Account: {0} · {1}', services.identity.account, connectionText(connected.choice)),
      l10n.t('Region: {0}', to.region),
      l10n.t('Encryption: the bucket’s default'),
    ],
    [
      ...(same === 0
        ? []
        : [
            formatPlural(
              l10n.t(
                '{0, plural, one {# file is there already and is not sent again.} other {# files are there already and are not sent again.}}',
              ),
              same,
            ),
          ]),
      ...(different === 0
        ? []
        : [
            formatPlural(
              l10n.t(
                '{0, plural, one {For # file, another object is there. You are asked before it is replaced.} other {For # files, other objects are there. You are asked before they are replaced.}}',
              ),
              different,
            ),
          ]),
      ...(plan.others.count === 0
        ? []
        : [
            formatPlural(
              l10n.t(
                '{0, plural, one {# other object ({1}) is under this prefix. A job reads it too.} other {# other objects ({1}) are under this prefix. A job reads them too.}}',
              ),
              plan.others.count,
              sizeText(plan.others.bytes),
            ),
          ]),
      ...(withLarge && large > 0 ? [largeText(large, true)] : []),
      ...(job > documentLimits.jobBytes
        ? [
            l10n.t(
              'Together this is more than {0}, the documented limit of a job. Use several prefixes, with a job each.',
              sizeText(documentLimits.jobBytes),
            ),
          ]
        : []),
      ...(plan.unfinished.length === 0
        ? []
        : [
            formatPlural(
              l10n.t(
                '{0, plural, one {# upload of these files that was not finished is discarded first.} other {# uploads of these files that were not finished are discarded first.}}',
              ),
              plan.unfinished.length,
            ),
          ]),
    ],
    leftOut.length === 0 ? [] : [l10n.t('Not sent:'), ...leftOut],
    [l10n.t('No job is started: a spec for this prefix opens, which you can check and start.')],
  );
}

/** Joins groups of lines, with an empty line between them. */
const paragraphs = (...groups: readonly (readonly string[])[]): readonly string[] =>
  groups.filter(group => group.length > 0).flatMap((group, index) => (index === 0 ? group : ['', ...group]));

/** Asks about objects that would be replaced. Resolves without those that are kept. */
async function withoutKept(
  chosen: readonly PlannedNote[],
  { place }: Destination,
): Promise<readonly PlannedNote[] | undefined> {
  const different = chosen.filter(({ fate }) => fate === 'different').length;
  if (different === 0) return chosen;
  const replace = l10n.t('Replace');
  const keep = l10n.t('Keep');
  const answer = await chooseModal(
    formatPlural(l10n.t('{0, plural, one {Replace # object in S3?} other {Replace # objects in S3?}}'), different),
    [
      s3Uri(place),
      l10n.t('Their content differs from your files. In a bucket without versioning, the old content is lost.'),
    ],
    [replace, keep],
  );
  return answer === undefined ? undefined : answer === replace ? chosen : chosen.filter(({ fate }) => fate === 'new');
}

/** A protected connection takes more than a click. */
async function confirmByBucket(bucket: string, account: string): Promise<boolean> {
  const typed = await askText({
    title: l10n.t('Upload to Protected Account {0}', account),
    prompt: l10n.t('To upload, type the name of the bucket: {0}', bucket),
    ignoreFocusOut: true,
    validate: text => (text.trim() === bucket ? undefined : l10n.t('This is not the name of the bucket.')),
  });
  return typed?.trim() === bucket;
}

/** Lists the files by name, because the user has asked for them. */
async function showFiles({ plan, skipped }: Proposal, withLarge: boolean): Promise<void> {
  const states: readonly (readonly [string, readonly PlannedNote[]])[] = [
    [l10n.t('New'), plan.notes.filter(({ fate, isLarge }) => fate === 'new' && (withLarge || !isLarge))],
    [
      l10n.t('Different in S3'),
      plan.notes.filter(({ fate, isLarge }) => fate === 'different' && (withLarge || !isLarge)),
    ],
    [l10n.t('Too large'), plan.notes.filter(({ fate, isLarge }) => fate !== 'same' && isLarge && !withLarge)],
    [l10n.t('There already'), plan.notes.filter(({ fate }) => fate === 'same')],
  ];
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const rows: Choice[] = [
    ...states.flatMap(([title, notes]) =>
      notes.length === 0
        ? []
        : [separator(title), ...notes.map(({ path, bytes }) => ({ label: path, description: sizeText(bytes) }))],
    ),
    ...Array.from(skipped).flatMap(
      ([reason, { paths }]: readonly [SkipReason, { readonly paths: readonly string[] }]) => [
        separator(l10n.t('Not sent: {0}', skippedPhrase(reason))),
        ...paths.map(path => ({ label: path, description: skippedPhrase(reason) })),
      ],
    ),
  ];
  await pick(rows.slice(0, maxRows), {
    title: filesText(plan.notes.length),
    placeHolder:
      rows.length > maxRows
        ? l10n.t('Only the first {0} are listed', maxRows.toLocaleString())
        : l10n.t('Press Escape to go back'),
    matchOnDescription: true,
  });
}
