// Ids shared by package.json and the code. A test compares the manifest with these lists.

export const extensionId = 'aws-job-specs.aws-job-specs';

const commandNames = [
  'startJob',
  'startActive',
  'startAgain',
  'startAll',
  'splitSpec',
  'startTable',
  'previewTable',
  'showQueue',
  'showBatch',
  'cancelRuns',
  'moveRunToFront',
  'resumeRuns',
  'dismissStart',
  'checkSpec',
  'checkBeforeStart',
  'copyPolicies',
  'checkAll',
  'newSpec',
  'newForm',
  'openForm',
  'openText',
  'import',
  'uploadNotes',
  'exportAs',
  'copyCliCommand',
  'copyRequestJson',
  'refresh',
  'showDetails',
  'runAgain',
  'saveAsSpec',
  'stopJob',
  'watchJob',
  'unwatchJob',
  'watchById',
  'compareJobs',
  'filterJobs',
  'clearFilter',
  'groupJobs',
  'sortJobs',
  'loadMore',
  'copyJobId',
  'copyOutputUri',
  'copyRequestId',
  'copyDescribeCommand',
  'openInConsole',
  'openSpec',
  'exportHistory',
  'removeJobs',
  'showJob',
  'selectConnection',
  'fixConnection',
  'signIn',
  'copySignIn',
  'selectOverlay',
  'useSandbox',
  'showJobLog',
  'showLog',
  'showDiagnostics',
  'copyDiagnostics',
  'showResults',
  'exportResults',
  'compareResults',
  'showCodesOf',
  'runAgainForDocuments',
  'previewDeidentified',
  'showOutput',
  'nextEntity',
  'previousEntity',
  'nextOfType',
  'previousOfType',
  'setThreshold',
  'raiseThreshold',
  'lowerThreshold',
  'raiseConceptThreshold',
  'lowerConceptThreshold',
  'clearResultsFilter',
  'copyCode',
  'revealRange',
  'readAgain',
  'openInputFolder',
  'openOutputFolder',
  'downloadOutput',
  'downloadFolder',
  'saveCopy',
] as const;
type CommandName = (typeof commandNames)[number];

/** The id of each command. They are made of the names, because all of them are loaded when the editor starts. */
export const commandIds = Object.fromEntries(commandNames.map(name => [name, `awsJobs.${name}`])) as {
  readonly [Name in CommandName]: `awsJobs.${Name}`;
};
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const viewIds = { container: 'awsJobs', jobs: 'awsJobs.jobs', entity: 'awsJobs.entity' } as const;

/** The custom editor that shows a spec as a form. */
export const formEditorId = 'awsJobs.form';

export const submenuIds = { copy: 'awsJobs.copy' } as const;

export const settingsSection = 'awsJobs';
export const settingIds = {
  connection: 'connection',
  endpoints: 'endpoints',
  refreshIntervalSeconds: 'refresh.intervalSeconds',
  confirmStart: 'start.confirm',
  sandboxJobSeconds: 'sandbox.jobSeconds',
  overlay: 'variables.overlay',
  notifyOnFinish: 'notifyOnFinish',
  historyDays: 'history.days',
  rates: 'rates',
  readsDocuments: 'preflight.readDocuments',
  protectedConnections: 'protectedConnections',
  askAfterHours: 'queue.askAfterHours',
} as const;

export const contextKeys = {
  /** `none`, `connecting`, `connected` or `failed`. */
  connection: 'awsJobs.connection',
  /** Whether the tree leaves jobs out. */
  isFiltered: 'awsJobs.isFiltered',
  /** Whether there are jobs or starts to show, or a filter that may hide some. */
  hasJobs: 'awsJobs.hasJobs',
  /** How a broken connection can be fixed: `signIn` or `other`; empty while it works. */
  broken: 'awsJobs.broken',
  /** Whether a document with what was found in it is in the active editor. */
  note: 'awsJobs.note',
  /** What the selected rows can do: the union of their `capabilities`, as a list of words. */
  selection: 'awsJobs.selection',
} as const;

/** What a row can do. A tree item's contextValue is a list of these; menus match them as single words. */
export const capabilities = {
  job: 'job',
  spec: 'spec',
  /** An unfinished job that is watched, and one that is not. */
  watched: 'watched',
  unwatched: 'unwatched',
  /** A job that can be removed from history: it has ended, is marked gone, or is not watched. */
  removable: 'removable',
  output: 'output',
  input: 'input',
  /** A job whose results can be shown. */
  results: 'results',
  /** One whose results are those of documents, which can be exported, compared and run again. */
  documents: 'documents',
  /** A job whose workflow may deliver a log. */
  log: 'log',
  requestId: 'requestId',
  /** A job of a service with a console, so not of the sandbox. */
  console: 'console',
  /** A batch of which more will come, a run that was not sent yet, and one that waits for the user's decision. */
  batch: 'batch',
  queuedRun: 'queuedRun',
  heldRun: 'heldRun',
  /** A start without an answer whose job was not found. */
  lostStart: 'lostStart',
  /** A start that the user may dismiss: its job was not found, or it has been unanswered for a long time. */
  dismissable: 'dismissable',
} as const;
export type Capability = (typeof capabilities)[keyof typeof capabilities];

/** The language of specs: JSON with comments, for which only this extension's checks report problems. */
export const specLanguageId = 'awsjob';

export const specFileSuffix = '.awsjob.json';
export const specFileGlob = '**/*.awsjob.json';

/** The language of tables of runs in CSV; those in JSON are JSON with comments. */
export const tableLanguageId = 'awsjobtable';
/** A table of runs: a spec's name with one of the suffixes of `domain/table/suffixes`, which is not loaded at activation. */
export const tableFilePattern = /\.awsjobs\.(?:csv|json)$/;

export const overlayFileSuffix = '.awsjobvars.json';
export const overlayFileGlob = '**/*.awsjobvars.json';

/** The URI scheme of the read-only documents about jobs. */
export const documentScheme = 'awsjobs';
/** The URI scheme of the read-only documents about what a job found. */
export const resultsScheme = 'awsjobs-results';
/** The URI scheme of the reports of checks before a start. */
export const preflightScheme = 'awsjobs-preflight';
/** The type of the pages of batches, by which the editor restores them. */
export const batchPageType = 'awsJobs.batch';
/** The URI scheme of the read-only documents about the runs of a table. */
export const tableScheme = 'awsjobs-table';
/** The URI scheme of the folders of jobs. Not `s3`, which is that of another extension, and says nothing of the account. */
export const filesScheme = 'awsjobs-s3';
/** The URI scheme of the read-only summaries of downloads. */
export const downloadScheme = 'awsjobs-download';
/** The language of the documents of jobs. */
export const noteLanguageId = 'awsjobnote';
/** The URI scheme of the pages that explain the problem codes. */
export const explanationScheme = 'awsjobs-checks';
/** The URI scheme of the diagnostics report. */
export const diagnosticsScheme = 'awsjobs-diagnostics';
