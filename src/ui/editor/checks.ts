import type * as vscode from 'vscode';
import { type CheckContext, type CheckedSpec, checkSpec } from '../../domain/spec/check.ts';

/** Where the editor features of a spec apply. */
export const specSelector: vscode.DocumentSelector = { pattern: '**/*.awsjob.json' };

interface Held {
  readonly version: number;
  readonly epoch: number;
  readonly checked: Promise<CheckedSpec>;
}

/** The check of each open spec, made once a version of its text, for all who show something of it. */
export class SpecChecks {
  readonly #context: (spec: vscode.Uri) => Promise<CheckContext>;
  readonly #held = new WeakMap<vscode.TextDocument, Held>();
  #epoch = 0;

  /** `context`: what is known beside the text of a file. */
  constructor(context: (spec: vscode.Uri) => Promise<CheckContext>) {
    this.#context = context;
  }

  /** The check of the document's text as it stands now. */
  of(document: vscode.TextDocument): Promise<CheckedSpec> {
    const held = this.#held.get(document);
    if (held?.version === document.version && held.epoch === this.#epoch) return held.checked;
    const text = document.getText();
    const checked = this.#context(document.uri).then(context => checkSpec(text, context));
    this.#held.set(document, { version: document.version, epoch: this.#epoch, checked });
    return checked;
  }

  /** What is known beside the text has changed: every check is made anew when it is next asked for. */
  contextChanged(): void {
    this.#epoch += 1;
  }
}
