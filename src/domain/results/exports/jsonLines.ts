// JSON Lines for programs: nothing is prefixed, joined or rounded, and members that the service did not give are absent.
import { type ExportFormat, type ExportedDocument, type FormatId, formatOf } from './format.ts';
import { jsonText } from './jsonText.ts';
import { attributeRecords, entityRecords } from './records.ts';

/** A line for each entity, with its attributes. */
export const entityLines = linesOf('entitiesJsonl', entityRecords);

/** A line for each attribute of each entity, and for each attribute without one. */
export const attributeLines = linesOf('attributesJsonl', attributeRecords);

function linesOf(id: FormatId, recordsOf: (document: ExportedDocument) => readonly unknown[]): ExportFormat {
  return formatOf({
    id,
    extension: 'jsonl',
    needsText: false,
    begin: '',
    end: () => '',
    of: document => recordsOf(document).map(record => `${jsonText(record)}\n`),
  });
}
