// One form for one document: shows the current text, applies the page's changes and answers its questions. VS Code owns
// the text.
import type { CheckedSpec } from '../../domain/spec/checked.ts';
import * as vscode from 'vscode';
import { shapeOf } from '../../domain/form/shape.ts';
import { newSpecText } from '../../domain/form/skeleton.ts';
import { type FormView, pathsOf, viewOf } from '../../domain/form/view.ts';
import { kindOf } from '../../domain/jobs/kinds.ts';
import { resolveVariables } from '../../domain/spec/variables.ts';
import { commandIds } from '../../ids.ts';
import type { CommandContext } from '../commands/command.ts';
import type { SpecChecks } from '../editor/checks.ts';
import { Lines } from '../editor/positions.ts';
import { openAsText } from '../openForm.ts';
import { checkBeforeStart } from '../checkBeforeStart.ts';
import { startSpec } from '../startSpec.ts';
import { type Asked, aboutValue, browsed, choicesFor, measured } from './answers.ts';
import { DocumentChanges } from './changes.ts';
import { isFromPage } from './fromPage.ts';
import type { FromPage, SentView, ToPage } from './protocol.ts';
import { copyOf, headerOf, previewOf, regionFor } from './show.ts';
import { formWords } from './words.ts';

/** What the page was last shown. */
interface Shown {
  readonly version: number;
  readonly checked: CheckedSpec;
  readonly view: FormView;
}

/** The dependencies of a session. */
export interface FormContext extends CommandContext {
  readonly checks: SpecChecks;
}

export class FormSession {
  readonly #document: vscode.TextDocument;
  readonly #panel: vscode.WebviewPanel;
  readonly #context: FormContext;
  readonly #changes: DocumentChanges;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #questions = new Map<number, AbortController>();
  #isReady = false;
  #shown: Shown | undefined;
  #sentShape = '';

