import * as vscode from 'vscode';
import { explanationScheme } from '../../ids.ts';
import type { Ports } from '../ports.ts';
import { type SpecChecks, specSelector } from './checks.ts';
import { SpecLenses } from './codeLens.ts';
import type { LiveCompletion } from './completion.ts';
import { Explanations } from './explanations.ts';
import type * as JsonService from './jsonService.ts';

/** Registers the editor features for specs, except diagnostics. */
export function registerEditorFeatures(ports: Ports, checks: SpecChecks): vscode.Disposable {
  const lenses = new SpecLenses(ports);
  return vscode.Disposable.from(
    lenses,
    vscode.languages.registerCodeActionsProvider(
      specSelector,
      {
        provideCodeActions: async (...asked) => await (await import('./quickFixes.ts')).quickFixes(checks, ...asked),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    liveCompletion(ports),
    vscode.languages.registerCompletionItemProvider(
      specSelector,
      {
        async provideCompletionItems(document, position) {
          return mayHoldVariable(document, position)
            ? await (await import('./variableCompletion.ts')).variableCompletions(ports, document, position)
            : [];
        },
      },
      '$',
      '{',
    ),
    vscode.languages.registerHoverProvider(specSelector, {
      async provideHover(document, position) {
        return mayHoldVariable(document, position)
          ? await (await import('./hover.ts')).variableHover(ports, checks, document, position)
          : undefined;
      },
    }),
    vscode.languages.registerHoverProvider(specSelector, {
      async provideHover(document, position) {
        return vscode.workspace.isTrusted && ports.live.port !== undefined
          ? await (await import('./liveHover.ts')).liveHover(ports, document, position)
          : undefined;
      },
    }),
    vscode.languages.registerCodeLensProvider(specSelector, lenses),
    vscode.workspace.registerTextDocumentContentProvider(explanationScheme, new Explanations()),
    pasteAsSpec(ports),
    ...schemaFeatures(),
  );
}

/** Registers the completion of what is in the account, at the start of a string and at the next folder. */
function liveCompletion(ports: Ports): vscode.Disposable {
  let late: Promise<LiveCompletion> | undefined;
  return vscode.languages.registerCompletionItemProvider(
    specSelector,
    {
      async provideCompletionItems(document, position, token) {
        late ??= import('./completion.ts').then(({ LiveCompletion: Late }) => new Late(ports));
        return await (await late).provideCompletionItems(document, position, token);
      },
    },
    '"',
    '/',
  );
}

/** Registers *Paste as Job Spec*, which is not worth the time of a window that opens. */
function pasteAsSpec(ports: Ports): vscode.Disposable {
  const late = import('./pasteAsSpec.ts').then(({ registerPasteAsSpec }) => registerPasteAsSpec(ports));
  return {
    dispose: async () => {
      (await late).dispose();
    },
  };
}

/** Registers the features based on the schema. The JSON service is loaded when it is first needed. */
function schemaFeatures(): readonly vscode.Disposable[] {
  const service = (): Promise<typeof JsonService> => import('./jsonService.ts');
  return [
    vscode.languages.registerCompletionItemProvider(
      specSelector,
      { provideCompletionItems: async (document, position) => (await service()).schemaCompletions(document, position) },
      '"',
      ':',
    ),
    vscode.languages.registerHoverProvider(specSelector, {
      provideHover: async (document, position) => (await service()).schemaHover(document, position),
    }),
    vscode.languages.registerDocumentSymbolProvider(specSelector, {
      provideDocumentSymbols: async document => (await service()).outline(document),
    }),
    vscode.languages.registerDocumentFormattingEditProvider(specSelector, {
      provideDocumentFormattingEdits: async (document, options) => (await service()).formatting(document, options),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(specSelector, {
      provideDocumentRangeFormattingEdits: async (document, range, options) =>
        (await service()).formatting(document, options, range),
    }),
  ];
}

/** Whether the line may contain a variable, even escaped. If not, no code is loaded for variables. */
function mayHoldVariable(document: vscode.TextDocument, position: vscode.Position): boolean {
  return /[$\\]/.test(document.lineAt(position).text);
}
