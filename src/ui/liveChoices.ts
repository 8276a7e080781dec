// What the account holds for a place in a spec, as choices: for completion in the text and for the fields of the form.
import type { LivePort, S3Entry } from '../domain/live/port.ts';
import { l10n } from 'vscode';
import { type Answer, answered } from '../domain/refusal.ts';
import type { LiveSubject } from '../domain/spec/livePlace.ts';
import type { Ports } from './ports.ts';

/** A value that could stand at the place. */
export interface Choice {
  readonly value: string;
  /** What the row shows where the value is too long for it. */
  readonly label?: string;
  readonly sort: 'bucket' | 'folder' | 'object' | 'region' | 'workflow' | 'role' | 'key';
  readonly detail?: string;
  readonly description?: string;
  /** Whether the value is only the way to others: the list is opened again behind it. */
  readonly goesOn?: boolean;
}

export interface Choices {
  /** In the order in which they are shown. */
  readonly choices: readonly Choice[];
  readonly more: boolean;
}

export type Known = Pick<Ports, 'connection' | 'live' | 'listProfiles'>;

/** The region of the connection; empty without one. */
export function regionOf({ connection: { state } }: Known): string {
  return state.state === 'connected' ? state.connected.services.region : '';
}

/** What the account has for a subject, asked in a region; of a long list its beginning. */
export async function choicesAt(subject: LiveSubject, where: string, known: Known, port: LivePort): Promise<Answer<Choices>> {
  switch (subject.of) {
    case 'regions': return answered({ choices: await regionChoices(known), more: false });
    case 'buckets': return listed(await port.listBuckets(where), ({ items, more }) => ({
      // A job reads and writes in its own region.
      choices: sorted(items, bucket => bucket.region === undefined || bucket.region === where).map(bucket => ({
        value: subject.asUri ? `s3://${bucket.name}/` : bucket.name, sort: 'bucket', goesOn: subject.asUri,
        ...(bucket.region === undefined ? {} : { description: bucket.region }),
        ...(bucket.region === undefined || bucket.region === where ? {} : { detail: l10n.t('In {0}, but the job would run in {1}.', bucket.region, where) }),
      })), more,
    }));
    case 'prefixes': {
      const level = await port.listPrefixes(where, subject.bucket, subject.folder);
      // Of a level with thousands of keys only a page is read; what was typed finds the rest.
      const narrow = level.ok && level.value.more && subject.prefix !== subject.folder ? await port.listPrefixes(where, subject.bucket, subject.prefix) : level;
      const answer = narrow.ok ? narrow : level;
      const valueOf = ({ key }: S3Entry): string => subject.asUri ? `s3://${subject.bucket}/${key}` : key;
      return listed(answer, ({ items, more }) => ({
        choices: sorted(items.filter(({ isFolder }) => isFolder || !subject.foldersOnly), ({ isFolder }) => isFolder).map(entry => ({
          value: valueOf(entry), sort: entry.isFolder ? 'folder' : 'object', goesOn: entry.isFolder,
        })), more,
      }));
    }
    case 'workflows': return listed(await port.listWorkflows(subject.kind, where), ({ items, more }) => ({
      choices: items.map(({ name, arn }) => ({ value: name, sort: 'workflow', description: subject.kind.title, detail: arn })), more,
    }));
    case 'roles': return listed(await port.listRoles(subject.service), ({ items, more }) => ({
      choices: sorted(items, role => role.isTrusting).map(({ arn, name, isTrusting }) => ({
        value: arn, label: name, sort: 'role',
        ...(isTrusting ? { description: l10n.t('trusts the service') } : {}),
        detail: isTrusting ? l10n.t('Trusts {0}.', `${subject.service}.amazonaws.com`) : l10n.t('Does not trust {0}, so the service cannot use this role.', `${subject.service}.amazonaws.com`),
      })), more,
    }));
    case 'keys': return listed(await port.listKeys(where), ({ items, more }) => ({
      choices: items.map(({ arn, alias }) => ({ value: arn, sort: 'key', detail: arn, ...(alias === undefined ? {} : { label: alias }) })), more,
    }));
  }
}

/** The connection's region, then those of the profiles. */
async function regionChoices(known: Known): Promise<readonly Choice[]> {
  const own = regionOf(known);
  const byRegion = new Map<string, string[]>(own === '' ? [] : [[own, []]]);
  for (const { name, region } of await known.listProfiles()) if (region !== undefined) byRegion.set(region, [...byRegion.get(region) ?? [], name]);
  return [...byRegion].map(([value, profiles]) => ({
    value, sort: 'region',
    description: [...(value === own ? [l10n.t('connected')] : []), ...profiles].join(', '),
    detail: profiles.length === 0 ? l10n.t('The region you are connected to.') : l10n.t('The region of your AWS profiles: {0}', profiles.join(', ')),
  }));
}

function listed<T>(answer: Answer<T>, choices: (value: T) => Choices): Answer<Choices> {
  return answer.ok ? answered(choices(answer.value)) : answer;
}

/** Those of whom it holds first; otherwise as they came. */
function sorted<T>(items: readonly T[], first: (item: T) => boolean): readonly T[] {
  return [...items.filter(first), ...items.filter(item => !first(item))];
}
