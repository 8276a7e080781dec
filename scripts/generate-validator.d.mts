/** Brings src/domain/spec/validate.generated.js up to date with the schema; an unchanged file is left alone. */
export function generateValidator(): Promise<void>;
