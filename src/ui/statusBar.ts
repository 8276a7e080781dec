import { l10n } from './l10n.ts';
import type { Connection, ConnectionState } from '../domain/connection.ts';
import { isWatched } from '../domain/jobs/job.ts';
import type { JobStore } from '../domain/jobs/store.ts';
import type { Watcher } from '../domain/jobs/watcher.ts';
import type { Refusal } from '../domain/refusal.ts';
import { commandIds } from '../ids.ts';
import { connectionRefusal } from './fixes.ts';
import { connectionText, refusalPhrase, refusalText } from './words.ts';
import { StatusItem } from './window/statusItem.ts';
import { formatPlural } from './formatPlural.ts';

/**
 * The status bar item for the connection that jobs are started with and its number of running jobs. Hidden if none is
 * selected.
 */
export class ConnectionStatus {
  readonly #item = new StatusItem({
    id: 'awsJobs.connection',
    name: l10n.t('AWS Jobs: Connection'),
    priority: 10,
  });
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #store: JobStore;
  readonly #watcher: Watcher;

  constructor(connection: Connection, store: JobStore, watcher: Watcher) {
    this.#store = store;
    this.#watcher = watcher;
    this.#subscriptions = [
      connection.onDidChange(state => {
        this.#show(state);
      }),
      store.onDidChange(() => {
        this.#show(connection.state);
      }),
      watcher.onDidChange(() => {
        this.#show(connection.state);
      }),
    ];
    this.#show(connection.state);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #show(state: ConnectionState): void {
    if (state.state === 'none') {
      this.#item.hide();
      return;
    }
    const name = connectionText(state.choice);
    const broken = connectionRefusal(state, this.#watcher.state);
    const icon =
      state.state === 'connecting'
        ? 'loading~spin'
        : broken !== undefined
          ? 'warning'
          : state.choice.sandbox === true
            ? 'beaker'
            : 'cloud';
    const account =
      state.state === 'connected' && !state.connected.simulated
        ? ` · ${state.connected.services.identity.account}`
        : '';
    const running = this.#store.unfinished.filter(isWatched).length;
    const words = [
      tooltip(state, broken, name),
      ...(running === 0
        ? []
        : [formatPlural(l10n.t('{0, plural, one {# job is running} other {# jobs are running}}'), running)]),
    ].join('. ');
    this.#item.show({
      parts: [
        { icon, text: broken === undefined ? `${name}${account}` : `${name}: ${refusalPhrase(broken, state.choice)}` },
        ...(running === 0 ? [] : [{ icon: 'sync', text: running.toLocaleString() }]),
      ],
      tooltip: words,
      accessibleLabel: l10n.t('AWS Jobs connection: {0}', words),
      isWarning: broken !== undefined,
      command: broken === undefined ? commandIds.selectConnection : commandIds.fixConnection,
    });
  }
}

function tooltip(
  state: Exclude<ConnectionState, { state: 'none' }>,
  broken: Refusal | undefined,
  name: string,
): string {
  if (broken !== undefined) {
    const words = refusalText(broken, state.choice);
    return `${state.state === 'failed' ? l10n.t('Not connected to {0}. {1}', name, words) : l10n.t('{0} stopped working. {1}', name, words)} ${l10n.t('Click to fix it')}`;
  }
  switch (state.state) {
    case 'idle':
      return l10n.t('{0}, not connected', name);
    case 'connecting':
      return l10n.t('Connecting to {0}…', name);
    case 'failed':
      return l10n.t('Not connected to {0}', name);
    case 'connected': {
      const { identity, region } = state.connected.services;
      return l10n.t('{0}, account {1}, region {2}, as {3}', name, identity.account, region, identity.arn);
    }
  }
}
