import { type ExportTally, type Omission, omissions } from '../../domain/results/exports/format.ts';
import { formatPlural } from '../formatPlural.ts';
import { l10n } from '../l10n.ts';

/** The name of a format, and what is in the file. */
export function formatText(id: string): { readonly label: string; readonly description: string } {
  switch (id) {
    case 'entitiesCsv':
      return { label: l10n.t('CSV of Entities'), description: l10n.t('One row per entity') };
    case 'attributesCsv':
      return { label: l10n.t('CSV of Attributes'), description: l10n.t('One row per attribute, with its entity') };
    case 'entitiesJsonl':
      return { label: l10n.t('JSON Lines of Entities'), description: l10n.t('One line per entity') };
    case 'attributesJsonl':
      return {
        label: l10n.t('JSON Lines of Attributes'),
        description: l10n.t('One line per attribute, with its entity'),
      };
    case 'spacyJsonl':
      return {
        label: l10n.t('spaCy and Prodigy'),
        description: l10n.t('JSON Lines with the text and spans of each document'),
      };
    case 'fhir':
      return {
        label: l10n.t('FHIR R4 Bundle'),
        description: l10n.t('Conditions, observations and medication statements'),
      };
    case 'deidentified':
      return {
        label: l10n.t('De-identified Copies'),
        description: l10n.t('The documents, with protected health information replaced'),
      };
    default:
      return { label: id, description: '' };
  }
}

/** What of the shown entities is not in an export, in a sentence for each reason. */
export function leftOutTexts(leftOut: ExportTally['leftOut']): readonly string[] {
  return omissions.flatMap(why => (leftOut[why] === 0 ? [] : [formatPlural(omissionText(why), leftOut[why])]));
}

function omissionText(why: Omission): string {
  switch (why) {
    case 'noText':
      return l10n.t(
        '{0, plural, one {# document is left out, because its text could not be read.} other {# documents are left out, because their texts could not be read.}}',
      );
    case 'misplaced':
      return l10n.t(
        '{0, plural, one {# entity is left out, because it is not in the text at its place.} other {# entities are left out, because they are not in the text at their places.}}',
      );
    case 'notMapped':
      return l10n.t(
        '{0, plural, one {# entity is left out, because FHIR has no resource for its type here.} other {# entities are left out, because FHIR has no resource for their types here.}}',
      );
    case 'notFact':
      return l10n.t(
        '{0, plural, one {# entity is left out, because the document says only what may be.} other {# entities are left out, because the documents say only what may be.}}',
      );
    case 'ofFamily':
      return l10n.t(
        '{0, plural, one {# entity is left out, because it is about the family.} other {# entities are left out, because they are about the family.}}',
      );
    case 'unclear':
      return l10n.t(
        '{0, plural, one {# entity is left out, because it has no name, or its traits are contradictory or unknown.} other {# entities are left out, because they have no name, or their traits are contradictory or unknown.}}',
      );
  }
}
