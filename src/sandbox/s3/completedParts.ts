import { s3Error } from './errors.ts';

/** A part that a request to complete an upload names. */
export interface CompletedPart {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
  readonly checksum?: string;
}

const entities: Readonly<Record<string, string>> = { quot: '"', '#34': '"', amp: '&', '#38': '&' };

/**
 * Reads the body of CompleteMultipartUpload. `checksumName`: the element of the upload's checksums. Throws MalformedXML
 * for anything else.
 */
export function completedParts(xml: string, checksumName: string): readonly CompletedPart[] {
  const inner = between(xml, '<CompleteMultipartUpload', '</CompleteMultipartUpload>');
  const parts = inner === undefined ? [] : inner.split('</Part>').slice(0, -1);
  if (parts.length === 0) throw s3Error('MalformedXML');
  return parts.map(part => {
    const [number, etag, checksum] = ['PartNumber', 'ETag', checksumName].map(name => textIn(part, name));
    if (number === undefined || !/^\d{1,5}$/.test(number) || etag === undefined) throw s3Error('MalformedXML');
    return {
      number: Number(number),
      etag: etag.replaceAll('"', ''),
      ...(checksum === undefined ? {} : { checksum }),
    };
  });
}

function textIn(xml: string, name: string): string | undefined {
  return between(xml, `<${name}>`, `</${name}>`)?.replaceAll(
    /&([#\w]{1,5});/g,
    (all, entity: string) => entities[entity] ?? all,
  );
}

function between(text: string, from: string, to: string): string | undefined {
  const begin = text.indexOf(from);
  const end = begin < 0 ? -1 : text.indexOf(to, begin);
  return end < 0 ? undefined : text.slice(begin + from.length, end);
}
