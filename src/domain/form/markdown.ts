// The little Markdown that the schema's own descriptions use, as data: a page makes elements of it and never reads HTML.

/** A stretch of a paragraph. */
export interface Span {
  readonly text: string;
  readonly as?: 'code' | 'strong';
}

export type Paragraph = readonly Span[];

const marked = /(`+)(.+?)\1|\*\*(.+?)\*\*/gs;

function spansOf(text: string): Paragraph {
  const spans: Span[] = [];
  let end = 0;
  const plain = (to: number): void => { if (to > end) spans.push({ text: text.slice(end, to).replaceAll(/(?<!\s)\s*\n\s*/g, ' ') }); };
  for (const { 0: found, 2: code, 3: strong, index } of text.matchAll(marked)) {
    plain(index);
    spans.push(code === undefined ? { text: strong ?? '', as: 'strong' } : { text: code, as: 'code' });
    end = index + found.length;
  }
  plain(text.length);
  return spans;
}

/** The paragraphs of a text, with what it sets in code and in bold; everything else stays as it is written. */
export function paragraphsOf(markdown: string): readonly Paragraph[] {
  return markdown.split(/\n{2,}/).map(text => text.trim()).filter(text => text !== '').map(spansOf);
}
