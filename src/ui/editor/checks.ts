import type { CheckContext, CheckedSpec, KnownWorkflow, WorkflowLookup } from '../../domain/spec/checked.ts';
import type * as vscode from 'vscode';
import { checkSpec } from '../../domain/spec/check.ts';

/** The documents that the editor features for specs apply to. */
export const specSelector: vscode.DocumentSelector = { pattern: '**/*.awsjob.json' };

interface Held {
  readonly version: number;
  readonly epoch: number;
  readonly checked: Promise<CheckedSpec>;
}

/** Checks open specs, once per version of the text, and shares the results. */
export class SpecChecks {
  readonly #context: (spec: vscode.Uri, text: string) => Promise<CheckContext>;
  readonly #ask: (asked: WorkflowLookup) => Promise<KnownWorkflow | undefined>;
  readonly #held = new WeakMap<vscode.TextDocument, Held>();
  #known = new WeakMap<vscode.TextDocument, KnownWorkflow>();
  #epoch = 0;

  /**
   * `context` resolves quickly with the context for a file. `ask` looks up a workflow in the account and may be slow;
   * it never rejects.
   */
  constructor(
    context: (spec: vscode.Uri, text: string) => Promise<CheckContext>,
    ask: (asked: WorkflowLookup) => Promise<KnownWorkflow | undefined>,
  ) {
    this.#context = context;
    this.#ask = ask;
  }

  /** Resolves with the check of the document's current text. */
  of(document: vscode.TextDocument): Promise<CheckedSpec> {
    const held = this.#held.get(document);
    if (held?.version === document.version && held.epoch === this.#epoch) return held.checked;
    const text = document.getText();
    const workflow = this.#known.get(document);
    const checked = this.#context(document.uri, text).then(context =>
      checkSpec(text, workflow === undefined ? context : { ...context, workflow }),
    );
    this.#held.set(document, { version: document.version, epoch: this.#epoch, checked });
    return checked;
  }

  /**
   * Asks the account about what the check left open, and checks again. Resolves with undefined if that changes nothing
   * or the text or context has changed in the meantime.
   */
  async recheckWithAccount(document: vscode.TextDocument): Promise<CheckedSpec | undefined> {
    const before = this.#epoch;
    const { version } = document;
    const { lookup } = await this.of(document);
    const known = lookup && (await this.#ask(lookup));
    const old = this.#known.get(document);
    if (known === undefined || document.version !== version || this.#epoch !== before) return undefined;
    if (old?.name === known.name && old.region === known.region && old.isIncremental === known.isIncremental)
      return undefined;
    this.#known.set(document, known);
    this.#held.delete(document);
    return await this.of(document);
  }

  /** Call this when the context has changed. Every check is repeated when it is next requested. */
  contextChanged(): void {
    this.#epoch += 1;
    this.#known = new WeakMap();
  }
}
