// The names of files for the keys of documents: allowed on every system, inside the folder, and no two alike.

/** The longest name of a file or folder, in bytes of UTF-8; `.‹name›.partial` must not be over 255 either. */
const maxNameBytes = 200;

/** Names that Windows takes for devices, whatever their extension. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Gives each key a path of its own, below a folder. */
export class Paths {
  readonly #taken = new Set<string>();

  /** Returns the names of the folders and of the file for a key. */
  of(key: string): readonly string[] {
    const names = key
      .split('/')
      .filter(name => name !== '')
      .map(allowed);
    const file = names.pop() ?? 'document';
    // A folder must not have the name of a file: `a` and `a/b` are both keys.
    const folders = names.map(name => `${name}${name.includes('.') ? '_' : ''}`);
    const dot = file.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [file.slice(0, dot), file.slice(dot)] : [file, '.txt'];
    for (let count = 1; ; count += 1) {
      const path = [...folders, `${stem}${count === 1 ? '' : `-${count}`}${extension}`];
      // Some systems take names for the same that differ in capitals, or in how accents are written.
      const known = path.join('/').normalize('NFC').toLowerCase();
      if (this.#taken.has(known)) continue;
      this.#taken.add(known);
      return path;
    }
  }
}

function allowed(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}\p{Cs}<>:"\\|?*]/gu, '_');
  const dot = plain.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, ''];
  const short = cut(stem, maxNameBytes - bytesOf(cut(extension, 20))) + cut(extension, 20);
  const ended = short.replace(/(?<![. ])[. ]+$/, '_').replace(/^\.+$/, '_');
  return devices.test(ended.split('.')[0] ?? '') ? `_${ended}` : ended;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Cuts a text after whole characters. */
function cut(text: string, most: number): string {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > most) break;
    kept += character;
  }
  return kept;
}
