import { attributesCsv } from './attributesCsv.ts';
import { entitiesCsv } from './entitiesCsv.ts';
import { fhir } from './fhir.ts';
import type { ExportFormat } from './format.ts';
import { attributeLines, entityLines } from './jsonLines.ts';
import { spacy } from './spacy.ts';

/** All formats, in the order in which they are offered. */
export const exportFormats: readonly ExportFormat[] = [
  entitiesCsv,
  attributesCsv,
  entityLines,
  attributeLines,
  spacy,
  fhir,
];
