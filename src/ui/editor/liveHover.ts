// Hovers with facts from the account about the names in a spec, which no schema can provide.
import type { LivePort, WorkflowDetails } from '../../domain/live/port.ts';
import { l10n } from '../l10n.ts';
import * as vscode from 'vscode';
import type { WorkflowKind } from '../../domain/jobs/kinds.ts';
import type { Service } from '../../domain/jobs/services.ts';
import { parseArn } from '../../domain/spec/arn.ts';
import { livePlace } from '../../domain/spec/livePlace.ts';
import type { Ports } from '../ports.ts';
import { durationText, statusText, timeText } from '../words.ts';
import { hoverMarkdown } from '../window/markdown.ts';

type Known = Pick<Ports, 'connection' | 'live' | 'start'>;

/**
 * Resolves with what the account knows about a workflow, role or bucket, or undefined if it knows nothing, for whatever
 * reason.
 */
export async function liveHover(
  known: Known,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const {
    live: { port },
    connection: { state },
  } = known;
  if (port === undefined || state.state !== 'connected') return undefined;
  const text = document.getText();
  const { version } = document;
  const start = livePlace(text, document.offsetAt(position));
  if (start === undefined || start.length === 0) return undefined;
  // `livePlace` considers only the text before the offset, so use the end of the value.
  const place = livePlace(text, start.offset + start.length - 1);
  const value = textOf(text.slice(start.offset, start.offset + start.length));
  if (place === undefined || value === undefined || value === '' || value.includes('${')) return undefined;
  const { region: connected, identity } = state.connected.services;
  const region = place.region ?? connected;
  const { subject } = place;
  const lines =
    subject.of === 'workflows'
      ? await workflowLines(port, subject.kind, region, value, known.start.clock.now())
      : subject.of === 'roles'
        ? await roleLines(port, subject.service, value, identity.account)
        : subject.of === 'buckets' || (subject.of === 'prefixes' && subject.asUri)
          ? await bucketLines(port, region, subject.of === 'prefixes' ? subject.bucket : value)
          : [];
  if (lines.length === 0 || document.version !== version) return undefined;
  const range = new vscode.Range(document.positionAt(start.offset), document.positionAt(start.offset + start.length));
  return new vscode.Hover(hoverMarkdown(lines), range);
}

function textOf(raw: string): string | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined; // incomplete while the user is typing
  }
}

async function workflowLines(
  port: LivePort,
  kind: WorkflowKind,
  region: string,
  name: string,
  now: number,
): Promise<readonly string[]> {
  const [details, last] = await Promise.all([port.workflow(kind, region, name), port.lastRun(kind, region, name)]);
  if (!details.ok) return [];
  const { description, updatedAt } = details.value;
  const run = last.ok ? last.value.run : undefined;
  return [
    natureWords(kind, details.value),
    ...(description === undefined || description === '' ? [] : [description]),
    ...(updatedAt === undefined ? [] : [l10n.t('Last changed {0}.', timeText(updatedAt))]),
    ...(run === undefined
      ? []
      : [
          run.endedAt === undefined
            ? run.startedAt === undefined
              ? l10n.t('Last run: {0}.', statusText(run.status))
              : l10n.t('Last run: {0}, started {1} ago.', statusText(run.status), durationText(now - run.startedAt))
            : l10n.t('Last run: {0}, {1} ago.', statusText(run.status), durationText(now - run.endedAt)),
        ]),
    ...(last.ok && last.value.neverRan === true ? [l10n.t('Not run yet.')] : []),
  ];
}

/** The type is shown as the service names it. */
function natureWords({ title }: WorkflowKind, { type, isIncremental }: WorkflowDetails): string {
  const nature = type === undefined ? l10n.t('{0} workflow', title) : l10n.t('{0} workflow, {1}', title, type);
  if (isIncremental === undefined) return `${nature}.`;
  return isIncremental
    ? l10n.t('{0}, set up for incremental runs.', nature)
    : l10n.t('{0}, not set up for incremental runs.', nature);
}

async function roleLines(port: LivePort, service: Service, value: string, account: string): Promise<readonly string[]> {
  const arn = parseArn(value);
  // Only roles of the connection's account are listed, except those that AWS reserves.
  if (arn?.account !== account || /^role\/aws-(service-role|reserved)\//.test(arn.resource)) return [];
  const roles = await port.listRoles(service);
  if (!roles.ok) return [];
  const role = roles.value.items.find(each => each.arn === value);
  const principal = `${service}.amazonaws.com`;
  if (role !== undefined)
    return [
      role.isTrusting
        ? l10n.t('Trusts {0}.', principal)
        : l10n.t('Does not trust {0}, so the service cannot use this role.', principal),
    ];
  return roles.value.more ? [] : [l10n.t('The account has no role with this name.')];
}

async function bucketLines(port: LivePort, region: string, name: string): Promise<readonly string[]> {
  const buckets = await port.listBuckets(region);
  if (!buckets.ok) return [];
  const bucket = buckets.value.items.find(each => each.name === name);
  if (bucket === undefined)
    return buckets.value.more
      ? []
      : [
          l10n.t(
            'The account has no bucket with this name. You can use another account’s bucket if its owner allows it.',
          ),
        ];
  if (bucket.region === undefined) return [l10n.t('A bucket of your account.')];
  return [
    bucket.region === region
      ? l10n.t('A bucket of your account, in {0}.', bucket.region)
      : l10n.t('In {0}, but the job would run in {1}.', bucket.region, region),
  ];
}
