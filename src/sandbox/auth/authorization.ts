/** The parts of an `Authorization: AWS4-HMAC-SHA256 …` header. */
export interface Authorization {
  readonly accessKeyId: string;
  /** `yyyymmdd`, UTC. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Lower-case header names, in the signer's order. */
  readonly signedHeaders: readonly string[];
  /** 64 hex digits. */
  readonly signature: string;
}

const form =
  /^AWS4-HMAC-SHA256 +Credential=(?<key>[^/,\s]+)\/(?<date>\d{8})\/(?<region>[a-z0-9-]+)\/(?<service>[a-z0-9-]+)\/aws4_request,\s*SignedHeaders=(?<headers>[a-z0-9;._-]+),\s*Signature=(?<signature>[0-9a-f]{64})$/;

/** Parses the header; undefined if it is not a well-formed Signature Version 4 header. */
export function parseAuthorization(header: string): Authorization | undefined {
  const groups = form.exec(header.trim())?.groups;
  if (groups === undefined) return undefined;
  const { key = '', date = '', region = '', service = '', headers = '', signature = '' } = groups;
  return { accessKeyId: key, date, region, service, signedHeaders: headers.split(';'), signature };
}

/** The scope that a signature is bound to, as in the string to sign. */
export function credentialScope({ date, region, service }: Authorization): string {
  return `${date}/${region}/${service}/aws4_request`;
}
