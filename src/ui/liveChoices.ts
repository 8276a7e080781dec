// The values from the account that fit a place in a spec, for completion in the text and for the fields of the form.
import { defined } from '../domain/defined.ts';
import type { LivePort, S3Entry } from '../domain/live/port.ts';
import { l10n } from './l10n.ts';
import { type Answer, answered } from '../domain/refusal.ts';
import type { LiveSubject } from '../domain/spec/livePlace.ts';
import type { Ports } from './ports.ts';

/** A value that fits the place. */
export interface Choice {
  readonly value: string;
  /** What the row shows instead of the value. */
  readonly label?: string;
  readonly sort: 'bucket' | 'folder' | 'object' | 'region' | 'workflow' | 'role' | 'key';
  readonly detail?: string;
  readonly description?: string;
  /** Whether the value only leads to others, so that the list is opened again after it. */
  readonly isPartial?: boolean;
}

export interface Choices {
  /** In display order. */
  readonly choices: readonly Choice[];
  readonly more: boolean;
}

export type LivePorts = Pick<Ports, 'connection' | 'live' | 'listProfiles'>;

/** Returns the connection's region, or an empty string if not connected. */
export function regionOf({ connection: { state } }: LivePorts): string {
  return state.state === 'connected' ? state.connected.services.region : '';
}

/** Resolves with the account's values for a subject in a region; only the first ones if the list is long. */
export async function choicesAt(
  subject: LiveSubject,
  where: string,
  known: LivePorts,
  port: LivePort,
): Promise<Answer<Choices>> {
  switch (subject.of) {
    case 'regions':
      return answered({ choices: await regionChoices(known), more: false });
    case 'buckets':
      return listed(await port.listBuckets(where), ({ items, more }) => ({
        // Buckets in the job's region come first, because a job reads and writes in its own region.
        choices: sorted(items, bucket => bucket.region === undefined || bucket.region === where).map(bucket => ({
          value: subject.asUri ? `s3://${bucket.name}/` : bucket.name,
          sort: 'bucket',
          isPartial: subject.asUri,
          ...defined({ description: bucket.region }),
          ...(bucket.region === undefined || bucket.region === where
            ? {}
            : { detail: l10n.t('In {0}, but the job would run in {1}.', bucket.region, where) }),
        })),
        more,
      }));
    case 'prefixes': {
      const level = await port.listPrefixes(where, subject.bucket, subject.folder);
      // Only one page of a level is read. If there are more keys, list those that start with the typed text.
      const narrow =
        level.ok && level.value.more && subject.prefix !== subject.folder
          ? await port.listPrefixes(where, subject.bucket, subject.prefix)
          : level;
      const answer = narrow.ok ? narrow : level;
      const valueOf = ({ key }: S3Entry): string => (subject.asUri ? `s3://${subject.bucket}/${key}` : key);
      return listed(answer, ({ items, more }) => ({
        choices: sorted(
          items.filter(({ isFolder }) => isFolder || !subject.foldersOnly),
          ({ isFolder }) => isFolder,
        ).map(entry => ({
          value: valueOf(entry),
          sort: entry.isFolder ? 'folder' : 'object',
          isPartial: entry.isFolder,
        })),
        more,
      }));
    }
    case 'workflows':
      return listed(await port.listWorkflows(subject.kind, where), ({ items, more }) => ({
        choices: items.map(({ name, arn }) => ({
          value: name,
          sort: 'workflow',
          description: subject.kind.title,
          detail: arn,
        })),
        more,
      }));
    case 'roles':
      return listed(await port.listRoles(subject.service), ({ items, more }) => ({
        choices: sorted(items, role => role.isTrusting).map(({ arn, name, isTrusting }) => ({
          value: arn,
          label: name,
          sort: 'role',
          ...(isTrusting ? { description: l10n.t('trusts the service') } : {}),
          detail: isTrusting
            ? l10n.t('Trusts {0}.', `${subject.service}.amazonaws.com`)
            : l10n.t('Does not trust {0}, so the service cannot use this role.', `${subject.service}.amazonaws.com`),
        })),
        more,
      }));
    case 'keys':
      return listed(await port.listKeys(where), ({ items, more }) => ({
        choices: items.map(({ arn, alias }) => ({
          value: arn,
          sort: 'key',
          detail: arn,
          ...defined({ label: alias }),
        })),
        more,
      }));
  }
}

/** Resolves with the connection's region, followed by those of the profiles. */
async function regionChoices(known: LivePorts): Promise<readonly Choice[]> {
  const own = regionOf(known);
  const byRegion = new Map<string, string[]>(own === '' ? [] : [[own, []]]);
  for (const { name, region } of await known.listProfiles())
    if (region !== undefined) byRegion.set(region, [...(byRegion.get(region) ?? []), name]);
  return [...byRegion].map(([value, profiles]) => ({
    value,
    sort: 'region',
    description: [...(value === own ? [l10n.t('connected')] : []), ...profiles].join(', '),
    detail:
      profiles.length === 0
        ? l10n.t('The region you are connected to.')
        : l10n.t('The region of your AWS profiles: {0}', profiles.join(', ')),
  }));
}

function listed<T>(answer: Answer<T>, choices: (value: T) => Choices): Answer<Choices> {
  return answer.ok ? answered(choices(answer.value)) : answer;
}

/** Returns the items for which `first` is true, followed by the others, each in the original order. */
function sorted<T>(items: readonly T[], first: (item: T) => boolean): readonly T[] {
  return [...items.filter(first), ...items.filter(item => !first(item))];
}
