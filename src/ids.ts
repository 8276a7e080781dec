// Every id that package.json and the code share. A test holds the manifest against these lists.

export const extensionId = 'aws-job-specs.aws-job-specs';

export const commandIds = {
  startJob: 'awsJobs.startJob',
  startActive: 'awsJobs.startActive',
  startAgain: 'awsJobs.startAgain',
  dismissStart: 'awsJobs.dismissStart',
  checkSpec: 'awsJobs.checkSpec',
  checkAll: 'awsJobs.checkAll',
  newSpec: 'awsJobs.newSpec',
  newForm: 'awsJobs.newForm',
  openForm: 'awsJobs.openForm',
  openText: 'awsJobs.openText',
  importCliInput: 'awsJobs.importCliInput',
  copyCliCommand: 'awsJobs.copyCliCommand',
  copyRequestJson: 'awsJobs.copyRequestJson',
  refresh: 'awsJobs.refresh',
  showDetails: 'awsJobs.showDetails',
  runAgain: 'awsJobs.runAgain',
  saveAsSpec: 'awsJobs.saveAsSpec',
  stopJob: 'awsJobs.stopJob',
  watchJob: 'awsJobs.watchJob',
  unwatchJob: 'awsJobs.unwatchJob',
  watchById: 'awsJobs.watchById',
  compareJobs: 'awsJobs.compareJobs',
  filterJobs: 'awsJobs.filterJobs',
  clearFilter: 'awsJobs.clearFilter',
  groupJobs: 'awsJobs.groupJobs',
  sortJobs: 'awsJobs.sortJobs',
  loadMore: 'awsJobs.loadMore',
  copyJobId: 'awsJobs.copyJobId',
  copyOutputUri: 'awsJobs.copyOutputUri',
  copyRequestId: 'awsJobs.copyRequestId',
  copyDescribeCommand: 'awsJobs.copyDescribeCommand',
  openInConsole: 'awsJobs.openInConsole',
  openSpec: 'awsJobs.openSpec',
  exportHistory: 'awsJobs.exportHistory',
  removeJobs: 'awsJobs.removeJobs',
  showJob: 'awsJobs.showJob',
  selectConnection: 'awsJobs.selectConnection',
  fixConnection: 'awsJobs.fixConnection',
  signIn: 'awsJobs.signIn',
  copySignIn: 'awsJobs.copySignIn',
  selectOverlay: 'awsJobs.selectOverlay',
  useSandbox: 'awsJobs.useSandbox',
  showLog: 'awsJobs.showLog',
  showDiagnostics: 'awsJobs.showDiagnostics',
  copyDiagnostics: 'awsJobs.copyDiagnostics',
} as const;
export type CommandId = typeof commandIds[keyof typeof commandIds];

export const viewIds = { container: 'awsJobs', jobs: 'awsJobs.jobs' } as const;

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
} as const;

export const contextKeys = {
  /** `none`, `connecting`, `connected` or `failed`. */
  connection: 'awsJobs.connection',
  /** Whether the tree leaves jobs out. */
  isFiltered: 'awsJobs.isFiltered',
  /** Whether there are jobs or starts to show, or a filter that may hide some. */
  hasJobs: 'awsJobs.hasJobs',
  /** How the connection that stopped working can be fixed: `signIn`, or `other`; empty while it works. */
  broken: 'awsJobs.broken',
  /** What the selected rows can do: the `capabilities` of any of them, as a list of words. */
  selection: 'awsJobs.selection',
} as const;

/** What a row can do; a node's contextValue is a list of these, and menus match one of them as a word. */
export const capabilities = {
  job: 'job',
  spec: 'spec',
  /** A job that is asked for until it ends, and one that nobody wants asked for. */
  watched: 'watched',
  unwatched: 'unwatched',
  /** A job that may leave the history: it has ended, is gone, or is not watched. */
  removable: 'removable',
  output: 'output',
  requestId: 'requestId',
  /** A job of a service that has a console: not of the sandbox. */
  console: 'console',
  /** A start nobody answered, and whose job is not found. */
  lostStart: 'lostStart',
  /** A start that a person may close: its job is not found, or it has waited for its answer for long. */
  dismissable: 'dismissable',
} as const;
export type Capability = typeof capabilities[keyof typeof capabilities];

/** The language of specs: JSON with comments, of which our own checks alone tell the problems. */
export const specLanguageId = 'awsjob';

export const specFileSuffix = '.awsjob.json';
export const specFileGlob = '**/*.awsjob.json';

export const overlayFileSuffix = '.awsjobvars.json';
export const overlayFileGlob = '**/*.awsjobvars.json';

/** Of the read-only documents about jobs. */
export const documentScheme = 'awsjobs';
/** Of the pages that explain the codes of problems. */
export const explanationScheme = 'awsjobs-checks';
/** Of the report on how the extension stands. */
export const diagnosticsScheme = 'awsjobs-diagnostics';
