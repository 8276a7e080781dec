// Which resource of FHIR R4 an entity becomes, and which becomes none.
//
// A reader of the bundle may not know that a machine wrote it, so each resource says less than the note rather than
// more. Nothing was confirmed by a clinician: conditions are `unconfirmed`, observations `preliminary`, and whether a
// medication is being taken is `unknown`. What is about a relative never becomes the patient's own, what may be or will
// be becomes nothing, and neither does what has a trait that is not known here, because it could reverse the meaning.
import type { JsonObject } from '../../json.ts';
import type { Thresholds } from '../filter.ts';
import type { Attribute, Entity } from '../output.ts';
import { absent, codeable, conceptOf, fhirText, mentionExtension, unknown } from './fhirValues.ts';
import type { Omission } from './format.ts';

/** What the resources of a document share. */
export interface FhirContext {
  /** The patient, of whom nothing is known. */
  readonly subject: JsonObject;
  /** A reference to the note's DocumentReference. */
  readonly note: JsonObject;
  /** The URI of the note. */
  readonly source: string;
  readonly thresholds: Thresholds;
}

type Make = (entity: Entity, code: JsonObject, has: (trait: Trait) => boolean, context: FhirContext) => JsonObject;

const traits = [
  'SIGN',
  'SYMPTOM',
  'DIAGNOSIS',
  'NEGATION',
  'PERTAINS_TO_FAMILY',
  'HYPOTHETICAL',
  'LOW_CONFIDENCE',
  'PAST_HISTORY',
  'FUTURE',
] as const;
type Trait = (typeof traits)[number];
const knownTraits: ReadonlySet<string> = new Set(traits);

/** Category, type → what it becomes. Treatments and procedures are missing: a note names many that were not done. */
const kinds: ReadonlyMap<string, 'condition' | 'medication' | 'test'> = new Map([
  ['MEDICAL_CONDITION DX_NAME', 'condition'],
  ['MEDICATION GENERIC_NAME', 'medication'],
  ['MEDICATION BRAND_NAME', 'medication'],
  ['TEST_TREATMENT_PROCEDURE TEST_NAME', 'test'],
] as const);

/** Returns the resource for an entity, or why there is none. */
export function resourceOf(entity: Entity, context: FhirContext): JsonObject | Omission {
  const kind = kinds.get(`${entity.category} ${entity.type}`);
  if (kind === undefined) return 'notMapped';
  const names = new Set(entity.traits.map(({ name }) => name));
  const has = (trait: Trait): boolean => names.has(trait);
  if (entity.traits.some(({ name }) => !knownTraits.has(name))) return 'unclear';
  if (has('HYPOTHETICAL') || has('FUTURE')) return 'notFact';
  const isDenied = has('NEGATION');
  const isDoubted = has('LOW_CONFIDENCE');
  // A family history lists what relatives had; it cannot deny or doubt.
  if (has('PERTAINS_TO_FAMILY') && (kind !== 'condition' || isDenied || isDoubted)) return 'ofFamily';
  // "Probably no pneumonia" is neither refuted nor a suspicion of it. A negated test is negative or was not done.
  if (isDenied && (isDoubted || kind === 'test')) return 'unclear';
  const code = conceptOf(entity, context.thresholds);
  if (code === undefined) return 'unclear';
  return makerOf(kind, has)(entity, code, has, context);
}

function makerOf(kind: 'condition' | 'medication' | 'test', has: (trait: Trait) => boolean): Make {
  if (kind === 'medication') return medicationStatement;
  if (kind === 'test') return testObservation;
  if (has('PERTAINS_TO_FAMILY')) return familyMemberHistory;
  return !has('DIAGNOSIS') && (has('SIGN') || has('SYMPTOM')) ? findingObservation : condition;
}

/**
 * There is no clinicalStatus. R4 requires one only of problem lists, and a note does not tell it: the service finds
 * PAST_HISTORY in a list of chronic diseases as well, and a diabetes must not become `inactive` or `resolved`. The
 * trait is in the extension and in the note.
 */
