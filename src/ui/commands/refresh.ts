import * as vscode from 'vscode';
import { commandIds, viewIds } from '../../ids.ts';
import { type Command } from './command.ts';

export const refresh: Command = {
  id: commandIds.refresh,
  run: ({ ports: { connection, watcher } }) => vscode.window.withProgress({ location: { viewId: viewIds.jobs } }, async () => {
    const state = connection.state.state === 'failed' ? await connection.retry() : await connection.current();
    if (state.state === 'connected') await watcher.refreshNow();
  }),
};
