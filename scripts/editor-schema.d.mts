/** The schema as the editor's own JSON service reads it, for the one of a spec. */
export function editorSchema(schema: object): object;
