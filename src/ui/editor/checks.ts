import type { CheckContext, CheckedSpec, KnownWorkflow, WorkflowQuestion } from '../../domain/spec/checked.ts';
import type * as vscode from 'vscode';
import { checkSpec } from '../../domain/spec/check.ts';

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
  readonly #ask: (asked: WorkflowQuestion) => Promise<KnownWorkflow | undefined>;
  readonly #held = new WeakMap<vscode.TextDocument, Held>();
  #known = new WeakMap<vscode.TextDocument, KnownWorkflow>();
  #epoch = 0;

  /** `context`: what is known beside the text of a file, at once. `ask`: what the account knows, which may take its time; never rejects. */
  constructor(context: (spec: vscode.Uri) => Promise<CheckContext>, ask: (asked: WorkflowQuestion) => Promise<KnownWorkflow | undefined>) {
    this.#context = context;
    this.#ask = ask;
  }

  /** The check of the document's text as it stands now. */
  of(document: vscode.TextDocument): Promise<CheckedSpec> {
    const held = this.#held.get(document);
    if (held?.version === document.version && held.epoch === this.#epoch) return held.checked;
    const text = document.getText();
    const workflow = this.#known.get(document);
    const checked = this.#context(document.uri).then(context => checkSpec(text, workflow === undefined ? context : { ...context, workflow }));
    this.#held.set(document, { version: document.version, epoch: this.#epoch, checked });
    return checked;
  }

  /** The check made anew with what the account tells of what it left open; undefined when that changes nothing, or came too late for this text. */
  async learned(document: vscode.TextDocument): Promise<CheckedSpec | undefined> {
    const before = this.#epoch;
    const { version } = document;
    const { asks } = await this.of(document);
    const known = asks && await this.#ask(asks);
    const old = this.#known.get(document);
    if (known === undefined || document.version !== version || this.#epoch !== before) return undefined;
    if (old?.name === known.name && old.region === known.region && old.isIncremental === known.isIncremental) return undefined;
    this.#known.set(document, known);
    this.#held.delete(document);
    return await this.of(document);
  }

  /** What is known beside the text has changed: every check is made anew when it is next asked for. */
  contextChanged(): void {
    this.#epoch += 1;
    this.#known = new WeakMap();
  }
}
