// What the names of tables of runs end with.

export const tableSuffixes = ['.awsjobs.csv', '.awsjobs.json'] as const;

/** Whether a file is a table of runs, by its name. */
export const isTable = (path: string): boolean => tableSuffixes.some(suffix => path.endsWith(suffix));
