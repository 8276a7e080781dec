// Detects personal data in names: each detector returns what a name looks like and how likely that is. Signs of an
// everyday meaning (a ward, a run, a release) lower the score. Messages never repeat what was found, because they end
// up in logs.
import { familyNames, givenNames, labelWords, ordinaryWords, periodWords, placeWords } from './personalWords.ts';

/** What a name looks like, and how likely. */
export interface PersonalFinding {
  /** A noun phrase that completes "looks like". */
  readonly what: string;
  /** 0 to 1. */
  readonly score: number;
}

/** Findings with a lower score are not reported. */
const threshold = 0.6;

/** How many characters are checked: the length of the longest job name; folder names are rarely longer. */
const maxCharacters = 256;

/** A run of letters or of digits. */
interface Token {
  readonly text: string;
  readonly lower: string;
  readonly isNumber: boolean;
  readonly isCapitalized: boolean;
  /** The text between this token and the one before. */
  readonly gap: string;
}

function tokensOf(name: string): readonly Token[] {
  let end = 0;
  return [...name.matchAll(/\d+|\p{L}[\p{L}\p{M}'’]*/gu)].map(({ 0: text, index }) => {
    const gap = name.slice(end, index);
    end = index + text.length;
    return {
      text,
      lower: text.toLowerCase(),
      isNumber: /^\d/.test(text),
      isCapitalized: /^\p{Lu}\p{Ll}/u.test(text),
      gap,
    };
  });
}

type Detector = (name: string, tokens: readonly Token[]) => PersonalFinding | undefined;

const sure = (what: string, isThere: boolean, score = 0.9): PersonalFinding | undefined =>
  isThere ? { what, score } : undefined;

/**
 * Whether digits are a year since 1900, or a date that starts with one: not a record number, but the date of a run, or
 * a date of birth, which another detector finds.
 */
const isRecent = (digits: string): boolean => /^(19|20)\d{2}(0[1-9]|1[0-2])?([0-2]\d|3[01])?$/.test(digits);

/** Whether digits have the check digit of an NHS number (modulus 11). */
function isNhsNumber(digits: string): boolean {
  const sum = Array.from(digits.slice(0, 9), (digit, index) => Number(digit) * (10 - index)).reduce((a, b) => a + b, 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]);
}

const socialSecurity: Detector = name =>
  sure(
    'a Social Security number',
    /(?<![\d\p{L}])(?<!\d-)(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d\p{L}])/u.test(name),
  );

const nhsNumber: Detector = name => {
  const [, digits = ''] = /(?<![\d-])(\d{3}[ -]\d{3}[ -]\d{4})(?![\d-])/.exec(name) ?? [];
  if (digits === '') return undefined;
  return isNhsNumber(digits.replaceAll(/\D/g, ''))
    ? { what: 'an NHS number', score: 0.95 }
    : { what: 'a phone number', score: 0.8 };
};

const phone: Detector = name =>
  sure('a phone number', /(?<![\d\p{L}])\+\d{1,3}[ -]?\d{2,4}[ -]?\d{3,4}[ -]?\d{2,4}(?!\d)/u.test(name), 0.8);

const insuranceId: Detector = name =>
  sure(
    'an insurance number',
    /(?<![\d\p{L}])([A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]|[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}|[A-Z]\d{9})(?![\d\p{L}])/u.test(
      name,
    ),
  );

const nineDigits: Detector = (_, tokens) => {
  const index = tokens.findIndex(({ isNumber, text }) => isNumber && text.length === 9);
  if (index === -1) return undefined;
  const isLabelled =
    [...labelWords, ...periodWords, 'job'].includes(tokens[index - 1]?.lower ?? '') ||
    /^\p{L}/u.test(tokens[index + 1]?.gap === '' ? (tokens[index + 1]?.text ?? '') : '');
  return { what: 'an identity number (nine digits)', score: isLabelled ? 0.3 : 0.7 };
};

/**
 * Words before a record number, and the fewest digits that must follow: more after words that are common in other
 * names.
 */
const recordWords: ReadonlyMap<string, number> = new Map(
  Object.entries({
    mrn: 3,
    ssn: 3,
    nino: 3,
    mbi: 3,
    hicn: 3,
    patientid: 3,
    patient: 4,
    pat: 4,
    pid: 4,
    hospno: 3,
    nhs: 7,
    medicare: 7,
    medicaid: 7,
  }),
);
/** Words between the two, after which three digits suffice. */
const fillers: ReadonlySet<string> = new Set(['id', 'no', 'nr', 'num', 'number', 'record']);

