// Finds the places in a spec whose values the account can suggest. Works in a text that is being typed.
import { createScanner, getLocation } from 'jsonc-parser';
import { type WorkflowKind, isWorkflowKind, kindOf } from '../jobs/kinds.ts';
import type { Service } from '../jobs/services.ts';
import { type JsonValue, stringAt } from '../json.ts';
import { maxSpecLength } from './parse.ts';
import type { Path, Range } from './problem.ts';
import { regionPattern } from './regions.ts';
import { buildTree } from './tree.ts';

/** What can be suggested at a place. */
export type LiveSubject =
  | { readonly of: 'regions' }
  | { readonly of: 'buckets'; readonly asUri: boolean }
  /** `folder`: the prefix up to its last slash, which is listed; `prefix`: all of it up to the cursor. */
  | {
      readonly of: 'prefixes';
      readonly asUri: boolean;
      readonly bucket: string;
      readonly folder: string;
      readonly prefix: string;
      readonly foldersOnly: boolean;
    }
  | { readonly of: 'workflows'; readonly kind: WorkflowKind }
  | { readonly of: 'roles'; readonly service: Service }
  | { readonly of: 'keys' };

/** The lists from which a member's value can be chosen; for an S3 URI, first a bucket, then a prefix. */
export type LiveList = LiveSubject['of'] | 'addresses';

/** The list for each member, whatever else is in the spec. */
const lists: Readonly<Record<string, LiveList>> = {
  region: 'regions',
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

/** Returns the list from which a member's value can be chosen, if there is one. */
export function liveListAt(path: Path): LiveList | undefined {
  const key = path.join('.');
  return Object.hasOwn(lists, key) ? lists[key] : undefined;
}

/** A place, and the range that a completion replaces there: the whole string with its quotes. */
export interface LivePlace {
  readonly subject: LiveSubject;
  /** The spec's region, if well formed. */
  readonly region?: string;
  readonly offset: number;
  readonly length: number;
}

/** jsonc-parser's SyntaxKind and ScanError: const enums, which cannot be imported with isolated modules. */
const colon = 6;
const stringLiteral = 10;
const lineComment = 12;
const blockComment = 13;
const endOfText = 17;
/** The scan errors of an unclosed comment and an unclosed string. */
const unclosed: ReadonlySet<number> = new Set([1, 2]);
/** Tokens that end a member, an object or the text: after a colon they mean that the value is missing. */
const closing: ReadonlySet<number> = new Set([2, 4, 5, endOfText]);
/** Tokens that the name of a member may follow: a brace that opens, and a comma. */
const beforeName: ReadonlySet<number> = new Set([1, 5]);
/** The last of the trivia tokens, which start with line comments: comments, line breaks, blanks. */
const lastBlank = 15;

/**
 * Returns the live place at an offset, or undefined where the account has nothing to suggest. Never throws, whatever
 * the text.
 */
export function livePlace(text: string, offset: number): LivePlace | undefined {
  if (text.length > maxSpecLength) return undefined;
  const gap = gapAt(text, offset);
  if (gap?.isAfterColon !== true) return undefined;
  // The tree's limits apply from here on: text nested too deeply would overflow the stack.
  const tree = buildTree(text);
  if (tree.stopped !== undefined) return undefined;
  const { path, isAtPropertyKey } = getLocation(text, offset);
  const subject = isAtPropertyKey ? undefined : subjectAt(path, tree.value, gap.typed);
  if (subject === undefined) return undefined;
  const region = stringAt(tree.value, 'region');
  return {
    subject,
    offset: gap.offset,
    length: gap.length,
    ...(region !== undefined && regionPattern.test(region) ? { region } : {}),
  };
}

/** A string, or a gap without one. `typed` is the part of the string before the cursor. */
export interface TextGap extends Range {
  readonly typed: string;
  /** Whether it is a value, and not the name of a member. */
  readonly isAfterColon: boolean;
}

/**
 * Returns the string at the cursor, the gap after a colon without a value, or the gap where the name of a member may be
 * typed.
 */
export function gapAt(text: string, cursor: number): TextGap | undefined {
  const scanner = createScanner(text);
  let last: number = endOfText;
  for (;;) {
    const token: number = scanner.scan();
    const offset = scanner.getTokenOffset();
    const end = offset + scanner.getTokenLength();
    const isOpen = token === lineComment || unclosed.has(scanner.getTokenError());
    const isAfterColon = last === colon;
    if (offset < cursor && (isOpen ? cursor <= end : cursor < end)) {
      if (token === lineComment || token === blockComment) return undefined;
      // A string without its closing quote extends to the end of the line; only the part before the cursor surely
      // belongs to it.
      if (token === stringLiteral)
        return {
          offset,
          length: (isOpen ? cursor : end) - offset,
          typed: unescaped(text.slice(offset + 1, cursor)),
          isAfterColon,
        };
    }
    if (token >= lineComment && token <= lastBlank) continue;
    if (offset >= cursor || token === endOfText)
      return (isAfterColon ? closing.has(token) : beforeName.has(last))
        ? { offset: cursor, length: 0, typed: '', isAfterColon }
        : undefined;
    last = token;
  }
}

function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw; // the cursor is inside an escape
  }
}

/** A bucket name that can be used in a call; nothing else is put into a URL. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Returns what can be suggested at a path of a spec's value, given what is `typed` so far. */
export function subjectAt(path: Path, spec: JsonValue | undefined, typed: string): LiveSubject | undefined {
  switch (path.join('.')) {
    case 'region':
      return { of: 'regions' };
    case 'request.DataAccessRoleArn':
      return { of: 'roles', service: 'comprehendmedical' };
    case 'request.outputSourceConfig.0.roleArn':
      return { of: 'roles', service: 'entityresolution' };
    case 'request.KMSKey':
    case 'request.outputSourceConfig.0.KMSArn':
      return { of: 'keys' };
    case 'request.workflowName': {
      const kind = kindOf(stringAt(spec, 'action') ?? '');
      return kind !== undefined && isWorkflowKind(kind) ? { of: 'workflows', kind } : undefined;
    }
    case 'request.InputDataConfig.S3Bucket':
    case 'request.OutputDataConfig.S3Bucket':
      return { of: 'buckets', asUri: false };
    case 'request.InputDataConfig.S3Key':
      return prefixes(stringAt(spec, 'request', 'InputDataConfig', 'S3Bucket'), typed, {
        asUri: false,
        foldersOnly: false,
      });
    case 'request.OutputDataConfig.S3Key':
      return prefixes(stringAt(spec, 'request', 'OutputDataConfig', 'S3Bucket'), typed, {
        asUri: false,
        foldersOnly: true,
      });
    case 'request.outputSourceConfig.0.outputS3Path': {
      const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(typed) ?? [];
      return bucket === undefined
        ? { of: 'buckets', asUri: true }
        : prefixes(bucket, prefix ?? '', { asUri: true, foldersOnly: true });
    }
    default:
      return undefined;
  }
}

function prefixes(
  bucket: string | undefined,
  prefix: string,
  how: { readonly asUri: boolean; readonly foldersOnly: boolean },
): LiveSubject | undefined {
  if (bucket === undefined || !bucketName.test(bucket)) return undefined;
  return { of: 'prefixes', ...how, bucket, prefix, folder: prefix.slice(0, prefix.lastIndexOf('/') + 1) };
}
