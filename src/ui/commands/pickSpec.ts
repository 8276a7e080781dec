// Lets the user pick a spec of the workspace by its kind of job, its folder and its last run.
import * as vscode from 'vscode';
import { l10n } from '../l10n.ts';
import type { Job } from '../../domain/jobs/job.ts';
import { type JobKind, kindOf } from '../../domain/jobs/kinds.ts';
import { stringAt } from '../../domain/json.ts';
import { parseSpec } from '../../domain/spec/parse.ts';
import type { Ports } from '../ports.ts';
import { type Choice, pick } from '../window/pick.ts';
import { fileName, durationText, statusText } from '../words.ts';

/** The maximum number of specs that are read to find out their kind. Those further down the list show no kind. */
const maxRead = 200;

interface SpecChoice extends Choice {
  readonly uri: vscode.Uri;
}

/**
 * Lets the user pick a spec. Resolves with undefined if the user cancels. `inFront`: the spec in the active editor,
 * which comes first; the others follow, most recently run first.
 */
export async function pickSpec(
  specs: readonly vscode.Uri[],
  inFront: vscode.Uri | undefined,
  ports: Ports,
): Promise<vscode.Uri | undefined> {
  const picked = await pick(choicesOf(specs, inFront, ports), {
    placeHolder: l10n.t('Select a job spec'),
    matchOnDescription: true,
  });
  return picked?.uri;
}

async function choicesOf(
  specs: readonly vscode.Uri[],
  inFront: vscode.Uri | undefined,
  ports: Ports,
): Promise<readonly SpecChoice[]> {
  const front = inFront?.toString();
  const rank = (uri: vscode.Uri): number =>
    uri.toString() === front ? Infinity : (lastRuns.get(uri.toString())?.submittedAt ?? 0);
  const all = inFront === undefined || specs.some(uri => uri.toString() === front) ? specs : [inFront, ...specs];
  const lastRuns = new Map(all.map(uri => [uri.toString(), ports.store.lastOfSpec(uri.toString())]));
  const ordered = [...all].sort((one, other) => (rank(other) === rank(one) ? 0 : rank(other) - rank(one)));
  const now = ports.start.clock.now();
  return await Promise.all(
    ordered.map(async (uri, index) =>
      choiceOf(uri, index < maxRead ? await kindAt(uri, ports) : undefined, lastRuns.get(uri.toString()), now),
    ),
  );
}

function choiceOf(uri: vscode.Uri, kind: JobKind | undefined, lastRun: Job | undefined, now: number): SpecChoice {
  return {
    uri,
    icon: kind?.icon ?? 'file',
    label: fileName(uri),
    description: [...(kind === undefined ? [] : [kind.title]), folderWords(uri)].join(' · '),
    detail: lastRun === undefined ? l10n.t('Not run yet') : lastRunWords(lastRun, now),
  };
}

/** Returns a file's folder relative to its workspace folder, or the name of the workspace folder itself. */
function folderWords(uri: vscode.Uri): string {
  const folder = uri.with({ path: uri.path.slice(0, uri.path.lastIndexOf('/')) });
  const workspaceFolder = vscode.workspace.getWorkspaceFolder(uri);
  return workspaceFolder?.uri.path === folder.path ? workspaceFolder.name : vscode.workspace.asRelativePath(folder);
}

function lastRunWords({ status, submittedAt }: Job, now: number): string {
  return submittedAt === undefined
    ? l10n.t('Last run: {0}', statusText(status))
    : l10n.t('Last run: {0}, started {1} ago', statusText(status), durationText(now - submittedAt));
}

/** Resolves with the kind of job a spec starts, or undefined if the file cannot be read or names none. */
async function kindAt(uri: vscode.Uri, { specFiles }: Ports): Promise<JobKind | undefined> {
  const text = await specFiles.text(uri).catch(() => ''); // still offered; starting it reports why it cannot be read
  const { value } = parseSpec(text);
  return kindOf(stringAt(value, 'action') ?? '');
}
