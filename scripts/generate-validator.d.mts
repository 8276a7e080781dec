/** Updates src/domain/spec/validate.generated.js from the schema; an unchanged file is not written. */
export function generateValidator(): Promise<void>;
