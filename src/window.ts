// The composition root: constructs, connects and registers the parts of a window. It is the only file that imports from
// all of `domain`, `host`, `aws` and `ui`, and is loaded when the first of these parts is needed.
import { randomUUID } from 'node:crypto';
import { configureTexts } from './ui/l10n.ts';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { Connection, type ConnectionState, type Connector } from './domain/connection.ts';
import { Renewal } from './domain/renewal.ts';
import { CallCounter } from './domain/jobs/callCount.ts';
import { Attention } from './domain/jobs/attention.ts';
import { Discovery } from './domain/jobs/discovery.ts';
import { isWatched } from './domain/jobs/job.ts';
import { JobList } from './domain/jobs/list.ts';
import { pacedServices } from './domain/jobs/paced.ts';
import { JobStore } from './domain/jobs/store.ts';
import { Watcher } from './domain/jobs/watcher.ts';
import { LiveValues } from './domain/live/values.ts';
import { systemClock } from './machine/clock.ts';
import { KnownAccounts } from './machine/accounts.ts';
import { JobDatabase } from './machine/database.ts';
import { knownHistory } from './host/knownHistory.ts';
import { Log } from './host/log.ts';
import type { RunningSandbox, SandboxProcess } from './machine/sandbox.ts';
import { Settings } from './host/settings.ts';
import { SpecFiles } from './host/specFiles.ts';
import { WorkspaceVariables } from './host/variables.ts';
import { settingIds } from './ids.ts';
import type { CommandContext } from './ui/commands/command.ts';
import { registerJobDocuments } from './ui/details/register.ts';
import { DiagnosticsReport } from './ui/diagnostics/report.ts';
import { SpecChecks } from './ui/editor/checks.ts';
import { SpecDiagnostics } from './ui/editor/diagnostics.ts';
import { registerEditorFeatures } from './ui/editor/index.ts';
import type { Ports } from './ui/ports.ts';
import { checkContext } from './ui/checkContext.ts';
import { connectionRefusal } from './ui/fixes.ts';
import { FinishNotifications } from './ui/finishNotifications.ts';
import { ConnectionStatus } from './ui/statusBar.ts';
import type { JobLogs } from './ui/jobLog/state.ts';
import type { Queue } from './ui/queue/index.ts';
import type { Preflights } from './ui/preflight/index.ts';
import type { Files } from './ui/files/index.ts';
import type { Results } from './ui/results/index.ts';
import type { Tables } from './ui/table/index.ts';
import type { LazyTree } from './ui/tree/lazyTree.ts';
import type { NodeKey } from './ui/tree/keys.ts';
import { JobsView } from './ui/tree/view.ts';
import { readRefusalTexts } from './ui/words.ts';
import { sentenceOfFault } from './domain/visible.ts';

const dayMs = 24 * 3_600_000;

/** What activation has already created when the window's parts are loaded. */
export interface ActivationContext {
  readonly context: vscode.ExtensionContext;
  readonly databasePath: string;
  readonly view: vscode.TreeView<NodeKey>;
  readonly tree: LazyTree;
}

/**
 * The parts of a window: the context for commands, the checks, and `resume`, which resumes watching unfinished jobs.
 */
export interface Window extends CommandContext {
  readonly checks: SpecChecks;
  resume(): void;
}

