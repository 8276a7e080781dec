// Values of FHIR R4 (4.0.1): each function returns what the specification allows, or undefined.
import { defined } from '../../defined.ts';
import type { JsonObject } from '../../json.ts';
import { type Thresholds, shownConcepts } from '../filter.ts';
import type { Mention, Vocabulary } from '../output.ts';

/** The start of the URLs of our own extensions. It must not change: files that were exported have it. */
const extensionBase = 'https://marketplace.visualstudio.com/items/aws-job-specs.aws-job-specs/fhir/';

const systems: Readonly<Record<Vocabulary, string>> = {
  'ICD-10-CM': 'http://hl7.org/fhir/sid/icd-10-cm',
  RxNorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  'SNOMED CT': 'http://snomed.info/sct',
};

/** A string: no control characters, no blanks other than spaces and line breaks, and not empty. */
export function fhirText(text: string | undefined): string | undefined {
  const clean = text
    ?.replaceAll(/[^\S\r\n\t]/g, ' ')
    .replaceAll(/(?![\r\n\t])\p{Cc}/gu, '\uFFFD')
    .trim();
  return clean === '' ? undefined : clean;
}

/** A URI of any text, such as an S3 URI whose key is not escaped. */
export function fhirUri(text: string): string {
  return encodeURI(text.replaceAll(/\p{Cs}/gu, '\uFFFD')).replaceAll(/[?#]/g, encodeURIComponent);
}

/** A code of a code system of FHIR or HL7. */
export function codeable(system: string, code: string, display: string): JsonObject {
  return { coding: [{ system, code, display }] };
}

/**
 * What a mention names. Of each vocabulary only the best concept: several codings would say that all of them mean the
 * same, but the service's further concepts are alternatives. Undefined if the mention has neither text nor code.
 */
export function conceptOf(mention: Mention, thresholds: Thresholds): JsonObject | undefined {
  const text = fhirText(mention.text);
  const seen = new Set<Vocabulary>();
  const coding = shownConcepts(mention, thresholds).flatMap(({ vocabulary, code, description, score }) => {
    const clean = code.trim();
    if (seen.has(vocabulary) || !/^[^\s\p{Cc}]+(?: [^\s\p{Cc}]+)*$/u.test(clean)) return [];
    seen.add(vocabulary);
    return [
      {
        ...(score === undefined ? {} : { extension: [extension('score', { valueDecimal: score })] }),
        system: systems[vocabulary],
        code: clean,
        ...defined({ display: fhirText(description) }),
      },
    ];
  });
  if (text === undefined && coding.length === 0) return undefined;
  return { ...(coding.length === 0 ? {} : { coding }), ...defined({ text }) };
}

/** One of our own extensions. */
export function extension(name: string, value: JsonObject): JsonObject {
  return { url: `${extensionBase}${name}`, ...value };
}

/** Says what the service found and how sure it is. Offsets are code points in the note. */
export function mentionExtension({ text, type, begin, end, score, traits }: Mention): JsonObject {
  return extension('mention', {
    extension: [
      ...part('text', 'valueString', fhirText(text)),
      ...part('type', 'valueString', fhirText(type)),
      ...part('begin', 'valueUnsignedInt', unsignedInt(begin)),
      ...part('end', 'valueUnsignedInt', unsignedInt(end)),
      ...part('score', 'valueDecimal', score),
      ...traits.map(trait => ({
        url: 'trait',
        extension: [
          ...part('name', 'valueString', fhirText(trait.name)),
          ...part('score', 'valueDecimal', trait.score),
        ],
      })),
    ],
  });
}

/** A member of a complex extension, whose name is relative to it. */
function part(url: string, member: string, value: string | number | undefined): readonly JsonObject[] {
  return value === undefined ? [] : [{ url, [member]: value }];
}

function unsignedInt(value: number): number | undefined {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : undefined;
}

const absentReasons = {
  unknown: 'Unknown',
  unsupported: 'Unsupported',
} as const;

export function absent(reason: keyof typeof absentReasons): JsonObject {
  return codeable('http://terminology.hl7.org/CodeSystem/data-absent-reason', reason, absentReasons[reason]);
}

/** An element of which only is known that it is not known. */
export const unknown: JsonObject = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
};
