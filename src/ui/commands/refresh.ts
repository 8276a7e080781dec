import * as vscode from 'vscode';
import { viewIds } from '../../ids.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = ({ ports: { connection, watcher } }) => vscode.window.withProgress({ location: { viewId: viewIds.jobs } }, async () => {
  const state = connection.state.state === 'failed' ? await connection.retry() : await connection.current();
  if (state.state === 'connected') await watcher.refreshNow();
});