/** Creates the parts of a window and connects them. They live until the extension is deactivated. */
export function openWindow({ context, databasePath, view: treeView, tree }: ActivationContext): Window {
  const register = disposableRegistrar(context);
  configureTexts(vscode.l10n.bundle, vscode.env.language);
  const clock = systemClock;
  const log = register(new Log());
  const settings = new Settings();
  const specFiles = new SpecFiles();
  const variables = register(new WorkspaceVariables(settings, clock));
  const records = new JobDatabase(
    databasePath,
    undefined,
    knownHistory(context.globalState, databasePath, notice => {
      log.warn('job history', { historyFile: notice.what });
      // Rarely needed, so it is loaded only then.
      void import('./ui/historyNotice.ts').then(({ showHistoryNotice }) => {
        showHistoryNotice(notice);
      });
    }),
  );
  const calls = new CallCounter(clock);
  let sandbox: SandboxProcess | undefined;
  const runSandbox = async (): Promise<RunningSandbox> => {
    const { SandboxProcess: Process } = await import('./machine/sandbox.ts');
    return await (sandbox ??= register(
      new Process({
        script: context.asAbsolutePath('dist/sandbox.js'),
        stateDirectory: join(dirname(databasePath), 'sandbox'),
        jobSeconds: () => settings.sandboxJobSeconds,
        onDied: code => {
          log.warn('sandbox ended by itself', { count: code ?? -1 });
          connection.choiceChanged();
        },
      }),
    )).run();
  };

  // The SDK is loaded at the first connection, never at activation.
  const connector: Connector = {
    async open(choice, signal) {
      const [{ createConnector }] = await Promise.all([import('./aws/index.ts'), readRefusalTexts()]);
      return await createConnector({
        endpoints: () => settings.endpoints,
        sandbox: runSandbox,
        askMfaCode: async serial => await (await import('./ui/askMfaCode.ts')).askMfaCode(serial),
        onCall: call => {
          calls.add(call);
          if (call.refusal === undefined) log.info('call', call);
          else log.warn('call refused', call);
        },
      }).open(choice, signal);
    },
  };
  const connection = register(
    new Connection(connector, () => settings.connection, clock, {
      beforeChange: state => {
        switchAccount(state);
      },
      onFault: fault => {
        log.fault('connecting failed', fault);
      },
    }),
  );
  const store = register(new JobStore(records));
  const inFlight = new Set<string>();
  const windowId = randomUUID();
  const attention = new Attention(clock, vscode.window.state.focused);
  const list = new JobList(store, records, clock);
  const discovery = new Discovery({ store, records, clock, keepMs: () => settings.historyDays * dayMs });
  const watcher: Watcher = register(
    new Watcher({
      store,
      records,
      clock,
      inFlight,
      discovery,
      windowId,
      // If the user is away and no watched job is unfinished, do not look for jobs started elsewhere either.
      pace: () => ({
        intervalMs: settings.refreshIntervalMs,
        visible: treeView.visible && (attention.isUserPresent || store.unfinished.some(isWatched)),
      }),
      onFault: fault => {
        log.fault('refresh failed', fault);
      },
    }),
  );
  let jobLogs: Promise<JobLogs> | undefined;
  const ports: Ports = {
    calls,
    connection,
    discovery,
    list,
    log,
    settings,
    specFiles,
    store,
    steps: new Map(),
    variables,
    watcher,
    jobLogs: () =>
      (jobLogs ??= import('./ui/jobLog/logs.ts').then(({ JobLogs: Opened }) => register(new Opened(ports)))),
    listProfiles: async () => (await import('./aws/index.ts')).listProfiles(),
    gitCommitOf: async (file, text) => (await import('./host/git.ts')).gitCommitOf(file, text),
    live: new LiveValues(connection, clock),
    machine: async () => (await import('./machine/facts.ts')).machineFacts(databasePath, dirname(databasePath)),
    finished: records,
    start: { records, clock, newId: randomUUID, inFlight },
    localFiles: async paths => (await import('./machine/localFiles.ts')).openLocalFiles(paths),
    targetFolder: async path => (await import('./machine/downloads.ts')).targetFolder(path),
    createFile: async path => (await import('./machine/growingFile.ts')).createFile(path),
  };
  const report = register(new DiagnosticsReport(ports));
  const accounts = new KnownAccounts(records);
  const view = register(new JobsView(ports, treeView, tree, context.workspaceState, context.globalState));
  const checks = new SpecChecks(
    (uri, text) => checkContext(ports, uri, text),
    async asked => (await import('./ui/liveFacts.ts')).knownWorkflow(ports, asked),
  );
  const diagnostics = register(new SpecDiagnostics(specFiles, checks));
  register(new ConnectionStatus(connection, store, watcher));
  register(new FinishNotifications(ports, view));
  register(registerEditorFeatures(ports, checks));
  register(registerJobDocuments(ports));

  /** Selects the account a connection leads to, before any part is told of the connection. */
  const switchAccount = (state: ConnectionState): void => {
    const services = state.state === 'connected' ? state.connected.services : undefined;
    if (state.state === 'failed') log.warn('not connected', { refusal: state.refusal.name });
    try {
      // While not connected, show the jobs of the account that this connection last led to, as last seen.
      store.select(services?.identity ?? accounts.of(state));
      if (services !== undefined) accounts.remember(state, services.identity);
      view.storageFailed(undefined);
    } catch (fault) {
      log.fault('job history not readable', fault);
      view.storageFailed(sentenceOfFault(fault));
    }
    watcher.setServices(services && pacedServices(services, clock));
  };
  register(
    connection.onDidChange(() => {
      checks.contextChanged();
      diagnostics.contextChanged();
    }),
  );
  const renewal = register(
    new Renewal({
      broken: () => connectionRefusal(connection.state, watcher.state),
      watchFiles: async onChange => (await import('./machine/profileFiles.ts')).watchProfileFiles(onChange),
      retry: () => void connection.retry(),
    }),
  );
  const renew = (): void => {
    renewal.update();
  };
  register(connection.onDidChange(renew));
  register(watcher.onDidChange(renew));
  register(
    watcher.onDidChange(() => {
      if (treeView.visible && store.unfinished.some(({ workflow }) => workflow !== undefined))
        void ports.jobLogs().then(async logs => {
          await logs.follow();
          view.tick();
        });
    }),
  );
  // The jobs of the account it last led to are shown before the service answers.
  switchAccount(connection.state);
  view.start();
  register(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      attention.focusChanged(focused);
      if (focused) watcher.paceChanged();
    }),
  );
  register(
    variables.onDidChange(() => {
      checks.contextChanged();
      diagnostics.valuesChanged();
    }),
  );
  register(
    settings.onDidChange(id => {
      if (id === settingIds.refreshIntervalSeconds) watcher.paceChanged();
      if (id === settingIds.connection || id === settingIds.endpoints) connection.choiceChanged();
    }),
  );
  const prune = (): void => {
    if (settings.historyDays > 0) records.prune(clock.now() - settings.historyDays * dayMs);
  };
  // A window may stay open for weeks, so prune once a day.
  const pruning = setInterval(() => {
    try {
      if (records.exists) prune();
    } catch (fault) {
      log.fault('job history not pruned', fault);
    }
  }, dayMs);
  register({
    dispose: () => {
      clearInterval(pruning);
    },
  });
  register(records); // after the watcher, which releases its lease on dispose
  let results: Promise<Results> | undefined;
  let preflights: Promise<Preflights> | undefined;
  let queue: Promise<Queue> | undefined;
  let tables: Promise<Tables> | undefined;
  let files: Promise<Files> | undefined;
  const openPreflights = (): Promise<Preflights> =>
    (preflights ??= import('./ui/preflight/index.ts').then(({ Preflights: Opened }) => register(new Opened(ports))));
  const openQueue = (): Promise<Queue> =>
    (queue ??= Promise.all([import('./ui/queue/index.ts'), import('./machine/database/runLists.ts')]).then(
      ([{ Queue: Opened }, { StoredRunLists }]) => {
        const lists = new StoredRunLists(records.queue);
        return register(new Opened({ queue: records.queue, lists, records, windowId }, ports, openPreflights, view));
      },
    ));
  // A batch may have been confirmed in another window, whose runs this one sends when that is gone.
  const openQueueIfNeeded = (): void => {
    if (queue === undefined && records.exists && records.queue.hasOpen) void openQueue();
  };
  register(
    store.onDidChange(() => {
      try {
        openQueueIfNeeded();
      } catch (fault) {
        log.fault('queue not readable', fault);
      }
    }),
  );
  return {
    ports,
    view,
    results: () =>
      (results ??= import('./ui/results/index.ts').then(({ Results: Opened }) =>
        register(new Opened(ports, context.workspaceState)),
      )),
    preflights: openPreflights,
    queue: openQueue,
    memory: context.workspaceState,
    tables: () => (tables ??= import('./ui/table/index.ts').then(({ Tables: Opened }) => register(new Opened(ports)))),
    files: () => (files ??= import('./ui/files/index.ts').then(({ Files: Opened }) => register(new Opened(ports)))),
    diagnostics,
    report,
    checks,
    resume() {
      try {
        if (records.hasUnfinished()) void connection.current();
        openQueueIfNeeded();
        prune();
      } catch (fault) {
        log.fault('job history not readable', fault);
      }
    },
  };
}

/**
 * Returns a function that disposes what it is given when the extension is deactivated, or immediately if it already
 * was.
 */
function disposableRegistrar({
  subscriptions,
}: vscode.ExtensionContext): <T extends { dispose(): unknown }>(thing: T) => T {
  let hasEnded = false;
  subscriptions.push({
    dispose: () => {
      hasEnded = true;
    },
  });
  return thing => {
    if (hasEnded) thing.dispose();
    else subscriptions.push(thing);
    return thing;
  };
}
