// Files that a script writes before it names them: `cat > job.json <<EOF … EOF`.

const opening = /^[^\n]*<<-?[ \t]*(['"]?)([A-Za-z_]\w*)\1[^\n]*$/gm;
const target = /(?:>|\btee\b(?:[ \t]+-a)?)[ \t]*["']?([^\s"'<>|;&]+)/;

/** Returns the texts of the files that a script writes from here-documents, by their paths. */
export function filesWritten(text: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  opening.lastIndex = 0;
  for (let found; files.size < 100 && (found = opening.exec(text)) !== null; ) {
    const [line, , end = ''] = found;
    const [, path] = target.exec(line.replace(/<<-?[ \t]*['"]?\w+['"]?/, '')) ?? [];
    const from = found.index + line.length + 1;
    const close = new RegExp(`^[ \\t]*${end}[ \\t]*$`, 'gm');
    close.lastIndex = from;
    const closing = close.exec(text);
    if (closing === null) return files;
    if (path !== undefined) files.set(path.replace(/^\.\//, ''), text.slice(from, closing.index));
    opening.lastIndex = close.lastIndex;
  }
  return files;
}
