// The names of files for the keys of documents: allowed on every system, inside the folder, and no two alike.

/** The longest name of a file or folder, in bytes of UTF-8; `.‹name›.partial` must not be over 255 either. */
const maxNameBytes = 200;

/** Names that Windows takes for devices, whatever their extension, and with spaces before it. */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])$/i;

/** Gives each key a path of its own, below a folder. */
export class Paths {
  readonly #whenNone: string;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  /** The folder of each folder of keys. */
  readonly #folderOf = new Map<string, string>();
  /** The next number for a name that is taken. */
  readonly #numbers = new Map<string, number>();

  /** `whenNone`: the extension of a file whose key has none. */
  constructor(whenNone = '.txt') {
    this.#whenNone = whenNone;
  }

  /** Returns the names of the folders and of the file for a key. */
  of(key: string): readonly string[] {
    const names = key.split('/').filter(name => name !== '');
    const file = allowed(names.pop() ?? 'document');
    let folder = '';
    let given = '';
    for (const name of names) {
      given += `${name}/`;
      const known = this.#folderOf.get(given);
      folder = known ?? this.#free(folder, allowed(name), '', path => !this.#files.has(path));
      this.#folderOf.set(given, folder);
      this.#folders.add(plain(folder));
    }
    const dot = file.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [file.slice(0, dot), file.slice(dot)] : [file, this.#whenNone];
    const path = this.#free(folder, stem, extension, each => !this.#files.has(each) && !this.#folders.has(each));
    this.#files.add(plain(path));
    return path.split('/');
  }

  /** Returns a path with a name that passes, with a number if needed. */
  #free(folder: string, stem: string, extension: string, isFree: (path: string) => boolean): string {
    const at = folder === '' ? '' : `${folder}/`;
    const first = `${at}${stem}${extension}`;
    if (isFree(plain(first))) return first;
    const key = plain(first);
    for (let number = this.#numbers.get(key) ?? 2; ; number += 1) {
      const path = `${at}${stem}-${number}${extension}`;
      if (!isFree(plain(path))) continue;
      this.#numbers.set(key, number + 1);
      return path;
    }
  }
}

/** Some systems take names for the same that differ in capitals, or in how accents are written. */
function plain(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function allowed(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}\p{Cs}<>:"\\|?*]/gu, '_');
  const dot = plain.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, ''];
  const short = cut(stem, maxNameBytes - bytesOf(cut(extension, 20))) + cut(extension, 20);
  const ended = short.replace(/(?<![. ])[. ]+$/, '_').replace(/^\.+$/, '_');
  return devices.test(ended.split('.')[0]?.trimEnd() ?? '') || (ended.startsWith('.') && ended.endsWith('.partial'))
    ? `_${ended}`
    : ended;
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