  constructor(document: vscode.TextDocument, panel: vscode.WebviewPanel, context: FormContext) {
    this.#document = document;
    this.#panel = panel;
    this.#context = context;
    this.#changes = new DocumentChanges(document, ({ seq, key }, message) => {
      this.#post({ type: 'refused', seq, key, message });
    });
    const { connection, variables } = context.ports;
    const again = (): void => {
      void this.#show();
    };
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => {
        void this.#received(message);
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#hidden();
      }),
      panel.onDidDispose(() => {
        this.#dispose();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges, reason }) => {
        if (changed === document && contentChanges.length > 0) this.#textChanged(reason);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      connection.onDidChange(again),
      variables.onDidChange(again),
    ];
  }

  #dispose(): void {
    this.#hidden();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Called when the panel is hidden. Its page is destroyed then, and sends `ready` when it is shown again. */
  #hidden(): void {
    this.#isReady = false;
    for (const question of this.#questions.values()) question.abort();
    this.#questions.clear();
  }

  #post(message: ToPage): void {
    if (this.#isReady) void this.#panel.webview.postMessage(message);
  }

  #textChanged(reason: vscode.TextDocumentChangeReason | undefined): void {
    const goOn = this.#changes.changed(reason);
    if (goOn !== undefined && this.#panel.active) void vscode.commands.executeCommand(goOn);
    void this.#show();
  }

  /** Shows the current text, unless the text changes meanwhile, which shows it again anyway. */
  async #show(): Promise<void> {
    if (!this.#isReady) return;
    const { ports, checks } = this.#context;
    try {
      const { version } = this.#document;
      const checked = await checks.of(this.#document);
      const resolved = resolveVariables(checked.parsed, await ports.variables.sources(this.#document.uri)).value;
      const view = viewOf(checked, resolved);
      const preview = await previewOf(checked, resolved, ports);
      if (this.#document.version !== version || this.#document.isClosed) return;
      this.#shown = { version, checked, view };
      this.#post({
        type: 'show',
        version,
        ack: this.#changes.settled,
        view: this.#withoutKnownShape(view),
        header: headerOf(view, checked.parsed, ports),
        preview,
      });
      // Facts about a workflow arrive later, and may already have been learned for another caller.
      await checks.recheckWithAccount(this.#document);
      if (this.#document.version === version && (await checks.of(this.#document)) !== checked) await this.#show();
    } catch (fault) {
      ports.log.fault('form not shown', fault);
    }
  }

  #withoutKnownShape(view: FormView): SentView {
    if (!('shape' in view)) return view;
    const { shape, ...rest } = view;
    const text = JSON.stringify(shape);
    if (text === this.#sentShape) return rest;
    this.#sentShape = text;
    return view;
  }

  async #received(message: unknown): Promise<void> {
    const { log } = this.#context.ports;
    if (!isFromPage(message)) {
      log.warn('form message refused');
      return;
    }
    try {
      await this.#take(message);
    } catch (fault) {
      log.fault('form message failed', fault, { type: message.type });
    }
  }

  async #take(message: FromPage): Promise<void> {
    const { ports } = this.#context;
    switch (message.type) {
      case 'ready':
        await this.#greet();
        break;
      case 'edit':
      case 'remove':
      case 'add':
        await this.#changes.take(message);
        // A change without effect fires no event, but the page is waiting for its acknowledgement.
        await this.#show();
        break;
      case 'fix':
        await this.#fix(message);
        break;
      case 'begin':
        await this.#begin(message);
        break;
      case 'start':
        if (await this.#canGoOn()) await startSpec(this.#document.uri, this.#context, undefined, true);
        break;
      case 'check':
        if (await this.#canGoOn()) await checkBeforeStart(this.#document.uri, this.#context);
        break;
      case 'openText':
        await this.#openText(message.problem);
        break;
      case 'connect':
        await vscode.commands.executeCommand(commandIds.refresh);
        break;
      case 'selectConnection':
        await vscode.commands.executeCommand(commandIds.selectConnection);
        break;
      case 'copy': {
        const spec = this.#shown?.checked.spec;
        if (spec !== undefined) await vscode.env.clipboard.writeText(copyOf(message.what, spec, ports));
        break;
      }
      case 'choices': {
        const asked = await this.#asked(message.key);
        const found = asked && (await choicesFor(asked, message.text, ports));
        this.#post({ type: 'choices', id: message.id, choices: [], ...found });
        break;
      }
      case 'about': {
        const asked = await this.#asked(message.key);
        this.#post({
          type: 'about',
          id: message.id,
          text: asked === undefined ? '' : await aboutValue(asked, message.text, ports, ports.start.clock.now()),
        });
        break;
      }
      case 'browse': {
        const asked = await this.#asked(message.key);
        const found = asked
          ? await browsed(asked, message.text, message.next, ports)
          : { title: '', here: message.text, rows: [] };
        this.#post({ type: 'browsed', id: message.id, ...found });
        break;
      }
      case 'measure':
        await this.#measure(message);
        break;
      case 'cancel':
        this.#questions.get(message.id)?.abort();
    }
  }

  async #greet(): Promise<void> {
    this.#isReady = true;
    this.#sentShape = '';
    this.#changes.begin();
    this.#post({ type: 'words', words: formWords() });
    await this.#show();
  }

  /** Resolves with what is needed to answer a question about a field, or undefined if the form has no such field. */
  async #asked(key: string): Promise<Asked | undefined> {
    const { ports } = this.#context;
    const parsed = await this.#changes.settledText();
    const path = parsed.value === undefined ? undefined : pathsOf(shapeOf(parsed.value), parsed.value).get(key);
    if (path === undefined) return undefined;
    const value = resolveVariables(parsed, await ports.variables.sources(this.#document.uri)).value;
    return { value, region: regionFor(value, ports), path };
  }

  async #measure({ id, key, text }: Extract<FromPage, { readonly type: 'measure' }>): Promise<void> {
    const stop = new AbortController();
    this.#questions.set(id, stop);
    const asked = await this.#asked(key);
    const tell = (words: string, isDone: boolean): void => {
      if (!stop.signal.aborted) this.#post({ type: 'measured', id, text: words, isDone });
    };
    try {
      tell(
        asked === undefined
          ? ''
          : await measured(asked, text, this.#context.ports, stop.signal, words => {
              tell(words, false);
            }),
        true,
      );
    } finally {
      this.#questions.delete(id);
    }
  }

  async #fix({ version, problem, fix }: Extract<FromPage, { readonly type: 'fix' }>): Promise<void> {
    // The page shows no fixes while the text is broken, so none is applied then.
    const found =
      this.#shown?.version === version && this.#shown.view.state === 'form'
        ? this.#shown.checked.problems[problem]?.fixes[fix]
        : undefined;
    if (found === undefined || !(await this.#changes.fix(found.edits, version))) await this.#show();
  }

  /** Fills an empty file. Does nothing if the file is not empty. */
  async #begin({ version, action }: Extract<FromPage, { readonly type: 'begin' }>): Promise<void> {
    const kind = kindOf(action);
    const text = this.#document.getText();
    if (kind === undefined || text.trim() !== '') return;
    const { state } = this.#context.ports.connection;
    const services = state.state === 'connected' ? state.connected.services : undefined;
    const content = newSpecText(
      kind,
      services === undefined ? {} : { region: services.region, account: services.identity.account },
    );
    await this.#changes.fix([{ offset: 0, length: text.length, content }], version);
  }

  /**
   * Whether the spec has no errors, with what was typed or removed just before the click. A start requested by a page
   * is always confirmed, whatever the setting, because a click in a page need not be the user's.
   */
  async #canGoOn(): Promise<boolean> {
    if (
      this.#shown?.checked.spec === undefined &&
      this.#shown?.checked.problems.some(({ severity }) => severity === 'error') !== false
    )
      return false;
    await this.#changes.settledText();
    return true;
  }

  async #openText(problem: number | undefined): Promise<void> {
    const found = problem === undefined ? undefined : this.#shown?.checked.problems[problem];
    const place =
      found ??
      (this.#shown?.view.state === 'broken'
        ? (this.#shown.checked.parsed.problems[0] ?? this.#shown.checked.problems[0])
        : undefined);
    await openAsText(
      this.#document.uri,
      place === undefined ? undefined : new Lines(this.#document.getText()).range(place),
    );
  }
}
