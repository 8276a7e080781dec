import * as vscode from 'vscode';
import { documentScheme } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import type { JobDocuments } from './documents.ts';

/** Registers the documents about jobs. What makes them is loaded with the first one. */
export function registerJobDocuments(ports: Ports): vscode.Disposable {
  const changes = new vscode.EventEmitter<vscode.Uri>();
  let documents: Promise<JobDocuments> | undefined;
  const registration = vscode.workspace.registerTextDocumentContentProvider(documentScheme, {
    onDidChange: changes.event,
    provideTextDocumentContent: async uri => {
      documents ??= import('./documents.ts').then(({ JobDocuments: Opened }) => new Opened(ports, changes));
      return await (await documents).text(uri);
    },
  });
  return {
    dispose() {
      registration.dispose();
      changes.dispose();
      void documents?.then(opened => {
        opened.dispose();
      });
    },
  };
}
