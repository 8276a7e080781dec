/** The names of the forms on the command line, in the order in which they are offered. */
export const exportFormIds = ['step-functions', 'scheduler', 'airflow', 'github-actions', 'shell'] as const;
export type ExportFormId = (typeof exportFormIds)[number];
