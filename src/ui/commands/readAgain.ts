import * as vscode from 'vscode';
import type { RunCommand } from './command.ts';

/** Reads the document in front again, whose output could not be read. */
export const run: RunCommand = async ({ results }, target) => {
  const { documents, notes } = await results();
  const uri = target instanceof vscode.Uri ? target : notes.active?.note.uri;
  if (uri !== undefined) documents.refresh(uri);
};
