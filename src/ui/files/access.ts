import { connectedTo } from '../../domain/connectedTo.ts';
import type { Connected } from '../../domain/connection.ts';
import type { FilePlace } from '../../domain/files/port.ts';
import { type Root, jobFolder } from '../../domain/files/jobFolder.ts';
import { type Job, type JobKey, keyText } from '../../domain/jobs/job.ts';
import { l10n } from '../l10n.ts';
import type { Ports } from '../ports.ts';
import { noAccessText } from './texts.ts';

/** A folder of a job that can be read. */
export interface OpenFolder {
  readonly job: Job;
  readonly root: Root;
  readonly connected: Connected;
  /** The folder, whose key is empty or ends with a slash. */
  readonly place: FilePlace;
}

/** Opens folders of jobs, with the connection to their account and no other. */
export class FolderAccess {
  readonly #ports: Pick<Ports, 'connection' | 'store'>;

  constructor(ports: Pick<Ports, 'connection' | 'store'>) {
    this.#ports = ports;
  }

  /** Resolves with a folder, connecting if that was not tried yet; or with why it cannot be read. */
  async open(key: JobKey, root: Root): Promise<OpenFolder | string> {
    const { connection, store } = this.#ports;
    const { state } = connection.state;
    const settled = state === 'idle' || state === 'connecting' ? await connection.current() : connection.state;
    const connected = connectedTo(settled, key);
    if (connected === undefined) return noAccessText(settled, key.account);
    const job = store.get(keyText(key));
    if (job === undefined)
      return l10n.t('The job is no longer in the history on this computer, so its folders are unknown.');
    const place = jobFolder(job, root);
    if (place === undefined)
      return root === 'input'
        ? l10n.t('The job does not name an input folder. Workflows read AWS Glue tables.')
        : l10n.t('The job does not name an output folder.');
    return { job, root, connected, place: { ...place, region: job.region } };
  }
}
