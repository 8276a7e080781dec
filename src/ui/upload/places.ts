// Asks where files go: a bucket of the account, which is listed while the user may already type, and a prefix.
import * as vscode from 'vscode';
import { defined } from '../../domain/defined.ts';
import { isJsonObject, stringAt } from '../../domain/json.ts';
import type { Connected } from '../../domain/connection.ts';
import { type MedicalKind, jobKinds } from '../../domain/jobs/kinds.ts';
import type { JobServices } from '../../domain/jobs/ports.ts';
import { type Answer, type Refusal, answered, refused } from '../../domain/refusal.ts';
import { s3PlaceOf } from '../../domain/s3Place.ts';
import { partitionOf } from '../../domain/spec/regions.ts';
import { plainName } from '../../domain/spec/split.ts';
import type { Destination } from '../../domain/upload/plan.ts';
import { l10n } from '../l10n.ts';
import { prefixText } from '../prefixText.ts';
import { choicesAt } from '../liveChoices.ts';
import type { Ports } from '../ports.ts';
import { askText } from '../window/input.ts';
import { showMessage } from '../window/messages.ts';
import { pick, pickOrType } from '../window/pick.ts';
import { withProgress } from '../window/progress.ts';
import { sendingText } from './texts.ts';

const memoryKey = 'awsJobs.uploads';

/** What was chosen the last time in a workspace folder. `parent`: the prefix without its last folder. */
interface Remembered {
  readonly bucket?: string;
  readonly parent?: string;
  readonly output?: string;
  readonly role?: string;
}

/** The choices of a workspace folder, by its URI; nothing of files is kept. */
export class UploadMemory {
  readonly #memento: vscode.Memento;
  readonly #folder: string;

  constructor(memento: vscode.Memento, of: vscode.Uri, account: string) {
    this.#memento = memento;
    this.#folder = `${account} ${vscode.workspace.getWorkspaceFolder(of)?.uri.toString() ?? ''}`;
  }

  get last(): Remembered {
    const all: unknown = this.#memento.get(memoryKey);
    const found = isJsonObject(all) ? all[this.#folder] : undefined;
    const members = ['bucket', 'parent', 'output', 'role'].flatMap(name => {
      const text = stringAt(found, name);
      return text === undefined ? [] : [[name, text] as const];
    });
    return Object.fromEntries(members);
  }

  async keep(more: Remembered): Promise<void> {
    const all: unknown = this.#memento.get(memoryKey);
    await this.#memento.update(memoryKey, {
      ...(isJsonObject(all) ? all : {}),
      [this.#folder]: { ...this.last, ...more },
    });
  }
}

export async function pickMedicalKind(title: string): Promise<MedicalKind | undefined> {
  const kinds = jobKinds.filter(kind => kind.service === 'comprehendmedical');
  const items = kinds.map(kind => ({ jobKind: kind, icon: kind.icon, label: kind.title }));
  return (await pick(items, { title, placeHolder: l10n.t('Select the kind of job that reads the files') }))?.jobKind;
}

/** Asks for the bucket and the prefix. Resolves with undefined if the user cancels, or if the bucket cannot be used, which is told. */
export async function askDestination(
  title: string,
  folderName: string,
  { last }: UploadMemory,
  connected: Connected,
  services: JobServices,
  ports: Ports,
): Promise<Destination | undefined> {
  const bucket = await pickOrType(
    {
      values:
        last.bucket === undefined
          ? []
          : [{ value: last.bucket, label: last.bucket, icon: 'history', description: l10n.t('last used') }],
      typed: l10n.t('Use this bucket'),
      more: async () => {
        const answer = await choicesAt({ of: 'buckets', asUri: false }, services.region, ports, connected.live);
        return (answer.ok ? answer.value.choices : [])
          .filter(({ value }) => value !== last.bucket)
          .map(({ value, description = '' }) => ({ value, label: value, description }));
      },
    },
    { title, placeHolder: l10n.t('Select a bucket of account {0}, or type its name', services.identity.account) },
  );
  if (bucket === undefined) return undefined;
  const found = await bucketFacts(bucket, connected, services);
  if (found === undefined) return undefined;
  const { region, owner } = found;
  const prefix = await askText({
    title,
    prompt: l10n.t('The prefix in {0} to upload to. The job reads everything under it.', bucket),
    value: `${last.bucket === bucket ? (last.parent ?? '') : ''}${plainName(folderName)}/`,
    ignoreFocusOut: true,
    validate: text => prefixText(text),
  });
  return prefix === undefined
    ? undefined
    : { region, place: { bucket, key: prefix, ...defined({ owner }) }, caller: services.identity.arn };
}

