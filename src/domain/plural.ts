// Formats texts with a number in the plural forms of their language. A text is one ICU plural of whole sentences, so
// that a translation can have as many forms as its language needs, which two separate source texts would not allow:
//   {0, plural, one {# job failed in {1}} other {# jobs failed in {1}}}
// A library for all ICU messages would be fifty times this size, and half of the form's page.

const message = /^\{0, plural,(?<forms>(?: (?:=\d+|zero|one|two|few|many|other) \{(?:[^{}]|\{\d\})*\})+)\}$/;
const form = / (=\d+|\w+) \{((?:[^{}]|\{\d\})*)\}/g;

interface Numbers {
  readonly rules: Intl.PluralRules;
  readonly format: Intl.NumberFormat;
}

const languages = new Map<string, Numbers>();

function numbersOf(language: string): Numbers {
  const known = languages.get(language) ?? {
    rules: new Intl.PluralRules(language),
    format: new Intl.NumberFormat(language),
  };
  languages.set(language, known);
  return known;
}

/**
 * Returns the form of `text` for a number: `#` becomes the number, `{1}`, `{2}` … the `others`. `language`: the
 * language of the text, a BCP 47 tag. A text that is not a plural is filled in as it is, because a translation may be
 * faulty.
 */
export function plural(
  text: string,
  count: number,
  others: readonly (string | number)[] = [],
  language = 'en',
): string {
  const { rules, format } = numbersOf(language);
  const number = format.format(count);
  const forms = new Map(
    [...(message.exec(text)?.groups?.['forms'] ?? '').matchAll(form)].map(([, name = '', sentence = '']) => [
      name,
      sentence,
    ]),
  );
  const sentence = forms.get(`=${count}`) ?? forms.get(rules.select(count)) ?? forms.get('other') ?? text;
  return sentence.replaceAll(/#|\{(\d)\}/g, (place, index?: string) =>
    index === undefined || index === '0' ? number : String(others[Number(index) - 1] ?? place),
  );
}
