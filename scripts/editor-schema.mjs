// The schema as the editor's own JSON service reads it. What the checks tell better, the service is not told: two squiggles at
// one place, of which one is vague, help nobody. Theirs is the structure of a request and every choice; ours are what a text
// says, which kind of file this is (the top level), and all that no schema can say.

const variable = '#/definitions/Variable';

/** Keywords that judge a text. */
const ofTexts = new Set(['pattern', 'patternErrorMessage', 'minLength', 'maxLength']);

function withoutTexts(schema) {
  if (Array.isArray(schema)) return schema.map(withoutTexts);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { anyOf, ...rest } = schema;
  // A way out for values that hold a variable is only needed beside what would judge them.
  const [plain, way] = anyOf ?? [];
  const isWay = way?.$ref === variable && !('enum' in plain);
  return Object.fromEntries(Object.entries(isWay ? { ...rest, ...plain } : schema).filter(([keyword]) => !ofTexts.has(keyword)).map(([keyword, value]) => [keyword, withoutTexts(value)]));
}

/** The editor's schema for the one of a spec; `definitions.Variable` stays whole, since it is a way out and no judgement. */
export function editorSchema(schema) {
  const loosened = withoutTexts(schema);
  delete loosened.required;
  delete loosened.additionalProperties;
  loosened.definitions.Variable = schema.definitions.Variable;
  return loosened;
}