const condition: Make = (entity, code, has, context) => {
  const bodySite = sitesOf(entity, context);
  return {
    ...head('Condition', entity, context),
    verificationStatus: has('NEGATION')
      ? codeable('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'refuted', 'Refuted')
      : codeable('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'unconfirmed', 'Unconfirmed'),
    code,
    ...(bodySite.length === 0 ? {} : { bodySite }),
    subject: context.subject,
    evidence: [{ detail: [context.note] }],
    ...noteOf(entity, has),
  };
};

/** A sign or symptom: the code is the finding, the value whether the patient has it, as R4 wants it of yes and no. */
const findingObservation: Make = (entity, code, has, context) => {
  const [site, other] = sitesOf(entity, context);
  const value = has('NEGATION') ? answer('N', 'No') : answer('Y', 'Yes');
  return {
    ...observation(entity, code, context),
    status: 'preliminary',
    ...(has('LOW_CONFIDENCE') ? { dataAbsentReason: absent('unknown') } : { valueCodeableConcept: value }),
    ...(site === undefined || other !== undefined ? {} : { bodySite: site }),
    ...noteOf(entity, has),
  };
};

/**
 * A test: its result as the note writes it, if there is exactly one. Without a result, the test may not have been done.
 */
const testObservation: Make = (entity, code, has, context) => {
  const results = entity.attributes.filter(({ type }) => type === 'TEST_VALUE');
  const [result] = results;
  const units = entity.attributes.filter(({ type }) => type === 'TEST_UNIT' || type === 'TEST_UNITS');
  const isOne = results.length === 1 && units.length <= 1 && result?.traits.length === 0 && !has('LOW_CONFIDENCE');
  const value = isOne ? fhirText(result.text) : undefined;
  const valueString = value === undefined ? undefined : fhirText(`${value} ${units[0]?.text ?? ''}`);
  return {
    ...observation(entity, code, context),
    ...(valueString === undefined
      ? { status: 'unknown', dataAbsentReason: absent(results.length === 0 ? 'unknown' : 'unsupported') }
      : { status: 'preliminary', valueString }),
    ...noteOf(entity, has),
  };
};

const dosageTypes: ReadonlySet<string> = new Set([
  'DOSAGE',
  'STRENGTH',
  'FORM',
  'ROUTE_OR_MODE',
  'FREQUENCY',
  'RATE',
  'DURATION',
]);

/**
 * PAST_HISTORY says that it was taken before, not that it was stopped. An attribute with traits is no dosage: with
 * NEGATION, it is one that the patient does not take.
 */
const medicationStatement: Make = (entity, code, has, context) => {
  const isDosage = ({ type, traits: own }: Attribute): boolean => dosageTypes.has(type) && own.length === 0;
  const dosage = wordsOf(entity.attributes.filter(isDosage));
  const rest = { ...entity, attributes: entity.attributes.filter(attribute => !isDosage(attribute)) };
  return {
    ...head('MedicationStatement', entity, context),
    status: has('NEGATION') ? 'not-taken' : 'unknown',
    medicationCodeableConcept: code,
    subject: context.subject,
    derivedFrom: [context.note],
    ...noteOf(rest, has),
    ...(dosage === undefined ? {} : { dosage: [{ text: dosage }] }),
  };
};

/** Of a relative, of whom only is known that there is one. */
const familyMemberHistory: Make = (entity, code, has, context) => ({
  ...head('FamilyMemberHistory', entity, context),
  status: 'partial',
  patient: context.subject,
  relationship: codeable('http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'FAMMEMB', 'family member'),
  condition: [{ code, ...noteOf(entity, has) }],
});

function head(resourceType: string, entity: Entity, { source }: FhirContext): JsonObject {
  return { resourceType, meta: { source }, extension: [mentionExtension(entity)] };
}

function observation(entity: Entity, code: JsonObject, context: FhirContext): JsonObject {
  return {
    ...head('Observation', entity, context),
    code,
    subject: context.subject,
    // When it was so is not known: without this, readers may take it to be now.
    _effectiveDateTime: unknown,
    derivedFrom: [context.note],
  };
}

function answer(code: string, display: string): JsonObject {
  return codeable('http://terminology.hl7.org/CodeSystem/v2-0136', code, display);
}

function sitesOf({ attributes }: Entity, { thresholds }: FhirContext): readonly JsonObject[] {
  return attributes
    .filter(attribute => attribute.type === 'SYSTEM_ORGAN_SITE' && attribute.traits.length === 0)
    .map(attribute => conceptOf(attribute, thresholds))
    .filter(site => site !== undefined);
}

/** What has no element of its own: the attributes in the note's words, and traits that a reader must not miss. */
function noteOf({ attributes }: Entity, has: (trait: Trait) => boolean): JsonObject {
  const said = (['PAST_HISTORY', 'LOW_CONFIDENCE'] as const).filter(has).map(trait => ({ text: trait }));
  const words = wordsOf(attributes);
  const note = words === undefined ? said : [...said, { text: words }];
  return note.length === 0 ? {} : { note };
}

/** Attributes with the service's words for them, so that a strength is not read as a dosage. */
function wordsOf(attributes: readonly Attribute[]): string | undefined {
  return fhirText(
    attributes
      .map(({ type, text = '', traits: own }) => {
        const names = own.map(({ name }) => name).join(', ');
        return `${type}: ${text}${names === '' ? '' : ` (${names})`}`;
      })
      .join('; '),
  );
}