const recordNumber: Detector = (_, tokens) => {
  const found = tokens.some((token, index) => {
    const least = recordWords.get(token.lower);
    if (least === undefined) return false;
    const hasFiller = fillers.has(tokens[index + 1]?.lower ?? '');
    const number = tokens[index + (hasFiller ? 2 : 1)];
    return (
      number?.isNumber === true &&
      /^[ _.:=/#-]*$/.test(number.gap) &&
      number.text.length >= (hasFiller ? 3 : least) &&
      !isRecent(number.text)
    );
  });
  return sure('a patient or insurance number', found);
};

const email: Detector = name => {
  for (let at = name.indexOf('@'); at > 0; at = name.indexOf('@', at + 1)) {
    if (/[\w+-]/.test(name[at - 1] ?? '') && /^[\w-]+(\.[\w-]+)*\.[a-z]{2,}/i.test(name.slice(at + 1, at + 65)))
      return { what: 'an email address', score: 0.95 };
  }
  return undefined;
};

/** Full dates, with the year first or last, with or without separators; captures the year. */
const fullDate =
  /(?<!\d)(?:((?:19|20)\d{2})([-./_ ]?)(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([-./_ ])(?:0?[1-9]|[12]\d|3[01])\3((?:19|20)\d{2}))(?!\d)/g;

const birthWords = /(?<!\p{L})(d\.?o\.?b|born|birth ?-?_?(day|date)|date[ _-]of[ _-]birth|geb(oren)?|née?)(?!\p{L})/iu;

const birthDate: Detector = (name, tokens) => {
  const years = [...name.matchAll(fullDate)].map(found => Number(found[1] ?? found[4]));
  const what = 'a date of birth';
  const year = tokens.find(({ isNumber, text }) => isNumber && /^(19|20)\d{2}$/.test(text) && Number(text) < 2020);
  if (birthWords.test(name) && (years.length > 0 || year !== undefined)) return { what, score: 0.9 };
  const [first] = years;
  if (first === undefined) return undefined;
  const isPeriod = tokens.some(({ lower }) => periodWords.has(lower));
  return {
    what,
    score: (first < 2000 ? 0.7 : first < 2012 ? 0.4 : 0.1) - (isPeriod ? 0.3 : 0) - (years.length > 1 ? 0.4 : 0),
  };
};

const titles: ReadonlySet<string> = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mister',
  'dr',
  'prof',
  'herr',
  'frau',
  'mme',
  'sra',
  'señora',
  'señor',
]);

/** Whether a token can be part of a person's name at all. */
const couldBeName = (token: Token | undefined): token is Token =>
  token !== undefined && !token.isNumber && token.text.length > 1 && !ordinaryWords.has(token.lower);

const joins = ({ gap }: Token): boolean => /^[ _.,-]{1,2}$/.test(gap);

/** Returns how likely two consecutive words are a given name and a family name, in either order. */
function pairScore(one: Token, two: Token): number {
  const given = [one, two].filter(({ lower }) => givenNames.has(lower)).length;
  const family = [one, two].filter(({ lower }) => familyNames.has(lower)).length;
  const both = one.isCapitalized && two.isCapitalized;
  if (given > 0 && family > 0) return both ? 0.9 : 0.8;
  if (given > 0) return both ? 0.7 : 0.3;
  return family > 0 && both ? 0.4 : both ? 0.2 : 0;
}

const person: Detector = (_, tokens) => {
  let best = 0;
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (next === undefined || !couldBeName(next) || !joins(next)) continue;
    if (
      titles.has(token.lower) &&
      token.text !== token.text.toUpperCase() &&
      (next.isCapitalized || familyNames.has(next.lower))
    )
      best = Math.max(best, 0.85);
    if (!couldBeName(token)) continue;
    const isOfPlace =
      /^(st|saint|san|santa)$/.test(tokens[index - 1]?.lower ?? '') ||
      [2, 3].some(step => placeWords.has(tokens[index + step]?.lower ?? ''));
    const birthYear = [tokens[index + 2], tokens[index - 1]].some(
      near => near?.isNumber === true && /^(19[1-9]\d|200\d)$/.test(near.text),
    );
    best = Math.max(
      best,
      pairScore(token, next) +
        (birthYear && token.isCapitalized && next.isCapitalized ? 0.4 : 0) -
        (isOfPlace ? 0.5 : 0),
    );
  }
  return { what: "a person's name", score: best };
};

const diagnosis: Detector = (name, tokens) => {
  const [code = ''] = /(?<![\p{L}\p{N}.])[A-TV-Z]\d[0-9AB]\.[0-9A-Z]{1,4}(?![\p{L}\p{N}.])/u.exec(name) ?? [];
  if (code === '') return undefined;
  const isLabel = tokens.some(({ lower }) => labelWords.has(lower));
  return { what: 'a diagnosis (an ICD-10 code)', score: isLabel ? 0.3 : 0.7 };
};

const detectors: readonly Detector[] = [
  socialSecurity,
  nhsNumber,
  phone,
  insuranceId,
  recordNumber,
  email,
  birthDate,
  person,
  diagnosis,
  nineDigits,
];

/** Removes UUIDs and long hexadecimal numbers from a name, because their digits could be taken for personal data. */
const withoutIds = (name: string): string =>
  name.replaceAll(
    /(?<![\da-z])(?:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|[\da-f]{12,64})(?![\da-z])/gi,
    id => (/[a-f]/i.test(id) && /\d/.test(id) ? 'x' : id),
  );

/** Returns the most likely personal data in the first 256 characters of a name; undefined if there is none. */
export function personalIn(name: string): PersonalFinding | undefined {
  const looked = withoutIds(name.slice(0, maxCharacters));
  const tokens = tokensOf(looked);
  let best: PersonalFinding | undefined;
  for (const detector of detectors) {
    const found = detector(looked, tokens);
    if (found !== undefined && found.score >= threshold && found.score > (best?.score ?? 0)) best = found;
  }
  return best;
}
