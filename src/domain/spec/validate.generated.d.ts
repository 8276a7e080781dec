// The types of validate.generated.js, which scripts/generate-validator.mjs generates from schemas/job-spec.schema.json.

/** One violation of the schema, as ajv reports it. */
export interface SchemaViolation {
  /** A JSON pointer to the value; for a missing or unknown member, to the object that should or does contain it. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Whether a value is a valid spec; `errors` holds every violation of the last call. */
export interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly SchemaViolation[] | null;
}

export declare const validate: Validate;

/** The schema's message for each pattern, used when it does not match. */
export declare const patternMessages: Readonly<Record<string, string>>;

/**
 * The members an object may have, by place: '' is the spec, else the request's definition and the path in it, with `*`
 * for an entry of a list.
 */
export declare const members: Readonly<Record<string, readonly string[]>>;

/** The members an object must have, by the same places. */
export declare const required: Readonly<Record<string, readonly string[]>>;
