// Where in a spec a value stands that the account itself could name. Works in a text that is just being typed.
import { createScanner, getLocation } from 'jsonc-parser';
import { type WorkflowKind, kindOf } from '../jobs/kinds.ts';
import type { Service } from '../jobs/services.ts';
import { type JsonValue, stringAt } from '../json.ts';
import { maxSpecLength } from './parse.ts';
import type { Path } from './problem.ts';
import { regionPattern } from './regions.ts';
import { buildTree } from './tree.ts';

/** What could stand at a place. */
export type LiveSubject =
  | { readonly of: 'regions' }
  | { readonly of: 'buckets'; readonly asUri: boolean }
  /** `folder`: the prefix up to its last slash, under which is looked; `prefix`: all of it up to the cursor. */
  | { readonly of: 'prefixes'; readonly asUri: boolean; readonly bucket: string; readonly folder: string; readonly prefix: string; readonly foldersOnly: boolean }
  | { readonly of: 'workflows'; readonly kind: WorkflowKind }
  | { readonly of: 'roles'; readonly service: Service }
  | { readonly of: 'keys' };

/** The lists by which a member's values can be chosen; an S3 address is a bucket first and a prefix then. */
export type LiveList = LiveSubject['of'] | 'addresses';

/** Which list belongs to which member, whatever else the spec says. */
const lists: Readonly<Record<string, LiveList>> = {
  'region': 'regions',
  'request.DataAccessRoleArn': 'roles',
  'request.KMSKey': 'keys',
  'request.workflowName': 'workflows',
  'request.InputDataConfig.S3Bucket': 'buckets',
  'request.InputDataConfig.S3Key': 'prefixes',
  'request.OutputDataConfig.S3Bucket': 'buckets',
  'request.OutputDataConfig.S3Key': 'prefixes',
  'request.outputSourceConfig.0.roleArn': 'roles',
  'request.outputSourceConfig.0.outputS3Path': 'addresses',
  'request.outputSourceConfig.0.KMSArn': 'keys',
};

/** The list from which a member's value could be chosen, if there is one. */
export function liveListAt(path: Path): LiveList | undefined {
  const key = path.join('.');
  return Object.hasOwn(lists, key) ? lists[key] : undefined;
}

/** A place, and what a completion would replace there: the whole text with its quotes. */
export interface LivePlace {
  readonly subject: LiveSubject;
  /** The spec's own region, when it is written as one. */
  readonly region?: string;
  readonly offset: number;
  readonly length: number;
}

/** jsonc-parser's SyntaxKind and ScanError, const enums that cannot be imported where modules are compiled one by one. */
const colon = 6;
const stringLiteral = 10;
const lineComment = 12;
const blockComment = 13;
const endOfText = 17;
/** The scan errors of a comment and of a text that are not closed. */
const unclosed: ReadonlySet<number> = new Set([1, 2]);
/** Tokens that end a member or an object, or the text: behind a colon they say that the value is missing. */
const closing: ReadonlySet<number> = new Set([2, 4, 5, endOfText]);
/** From line comments to this the tokens mean nothing: comments, line breaks, blanks. */
const lastBlank = 15;

/** The live place at an offset, or undefined where nothing of the account belongs. Never throws, whatever the text. */
export function livePlace(text: string, offset: number): LivePlace | undefined {
  if (text.length > maxSpecLength) return undefined;
  const gap = gapAt(text, offset);
  if (gap === undefined) return undefined;
  // The bounds of the tree hold for all that follows: what is nested too deeply would overflow the stack.
  const tree = buildTree(text);
  if (tree.stopped !== undefined) return undefined;
  const { path, isAtPropertyKey } = getLocation(text, offset);
  const subject = isAtPropertyKey ? undefined : subjectAt(path, tree.value, gap.typed);
  if (subject === undefined) return undefined;
  const region = stringAt(tree.value, 'region');
  return { subject, offset: gap.offset, length: gap.length, ...(region !== undefined && regionPattern.test(region) ? { region } : {}) };
}

/** The text that stands at the cursor, or the gap behind a colon where none does yet; `typed` is what stands before the cursor. */
function gapAt(text: string, cursor: number): { readonly offset: number; readonly length: number; readonly typed: string } | undefined {
  const scanner = createScanner(text);
  let last: number = endOfText;
  for (;;) {
    const token: number = scanner.scan();
    const offset = scanner.getTokenOffset();
    const end = offset + scanner.getTokenLength();
    const isOpen = token === lineComment || unclosed.has(scanner.getTokenError());
    if (offset < cursor && (isOpen ? cursor <= end : cursor < end)) {
      if (token === lineComment || token === blockComment) return undefined;
      // A text whose quote is missing reaches to the end of the line; only what stands before the cursor is surely its own.
      if (token === stringLiteral) return last === colon ? { offset, length: (isOpen ? cursor : end) - offset, typed: unescaped(text.slice(offset + 1, cursor)) } : undefined;
    }
    if (token >= lineComment && token <= lastBlank) continue;
    if (offset >= cursor || token === endOfText) return last === colon && closing.has(token) ? { offset: cursor, length: 0, typed: '' } : undefined;
    last = token;
  }
}

function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw; // the cursor stands within an escape
  }
}

/** The bare name of a bucket that can be asked for; nothing else is put into an address. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** What could stand at a path of a spec's value, as far as it is `typed`. */
export function subjectAt(path: Path, spec: JsonValue | undefined, typed: string): LiveSubject | undefined {
  switch (path.join('.')) {
    case 'region': return { of: 'regions' };
    case 'request.DataAccessRoleArn': return { of: 'roles', service: 'comprehendmedical' };
    case 'request.outputSourceConfig.0.roleArn': return { of: 'roles', service: 'entityresolution' };
    case 'request.KMSKey':
    case 'request.outputSourceConfig.0.KMSArn': return { of: 'keys' };
    case 'request.workflowName': {
      const kind = kindOf(stringAt(spec, 'action') ?? '');
      return kind?.service === 'entityresolution' ? { of: 'workflows', kind } : undefined;
    }
    case 'request.InputDataConfig.S3Bucket':
    case 'request.OutputDataConfig.S3Bucket': return { of: 'buckets', asUri: false };
    case 'request.InputDataConfig.S3Key': return prefixes(stringAt(spec, 'request', 'InputDataConfig', 'S3Bucket'), typed, { asUri: false, foldersOnly: false });
    case 'request.OutputDataConfig.S3Key': return prefixes(stringAt(spec, 'request', 'OutputDataConfig', 'S3Bucket'), typed, { asUri: false, foldersOnly: true });
    case 'request.outputSourceConfig.0.outputS3Path': {
      const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(typed) ?? [];
      return bucket === undefined ? { of: 'buckets', asUri: true } : prefixes(bucket, prefix ?? '', { asUri: true, foldersOnly: true });
    }
    default: return undefined;
  }
}

function prefixes(bucket: string | undefined, prefix: string, how: { readonly asUri: boolean; readonly foldersOnly: boolean }): LiveSubject | undefined {
  if (bucket === undefined || !bucketName.test(bucket)) return undefined;
  return { of: 'prefixes', ...how, bucket, prefix, folder: prefix.slice(0, prefix.lastIndexOf('/') + 1) };
}