/**
 * The region of a bucket, where files are sent and the job runs, and its owner if that is the account of the connection.
 * Resolves with undefined if it cannot be used, which is told.
 */
async function bucketFacts(
  bucket: string,
  connected: Connected,
  { region: usual, identity }: JobServices,
): Promise<{ readonly region: string; readonly owner?: string } | undefined> {
  const isUsable = (region: string): boolean => connected.simulated || partitionOf(region) === identity.partition;
  const answer = await withProgress(
    l10n.t('Looking for {0}…', bucket),
    async (signal): Promise<Answer<{ readonly region: string; readonly owner?: string }>> => {
      const found = await connected.preflight.bucket(usual, bucket, signal);
      if (!found.ok) return found;
      const { region = usual, isAllowed } = found.value;
      if (!isAllowed) return refused(deniedBucket);
      if (!isUsable(region)) return answered({ region });
      const own = await connected.uploads.isOwnedBy(region, bucket, identity.account, signal);
      return own.ok ? answered({ region, ...(own.value ? { owner: identity.account } : {}) }) : own;
    },
  );
  const tell = (text: string): void => {
    void showMessage('error', l10n.t('Nothing was uploaded. {0}', text));
  };
  if (!answer.ok) {
    if (answer.refusal.kind === 'cancelled') return undefined;
    tell(sendingText(answer.refusal, { region: usual, place: { bucket, key: '' }, caller: identity.arn }));
    return undefined;
  }
  const { region } = answer.value;
  if (isUsable(region)) return answer.value;
  tell(l10n.t('The bucket {0} is in the region {1}, which is in another partition.', bucket, region));
  return undefined;
}

const deniedBucket: Refusal = {
  kind: 'denied',
  name: 'AccessDenied',
  message: '',
  nothingHappened: true,
  operation: 'HeadBucket',
};

/** Asks for the role and the output of the job; what is not answered stays open in the spec, whose checks say so. */
export async function askJobPlaces(
  title: string,
  { place, region }: Destination,
  { last }: UploadMemory,
  connected: Connected,
  ports: Ports,
): Promise<{ readonly role?: string; readonly output?: string }> {
  const role = await pickOrType(
    {
      values:
        last.role === undefined
          ? []
          : [{ value: last.role, label: last.role, icon: 'history', description: l10n.t('last used') }],
      typed: l10n.t('Use this role'),
      more: async () => {
        const answer = await choicesAt({ of: 'roles', service: 'comprehendmedical' }, region, ports, connected.live);
        return (answer.ok ? answer.value.choices : [])
          .filter(({ value }) => value !== last.role)
          .map(({ value, label = value, description = '', detail = '' }) => ({ value, label, description, detail }));
      },
    },
    { title, placeHolder: l10n.t('Select the role of the job, or press Escape to fill it in later') },
  );
  const output = await askText({
    title,
    prompt: l10n.t('The folder in S3 that the job writes to, or press Escape to fill it in later.'),
    value: last.output ?? `s3://${place.bucket}/results/`,
    ignoreFocusOut: true,
    validate: text =>
      s3PlaceOf(text.trim()) === undefined || !text.trim().endsWith('/')
        ? l10n.t('Enter a folder such as {0}.', 's3://bucket/results/')
        : undefined,
  });
  return { ...(role === undefined ? {} : { role }), ...(output === undefined ? {} : { output: output.trim() }) };
}
