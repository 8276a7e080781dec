// Parses the subset of Markdown in the schema's descriptions into data, from which a page builds elements without
// parsing HTML.

/** A part of a paragraph. */
export interface Span {
  readonly text: string;
  readonly as?: 'code' | 'strong';
}

export type Paragraph = readonly Span[];

const marked = /(`+)(.+?)\1|\*\*(.+?)\*\*/gs;

function spansOf(text: string): Paragraph {
  const spans: Span[] = [];
  let end = 0;
  const plain = (to: number): void => {
    if (to > end) spans.push({ text: text.slice(end, to).replaceAll(/(?<!\s)\s*\n\s*/g, ' ') });
  };
  for (const { 0: found, 2: code, 3: strong, index } of text.matchAll(marked)) {
    plain(index);
    spans.push(code === undefined ? { text: strong ?? '', as: 'strong' } : { text: code, as: 'code' });
    end = index + found.length;
  }
  plain(text.length);
  return spans;
}

/** Returns the paragraphs of a text, with code and bold marked; everything else is kept as written. */
export function paragraphsOf(markdown: string): readonly Paragraph[] {
  return markdown
    .split(/\n{2,}/)
    .map(text => text.trim())
    .filter(text => text !== '')
    .map(spansOf);
}
