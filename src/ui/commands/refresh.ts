import { l10n } from '../l10n.ts';
import { commandIds, viewIds } from '../../ids.ts';
import { commandAction, showMessage } from '../window/messages.ts';
import type { RunCommand } from './command.ts';
import { withViewProgress } from '../window/progress.ts';

export const run: RunCommand = ({ ports: { connection, watcher } }) =>
  withViewProgress(viewIds.jobs, async () => {
    const state = connection.state.state === 'failed' ? await connection.retry() : await connection.current();
    if (state.state === 'connected') await watcher.refreshNow();
    else if (state.state === 'none') {
      void showMessage(
        'info',
        l10n.t('No connection is selected.'),
        commandAction(l10n.t('Select Connection…'), commandIds.selectConnection),
        commandAction(l10n.t('Use Local Sandbox'), commandIds.useSandbox),
      );
    }
  });
