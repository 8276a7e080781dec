import { defined } from '../../defined.ts';
import type { JsonObject } from '../../json.ts';
import { type ExportedDocument, formatOf } from './format.ts';
import { jsonText } from './jsonText.ts';
import { type FhirContext, resourceOf } from './fhirResources.ts';
import { extension, fhirText, fhirUri, unknown } from './fhirValues.ts';

/**
 * A FHIR R4 Bundle (a collection): for each document a DocumentReference with its S3 URI, and the resources of its
 * entities, which refer to it. Codes have the standard systems; scores are in extensions of our own.
 */
export const fhir = formatOf({
  id: 'fhir',
  extension: 'json',
  needsText: false,
  begin: '{"resourceType":"Bundle","type":"collection"',
  // FHIR allows no empty lists.
  first: ',"entry":[\n',
  between: ',\n',
  end: isEmpty => (isEmpty ? '}\n' : '\n]}\n'),
  of: (document, leaveOut, number) => {
    const fullUrl = (entity: number): string => `urn:uuid:${uuidOf(document.input, number, entity)}`;
    const note = fullUrl(0);
    const context = contextOf(document, note);
    const entries = [entryOf(note, documentReference(document, context))];
    for (const [index, entity] of document.output.entities.entries()) {
      if (!document.isShown(entity)) continue;
      const resource = resourceOf(entity, context);
      if (typeof resource === 'string') leaveOut(resource);
      else entries.push(entryOf(fullUrl(index + 1), resource));
    }
    return entries;
  },
});

function entryOf(fullUrl: string, resource: JsonObject): string {
  return jsonText({ fullUrl, resource });
}

/**
 * The patient is not known, and none is invented: two notes of one patient would get two, and two patients would look
 * like one. The reference says so and names the note, so that whoever imports the bundle can put the patient in.
 */
function contextOf({ input, key, thresholds }: ExportedDocument, note: string): FhirContext {
  return {
    subject: { ...unknown, display: fhirText(`Patient of ${key}`) },
    note: { reference: note },
    source: fhirUri(input),
    thresholds,
  };
}

function documentReference({ key, output }: ExportedDocument, { source, subject }: FhirContext): JsonObject {
  const model = fhirText(output.modelVersion);
  return {
    resourceType: 'DocumentReference',
    meta: { source },
    ...(model === undefined ? {} : { extension: [extension('model-version', { valueString: model })] }),
    status: 'current',
    subject,
    content: [{ attachment: { contentType: 'text/plain', url: source, ...defined({ title: fhirText(key) }) } }],
  };
}

/**
 * A UUID (version 8, RFC 9562) made of the numbers of document and entity, which make it unique in its bundle, and of
 * the note's URI, which sets bundles apart. The same export gives the same file.
 */
function uuidOf(input: string, document: number, entity: number): string {
  const first = hash(input, 0x811c9dc5);
  const second = hash(input, 0x9e3779b9);
  const place = hex(document, 8);
  return `${first}-${second.slice(0, 4)}-8${second.slice(4, 7)}-8${place.slice(0, 3)}-${place.slice(3)}${hex(entity, 7)}`;
}

/** A hash of 32 bits (FNV-1a over UTF-16 units), in hexadecimal. It guards nothing. */
function hash(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return hex((value ^ (value >>> 15)) >>> 0, 8);
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
