/** Decodes a URI, or a part of one, for display; returns it unchanged if it is malformed. */
export function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
