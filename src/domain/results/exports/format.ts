// What an export of a job's results is made of. Formats are written document by document, so that a job of any size
// takes the memory of one document.
import type { Entity, Output } from '../output.ts';
import type { Thresholds } from '../filter.ts';

/** A document whose output was read. */
export interface ExportedDocument {
  /** The S3 URI of the note. */
  readonly input: string;
  /** The note's key, as the list of documents shows it. */
  readonly key: string;
  /** The note itself; only for formats that need it. */
  readonly text?: string;
  readonly output: Output;
  /** The filter. An attribute without an entity is tested as if it were one. */
  readonly isShown: (entity: Entity) => boolean;
  /** Concepts below `thresholds.concept` are left out. */
  readonly thresholds: Thresholds;
}

/**
 * Why something that the filter shows is not in the export:
 *
 * - `noText`: the document's text is not known · `misplaced`: it is not where the service says
 * - `notMapped`: the format has nothing for its category and type
 * - `notFact`: the note says what may be or will be · `ofFamily`: it is not about the patient
 * - `unclear`: it has no name, or its traits contradict each other or are not known here
 */
export const omissions = ['noText', 'misplaced', 'notMapped', 'notFact', 'ofFamily', 'unclear'] as const;
export type Omission = (typeof omissions)[number];

export interface ExportTally {
  readonly documents: number;
  /** Rows, lines or resources. */
  readonly written: number;
  readonly leftOut: Readonly<Record<Omission, number>>;
}

/** Writes one export: `begin`, then each document, then `end`. All of it together, as UTF-8, is the file. */
export interface ExportWriter {
  readonly begin: () => string;
  readonly document: (document: ExportedDocument) => string;
  readonly end: () => string;
  /** What was written so far. */
  readonly tally: () => ExportTally;
}

export type FormatId = 'entitiesCsv' | 'attributesCsv' | 'entitiesJsonl' | 'attributesJsonl' | 'spacyJsonl' | 'fhir';

export interface ExportFormat {
  readonly id: FormatId;
  /** The extension of its files, without a period. */
  readonly extension: string;
  /** Whether documents need their `text`, which takes another read of each. */
  readonly needsText: boolean;
  readonly open: () => ExportWriter;
}

export type LeaveOut = (why: Omission) => void;

/** What a format writes: pieces, and what stands around them. */
interface Pieces extends Omit<ExportFormat, 'open'> {
  readonly begin: string;
  /** Before the first piece. */
  readonly first?: string;
  /** Between two pieces, also of different documents. */
  readonly between?: string;
  readonly end: (isEmpty: boolean) => string;
  /** The pieces of a document; `number`: how many documents came before it. */
  readonly of: (document: ExportedDocument, leaveOut: LeaveOut, number: number) => readonly string[];
}

/** Makes a format of its pieces. */
export function formatOf({ id, extension, needsText, ...pieces }: Pieces): ExportFormat {
  return { id, extension, needsText, open: () => writerOf(pieces) };
}

function writerOf({
  begin,
  first = '',
  between = '',
  end,
  of,
}: Omit<Pieces, 'id' | 'extension' | 'needsText'>): ExportWriter {
  let documents = 0;
  let written = 0;
  const leftOut: Record<Omission, number> = {
    noText: 0,
    misplaced: 0,
    notMapped: 0,
    notFact: 0,
    ofFamily: 0,
    unclear: 0,
  };
  return {
    begin: () => begin,
    document: document => {
      const pieces = of(
        document,
        why => {
          leftOut[why] += 1;
        },
        documents,
      );
      documents += 1;
      if (pieces.length === 0) return '';
      const before = written === 0 ? first : between;
      written += pieces.length;
      return before + pieces.join(between);
    },
    end: () => end(written === 0),
    tally: () => ({ documents, written, leftOut: { ...leftOut } }),
  };
}
