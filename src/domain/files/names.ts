// The names of keys in a file system, and back. S3 takes any text as a key; a path must not change when an editor
// normalizes it, and no two keys may have one path.
import { isHidden } from '../visible.ts';

/** Precedes the folder of what a page of a listing does not have. */
const moreMark = '… more after ';

/** Returns the name of a segment of a key: itself, except for what a path cannot have or a person cannot see. */
export function nameOf(segment: string): string {
  if (segment === '') return '%';
  if (/^\.{1,2}$/.test(segment)) return segment.replaceAll('.', '%2E');
  const escaped = Array.from(segment, character =>
    character === '%' || character === '\\' || character === '/' || isHidden(character)
      ? encodeURIComponent(character)
      : character,
  ).join('');
  return escaped.startsWith('…') ? encodeURIComponent('…') + escaped.slice(1) : escaped;
}

/** Returns the segment of a name; undefined if no segment has it. */
export function segmentOf(name: string): string | undefined {
  if (name === '%') return '';
  if (name.startsWith(moreMark)) return undefined;
  let segment: string;
  try {
    segment = decodeURIComponent(name.replaceAll(/%(?![0-9A-F]{2})/g, '%25'));
  } catch {
    return undefined;
  }
  return nameOf(segment) === name ? segment : undefined;
}

/** A path below a folder, as keys. */
export interface KeyPath {
  /** The key of a file with this path, relative to the folder. */
  readonly key: string;
  /** The key of a folder with this path: empty for the folder itself, or with a slash at its end. */
  readonly folder: string;
  /** The path can only be that of a folder. */
  readonly isFolder: boolean;
  /** For the rest of a folder: the relative key after which it begins. */
  readonly after?: string;
}

/** The suffix of a folder that is beside a file of the same name. */
const twinSuffix = '%2F';

/** Returns the name of a file or folder of a listing. `relative`: its key below the folder that is listed. */
export function entryName(relative: string, isFolder: boolean, isTwin: boolean): string {
  const segment = isFolder ? relative.slice(0, -1) : relative;
  return `${nameOf(segment)}${isTwin ? twinSuffix : ''}`;
}

/** Returns the name of the folder that holds what comes after a key. `relative`: the key below the folder that is listed. */
export function moreName(relative: string): string {
  return `${moreMark}${nameOf(relative.replace(/\/$/, ''))}${relative.endsWith('/') ? twinSuffix : ''}`;
}

/** Returns what a path below a folder stands for; undefined if nothing in S3 can have it. `path`: with or without a slash at its begin. */
export function keyPathOf(path: string): KeyPath | undefined {
  const segments: string[] = [];
  let isFolder = true;
  let after: string | undefined;
  for (const name of path.split('/').filter(each => each !== '')) {
    if (name.startsWith(moreMark)) {
      const rest = name.slice(moreMark.length);
      const isTwin = rest.endsWith(twinSuffix);
      const segment = segmentOf(isTwin ? rest.slice(0, -twinSuffix.length) : rest);
      if (segment === undefined) return undefined;
      after = `${[...segments, segment].join('/')}${isTwin ? '/' : ''}`;
      isFolder = true;
      continue;
    }
    const isTwin = name.endsWith(twinSuffix) && name !== twinSuffix;
    const segment = segmentOf(isTwin ? name.slice(0, -twinSuffix.length) : name);
    if (segment === undefined) return undefined;
    segments.push(segment);
    isFolder = isTwin;
    after = undefined;
  }
  const key = segments.join('/');
  const folder = segments.map(segment => `${segment}/`).join('');
  return { key, folder, isFolder, ...(after === undefined ? {} : { after }) };
}
