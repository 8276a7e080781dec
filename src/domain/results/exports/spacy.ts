// JSON Lines for Prodigy and spaCy: a task for each document, with its text and its spans. Both count code points, as
// the service does, and take overlapping spans under `spans`.
import { defined } from '../../defined.ts';
import { CodePoints, type Place, placeOf } from '../offsets.ts';
import type { Mention } from '../output.ts';
import { type ExportedDocument, type LeaveOut, formatOf } from './format.ts';
import { jsonText } from './jsonText.ts';

/** `label` is the service's type, because models are trained on labels such as GENERIC_NAME and DOSAGE. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly category?: string;
  readonly score?: number;
}

/** A document without spans is written as well: that there is nothing in it is an answer, too. */
export const spacy = formatOf({
  id: 'spacyJsonl',
  extension: 'jsonl',
  needsText: true,
  begin: '',
  end: () => '',
  of: (document, leaveOut) => {
    const { text, input, key, output } = document;
    if (text === undefined) {
      leaveOut('noText');
      return [];
    }
    // Prodigy shows `meta` beside the text.
    const meta = defined({ source: input, key, model: output.modelVersion });
    return [`${jsonText({ text, spans: spansOf(document, text, leaveOut), meta })}\n`];
  },
});

/** Entities and their attributes in the order of the text. An attribute of several entities is one span. */
function spansOf({ output, isShown }: ExportedDocument, text: string, leaveOut: LeaveOut): readonly Span[] {
  const points = new CodePoints(text);
  const mentions = output.entities.filter(isShown).flatMap(entity => [entity, ...entity.attributes]);
  const spans = new Map<string, Span>();
  for (const mention of mentions) {
    const span = spanOf(points, mention);
    if (span === undefined) leaveOut('misplaced');
    else {
      const name = JSON.stringify([span.start, span.end, span.label]);
      if (!spans.has(name)) spans.set(name, span);
    }
  }
  return [...spans.values()].sort((a, b) => a.start - b.start || b.end - a.end);
}

function spanOf(points: CodePoints, mention: Mention & { readonly category?: string }): Span | undefined {
  const place = placeOf(points, mention);
  if (typeof place === 'string') return undefined;
  const { type, category, score } = mention;
  return {
    ...rangeOf(points, mention, place),
    label: [type, category].find(word => word !== undefined && word !== '') ?? 'UNKNOWN',
    ...defined({ category, score }),
  };
}

/** The range in code points. It differs from the service's offsets only where these were UTF-16 units. */
function rangeOf(
  points: CodePoints,
  { begin, end }: Mention,
  place: Place,
): { readonly start: number; readonly end: number } {
  if (points.unitsAt(begin) === place.begin && points.unitsAt(end) === place.end) return { start: begin, end };
  const start = lengthOf(points.text.slice(0, place.begin));
  return { start, end: start + lengthOf(points.text.slice(place.begin, place.end)) };
}

function lengthOf(text: string): number {
  return new CodePoints(text).length;
}
