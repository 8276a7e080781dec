import * as vscode from 'vscode';
import type { Ports } from '../ports.ts';
import { specSelector } from './checks.ts';

/**
 * Registers *Paste as Job Spec*, for pasted and dropped texts that hold a request. It replaces the content of the spec,
 * so the plain text comes first, except in a document that is empty. What reads the text is loaded with the first one.
 */
export function registerPasteAsSpec(ports: Ports): vscode.Disposable {
  const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('awsJobs', 'spec');
  const editsOf = async <T extends vscode.DocumentPasteEdit | vscode.DocumentDropEdit>(
    document: vscode.TextDocument,
    data: vscode.DataTransfer,
    create: (title: string) => T,
  ): Promise<T[]> => {
    const text = await data.get('text/plain')?.asString();
    if (text === undefined || !/\S.{9}/s.test(text)) return [];
    const { specEdits } = await import('../import/pasteEdits.ts');
    const yieldTo = document.getText().trim() === '' ? [] : [vscode.DocumentDropOrPasteEditKind.Text];
    return (await specEdits(ports, document, text)).map(({ title, edit }) =>
      Object.assign(create(title), { additionalEdit: edit, yieldTo }),
    );
  };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentPasteEditProvider(
      specSelector,
      {
        provideDocumentPasteEdits: (document, _ranges, data) =>
          editsOf(document, data, title => new vscode.DocumentPasteEdit('', title, kind)),
      },
      { providedPasteEditKinds: [kind], pasteMimeTypes: ['text/plain'] },
    ),
    vscode.languages.registerDocumentDropEditProvider(
      specSelector,
      {
        provideDocumentDropEdits: (document, _position, data) =>
          editsOf(document, data, title => new vscode.DocumentDropEdit('', title, kind)),
      },
      { providedDropEditKinds: [kind], dropMimeTypes: ['text/plain'] },
    ),
  );
}
