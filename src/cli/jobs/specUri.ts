/**
 * The URI of a file as the editor writes it, so that a job that was started here is found by its spec there. `path`:
 * absolute.
 */
export function specUriOf(path: string, platform: NodeJS.Platform = process.platform): string {
  const slashed = platform === 'win32' ? path.replaceAll('\\', '/') : path;
  const [, server = '', share] = /^\/\/([^/]+)(\/.*)$/s.exec(slashed) ?? [];
  const local = share ?? (slashed.startsWith('/') ? slashed : `/${slashed}`);
  const lower = local.replace(/^\/[A-Z]:/, drive => drive.toLowerCase());
  return `file://${server.toLowerCase()}${lower.split('/').map(encoded).join('/')}`;
}

/** Everything but letters, digits and `-._~` is escaped. */
function encoded(part: string): string {
  return encodeURIComponent(part).replaceAll(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
