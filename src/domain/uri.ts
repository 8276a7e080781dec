/** A URI, or a part of one, as a person writes it; one that is not well formed as it is. */
export function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
