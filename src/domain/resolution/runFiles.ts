// Finds the output files of an Entity Resolution job, by listing.
import { defined } from '../defined.ts';
import type { Job } from '../jobs/job.ts';
import { type Answer, answered } from '../refusal.ts';
import { eachPage } from '../results/pages.ts';
import type { ListedObject, ResultsPort } from '../results/port.ts';
import { type S3Place, s3PlaceOf } from '../s3Place.ts';

/** What a file holds: records that were matched, records in error, or something that is not known here. */
export type FolderSort = 'success' | 'error' | 'other';

export interface RunFile extends ListedObject {
  /** The key below the job's folder. */
  readonly path: string;
  readonly sort: FolderSort;
}

export interface RunFiles {
  /** The job's folder; undefined if nothing was found. */
  readonly folder?: S3Place;
  /** Those of records first, in the order of their keys. */
  readonly files: readonly RunFile[];
  /** Whether there are more files than are kept, or more keys than were looked through. */
  readonly more: boolean;
}

/** The most files that are kept. */
const maxFiles = 50_000;
/** The most keys that are looked through where the job's folder is not where it should be. */
const maxSearched = 50_000;

/** Where a job's folder is looked for. */
export function outputFolder({ output }: Pick<Job, 'output'>): S3Place | undefined {
  const place = s3PlaceOf(output);
  return place === undefined || place.key === '' || place.key.endsWith('/')
    ? place
    : { ...place, key: `${place.key}/` };
}

/**
 * Lists the files of a job. AWS documents that its folder has the job's id as its name, but not whether one with the
 * workflow's name comes between: both are tried, and then all that is in the output path is looked through.
 */
export async function findRunFiles(
  port: Pick<ResultsPort, 'list'>,
  job: Pick<Job, 'id' | 'output' | 'region' | 'workflow'>,
  signal?: AbortSignal,
): Promise<Answer<RunFiles>> {
  const base = outputFolder(job);
  if (base === undefined) return answered({ files: [], more: false });
  const workflow = job.workflow?.slice(job.workflow.lastIndexOf('/') + 1);
  for (const path of [`${job.id}/`, ...(workflow === undefined ? [] : [`${workflow}/${job.id}/`])]) {
    const folder = { ...base, key: base.key + path };
    const found = await filesBelow(port, job.region, folder, signal);
    if (!found.ok || found.value.files.length > 0) return found;
  }
  return await searched(port, job, base, signal);
}

async function filesBelow(
  port: Pick<ResultsPort, 'list'>,
  region: string,
  folder: S3Place,
  signal: AbortSignal | undefined,
): Promise<Answer<RunFiles>> {
  const objects: ListedObject[] = [];
  const listed = await eachPage(port, region, folder, signal, page => {
    for (const object of page) objects.push(object);
    return objects.length > maxFiles ? 'stop' : undefined;
  });
  return listed.ok ? answered(filesIn(folder, objects, objects.length > maxFiles)) : listed;
}

async function searched(
  port: Pick<ResultsPort, 'list'>,
  { id, region }: Pick<Job, 'id' | 'region'>,
  base: S3Place,
  signal: AbortSignal | undefined,
): Promise<Answer<RunFiles>> {
  const objects: ListedObject[] = [];
  let folder: string | undefined;
  let count = 0;
  const listed = await eachPage(port, region, base, signal, page => {
    for (const object of page) {
      const end = object.key.indexOf(`/${id}/`, Math.max(0, base.key.length - 1));
      if (end < 0) continue;
      folder ??= object.key.slice(0, end + id.length + 2);
      if (object.key.startsWith(folder)) objects.push(object);
    }
    count += page.length;
    return count >= maxSearched ? 'stop' : undefined;
  });
  if (!listed.ok) return listed;
  return answered(filesIn(folder === undefined ? undefined : { ...base, key: folder }, objects, count >= maxSearched));
}

function filesIn(folder: S3Place | undefined, objects: readonly ListedObject[], more: boolean): RunFiles {
  const sorts: readonly FolderSort[] = ['success', 'error', 'other'];
  const files = objects
    // A key that ends in a slash is a folder made by the console.
    .filter(({ key }) => !key.endsWith('/'))
    .slice(0, maxFiles)
    .map(object => {
      const path = object.key.slice(folder?.key.length ?? 0);
      return { ...object, path, sort: sortOf(path) };
    })
    .sort((a, b) => sorts.indexOf(a.sort) - sorts.indexOf(b.sort));
  return { ...defined({ folder }), files, more };
}

/** By the folder that the file is in, however it is written. */
function sortOf(path: string): FolderSort {
  const folder = path.slice(0, Math.max(0, path.indexOf('/'))).toLowerCase();
  return folder === 'success' || folder === 'error' ? folder : 'other';
}
