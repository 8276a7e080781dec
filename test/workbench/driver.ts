// Drives a workbench page as a user does: by keyboard, by mouse and by what is on the screen.
import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { extensionId } from '../../src/ids.ts';
import { bound, patienceMs, until } from '../pace.ts';
import { type Aim, clickAt, installAim } from './aim.ts';
import { type PageOptions, type Server, workbenchUrl } from './server.ts';

/** A step without effect after this time counts as dropped and is repeated. */
const againMs = bound(3_000);

/** Writes what a test went on after, to the log of the run. */
const tell = (...lines: readonly string[]): void => {
  process.stderr.write(`${lines.join('\n  ')}\n`);
};

const isShown = (locator: Locator): Promise<boolean> => locator.isVisible();
/** Resolves with whether the locator becomes visible within `againMs`. */
const shows = (locator: Locator): Promise<boolean> =>
  locator.waitFor({ timeout: againMs }).then(
    () => true,
    () => false,
  );

/** An entry of an open menu. */
export interface MenuEntry {
  /** Chooses the entry. Opens the menu again if it closed before the choice was taken. */
  click(): Promise<void>;
}

export class Workbench {
  readonly page: Page;
  /** The server that the page is of. */
  readonly server: Server;
  /** Uncaught exceptions in the page. */
  readonly pageErrors: string[] = [];
  /** Every line of the page's console, including what the extension host logs. */
  readonly consoleLines: string[] = [];
  /** Requested addresses outside this machine; must stay empty. */
  readonly foreignRequests: string[] = [];

  private constructor(page: Page, server: Server) {
    this.page = page;
    this.server = server;
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', error => {
      this.pageErrors.push(error.stack ?? error.message);
    });
    page.on('console', message => {
      this.consoleLines.push(message.text());
    });
    page.on('request', request => {
      this.noteRequest(request.url());
    });
    page.on('websocket', socket => {
      this.noteRequest(socket.url());
    });
  }

  /** Opens a folder. Resolves when the workbench is ready. */
  static async open(server: Server, context: BrowserContext, options: PageOptions): Promise<Workbench> {
    const workbench = new Workbench(await context.newPage(), server);
    await installAim(workbench.page);
    await workbench.page.goto(workbenchUrl(server, options));
    await workbench.untilReady();
    return workbench;
  }

  /** Reloads the page, like restarting the editor: a new extension host starts. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.untilReady();
  }

  /** Runs a command from the Command Palette by its full title, including the category. */
  async command(title: string): Promise<void> {
    await this.pick(title);
  }

  /** Runs a command and chooses a row in each of its quick picks. */
  async pick(title: string, ...rows: readonly (string | RegExp)[]): Promise<void> {
    await this.choose(() => this.openQuickInput('Control+Shift+P', `>${title}`), title, ...rows);
  }

  /**
   * Opens quick picks and chooses a row in each. A tree or webview that is redrawn may take the focus, which closes the
   * quick pick before a row is chosen. The whole sequence is then repeated.
   */
  async choose(open: () => Promise<unknown>, ...rows: readonly (string | RegExp)[]): Promise<void> {
    await until(rows.join(' › '), async () => {
      await open();
      let last: string | undefined;
      for (const row of rows) {
        // The next step may take a moment, and its pattern may also match the row that was just clicked.
        if (last !== undefined)
          await until('the next step', async () => (await this.quickInputText()) !== last, againMs).catch(
            () => undefined,
          );
        const boundMs = last === undefined ? againMs : 3 * againMs;
        last = await this.tryPick(row, boundMs);
        if (last === undefined) {
          // An open list keeps the rows it had when it was opened, such as those before an extension was there.
          await this.page.keyboard.press('Escape');
          return false;
        }
      }
      return true;
    });
  }

  /** Presses the keys that open a quick input. Resolves when it contains the text. */
  async openQuickInput(keys: string, text: string): Promise<void> {
    await until(`the box that ${keys} opens`, async () => {
      await this.page.keyboard.press(keys);
      if (!(await shows(this.quickInput()))) return false;
      // A webview that takes the focus back closes it again.
      await this.quickInput().fill(text, { timeout: againMs });
      return (await this.quickInput().inputValue({ timeout: againMs })) === text;
    });
  }

  /** Opens a workspace file by its name or part of it. */
  async quickOpen(file: string): Promise<void> {
    await this.choose(() => this.openQuickInput('Control+P', file), file);
    // The tab appears before its editor receives commands.
    await this.page.locator('.editor-group-container.active .tabs-container .tab.active', { hasText: file }).waitFor();
    await this.page.locator('.editor-group-container.active .breadcrumbs-control', { hasText: file }).waitFor();
  }

  /**
   * Presses keys in the active editor until `shown` is visible. An editor that is still getting the focus may miss
   * them.
   */
  async pressFor(keys: string | readonly string[], shown: Locator): Promise<void> {
    const strokes = [keys].flat();
    await until(`what ${strokes.join(' ')} brings`, async () => {
      await this.page
        .locator('.editor-group-container.active .monaco-editor.focused')
        .first()
        .waitFor({ timeout: againMs });
      for (const stroke of strokes) await this.page.keyboard.press(stroke);
      return shows(shown);
    });
  }

  /**
   * Runs a command that only shows something until that is visible. Movement under the pointer may close it at once.
   */
  async commandFor(title: string, shown: Locator): Promise<void> {
    await until(`what ${title} shows`, async () => {
      await this.command(title);
      return shows(shown);
    });
  }

  /** Waits for an Open or Save dialog, which is a quick input here, whose proposed path matches `proposal`. */
  async fileDialog(proposal: RegExp): Promise<void> {
    await until(`a file dialog that proposes ${proposal.source}`, async () =>
      proposal.test(await this.quickInput().inputValue({ timeout: againMs })),
    );
  }

  /**
   * Types a path into the Open or Save dialog and accepts. A dialog that is still reading a folder drops keys, and puts
   * the path of the folder beside what was typed: the path is typed again until it is taken.
   */
  async answerFileDialog(path: string): Promise<void> {
    const box = this.quickInput();
    const isTaken = async (): Promise<boolean> => !(await isShown(box));
    await until(`a file dialog that takes ${path}`, async () => {
      if (await isTaken()) return true;
      if ((await box.inputValue({ timeout: againMs })) !== path) {
        await box.fill(path, { timeout: againMs });
        return false;
      }
      await box.press('Enter', { timeout: againMs });
      return until('the dialog to close', isTaken, againMs).catch(() => false);
    });
  }

  /** The text field of the open quick pick or input box. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  quickPickRow(text: string | RegExp): Locator {
    return this.aimed(this.page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first(), {
      place: '.quick-input-widget .monaco-list-row',
      text,
      taken: 'click',
    });
  }

  /**
   * Types into the open input box and accepts. A box that is still busy drops the key, so it is pressed again while the
   * text stays; a box that refuses the text keeps it, too.
   */
  async answer(text: string): Promise<void> {
    const box = this.quickInput();
    await box.waitFor({ state: 'visible' });
    await box.fill(text);
    for (let tries = 0; tries < 3; tries += 1) {
      await box.press('Enter');
      const isTaken = await until(
        'another step',
        async () => !(await isShown(box)) || (await box.inputValue({ timeout: againMs })) !== text,
        againMs,
      ).catch(() => false);
      if (isTaken) return;
    }
  }

  /** The icon of a view container in the activity bar. */
  activityBarItem(title: string): Locator {
    return this.page.locator(`.activitybar a.action-label[aria-label^="${title}"]`).first();
  }

  /** Shows a view container; a second call does not hide it. */
  async openContainer(title: string): Promise<void> {
    const shown = this.page.locator(`.activitybar .action-item.checked a.action-label[aria-label^="${title}"]`);
    await until(`the view container ${title}`, async () => {
      // Forced: a badge covers the icon, and a click on the badge still reaches the icon's item.
      if ((await shown.count()) === 0) await this.activityBarItem(title).click({ force: true, timeout: againMs });
      return shows(shown);
    });
  }

  /**
   * A tree row in the side bar, by its text or its accessible name. Notifications are list rows too, but outside the
   * side bar.
   */
  treeRow(text: string | RegExp): Locator {
    return this.aimed(this.treeRows(text).first(), { place: '.sidebar .monaco-list-row', text, taken: 'click' });
  }

  /** All tree rows in the side bar that match, by text or accessible name. */
  treeRows(text: string | RegExp): Locator {
    return this.page
      .locator('.sidebar .monaco-list-row', { hasText: text })
      .or(this.page.locator('.sidebar').getByRole('treeitem', { name: text }));
  }

  /** The accessible names of these rows, from top to bottom. */
  async spoken(rows: Locator): Promise<readonly string[]> {
    return Promise.all((await rows.all()).map(async row => (await row.getAttribute('aria-label')) ?? ''));
  }

  /** A file or folder in the Explorer, which must be visible. */
  explorerRow(name: string | RegExp): Locator {
    return this.row('.explorer-folders-view .monaco-list-row', name);
  }

  /** Clicks a button that appears on a job's row while the pointer is over it, until `shown` is visible. */
  async rowAction(row: Locator, name: string, shown: Locator): Promise<void> {
    const button = row.locator(`.actions-container a.action-label[aria-label^="${name}"]`);
    await this.untilRowIsTold(shown, () =>
      // A row that is redrawn loses the hover and its buttons.
      until(`the button ${name} of a row`, async () => {
        await row.hover({ timeout: againMs });
        return clickAt(this.page, { place: 'a.action-label', label: name, taken: 'click' }, () =>
          button.click({ timeout: againMs }),
        );
      }),
    );
  }

  /** Chooses an entry of a job's context menu, or of a submenu of it, until `shown` is visible. */
  async rowMenu(row: Locator, path: string | RegExp | readonly [string, string], shown: Locator): Promise<void> {
    await this.untilRowIsTold(shown, async () => {
      const entry =
        typeof path === 'string' || path instanceof RegExp
          ? await this.contextMenuItem(row, path)
          : await this.submenuItem(row, ...path);
      await entry.click();
    });
  }

  tab(file: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: file }).first();
  }

  /** A button in the title bar of the active editor group. */
  editorAction(name: string): Locator {
    const button = this.page
      .locator(`.editor-group-container.active .editor-actions a.action-label[aria-label^="${name}"]`)
      .first();
    return this.aimed(button, { place: 'a.action-label', label: name, taken: 'click' });
  }

  /**
   * Clicks a button in the title bar of the active editor group until `shown` is visible. On a busy machine, the editor
   * may take such a click and do nothing, rarely: a user clicks again. What the extension logged meanwhile is printed.
   */
  async editorActionFor(name: string, shown: Locator): Promise<void> {
    const button = this.editorAction(name);
    await until(`what ${name} shows`, async () => {
      if (await isShown(shown)) return true;
      const known = this.extensionLog().length;
      // What it shows may cover it by now.
      await button.click({ timeout: bound(5_000) }).catch(() => undefined);
      const isSeen = await shown.waitFor({ timeout: bound(10_000) }).then(
        () => true,
        () => false,
      );
      if (!isSeen) tell(`A click on ${name} did nothing. Logged since:`, ...this.extensionLog().slice(known));
      return isSeen;
    });
  }

  /** Opens the context menu of a row, tab or other element. Resolves with its entry of that name. */
  async contextMenuItem(target: Locator, name: string | RegExp): Promise<MenuEntry> {
    return this.menuEntry(target, [name]);
  }

  /** Like `contextMenuItem`, for an entry of a submenu. */
  async submenuItem(target: Locator, menu: string, name: string | RegExp): Promise<MenuEntry> {
    return this.menuEntry(target, [new RegExp(`^${menu}$`), name]);
  }

  /** A notification toast. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** What the notification center has, which it opens. */
  async allNotifications(): Promise<readonly string[]> {
    const center = this.page.locator('.notifications-center.visible');
    await this.commandFor('Notifications: Show Notifications', center);
    return center.locator('.notification-list-item').allInnerTexts();
  }

  /** The lines of the extension's log, from the editor's log files. */
  extensionLog(): readonly string[] {
    const logs = join(this.server.work, 'user', 'logs');
    return readdirSync(logs, { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.log') && path.includes(`${sep}${extensionId}${sep}`))
      .toSorted()
      .flatMap(path => readFileSync(join(logs, path), 'utf8').split('\n'));
  }

  /** A button of a notification. */
  notificationButton(text: string | RegExp, name: string): Locator {
    return this.aimed(this.notification(text).locator('.monaco-button', { hasText: name }).first(), {
      place: '.monaco-button',
      text: name,
      taken: 'click',
    });
  }

  /** The modal dialog over the window. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  dialogButton(name: string): Locator {
    return this.aimed(this.dialog().locator('.monaco-button', { hasText: name }).first(), {
      place: '.monaco-dialog-box .monaco-button',
      text: name,
      taken: 'click',
    });
  }

  /** Shows the Problems panel. */
  async openProblems(): Promise<void> {
    await this.command('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
  }

  /** A row of the Problems panel. */
  problem(text: string | RegExp): Locator {
    return this.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar .statusbar-item', { hasText: text }).first();
  }

  /** The content of the visible webview, which the workbench nests in two frames. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Resolves with the clipboard's text once it matches. */
  async clipboard(like: RegExp): Promise<string> {
    return until(`${like.source} in the clipboard`, async () => {
      const text = String(await this.page.evaluate('navigator.clipboard.readText()'));
      return like.test(text) && text;
    });
  }

  /** Console lines in which the extension host reports an uncaught error or an unhandled rejection of the extension. */
  unhandledErrors(): string[] {
    return this.consoleLines.filter(
      line => line.includes('aws-job-specs.aws-job-specs') && /unhandled|not handled|Error/i.test(line),
    );
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled', timeout: patienceMs });
  }

  private async untilReady(): Promise<void> {
    const first = this.page.locator('.monaco-workbench .statusbar .statusbar-item').first();
    await first.waitFor({ timeout: patienceMs / 2 }).catch(async () => {
      tell('The workbench did not open, and is loaded again.');
      await this.page.reload();
      await first.waitFor();
    });
    await this.page.locator('.sidebar .composite.title').first().waitFor();
    // Other view containers load their content later.
    await until(
      'the side bar',
      async () =>
        (await isShown(this.explorerRow(/./))) || (await this.page.locator('.explorer-viewlet').count()) === 0,
    );
  }

  /** The placeholder and text of the quick input; empty if it is not visible. */
  private async quickInputText(): Promise<string> {
    const widget = this.page.locator('.quick-input-widget');
    return (await isShown(widget))
      ? `${await this.quickInput().getAttribute('placeholder', { timeout: againMs })} ${await widget.innerText({ timeout: againMs })}`
      : '';
  }

  /**
   * Clicks a row of a quick pick that is open or opens within `boundMs`. Resolves with what the quick pick showed at
   * that moment, so that the next step can be told apart. Resolves with undefined if the quick pick closed before the
   * row took the click, or if it has no such row.
   */
  private async tryPick(row: string | RegExp, boundMs: number): Promise<string | undefined> {
    const target = this.page.locator('.quick-input-widget .monaco-list-row', { hasText: row }).first();
    const aim: Aim = { place: '.quick-input-widget .monaco-list-row', text: row, taken: 'click' };
    for (const from = performance.now(); performance.now() - from <= boundMs; ) {
      if (!(await shows(target))) continue;
      const text = await this.quickInputText().catch(() => '');
      if (await clickAt(this.page, aim, () => target.click({ timeout: againMs })).catch(() => false)) return text;
    }
    return undefined;
  }

  /**
   * Acts on a row until `shown` is visible. While a row is being redrawn, the editor does not tell the extension which
   * one was chosen: it does nothing then, says so, and the user tries again.
   */
  private async untilRowIsTold(shown: Locator, act: () => Promise<unknown>): Promise<void> {
    const untold = this.notification('the row could not be determined');
    await until('a row that can be told', async () => {
      await act();
      // Of those that are visible: a quick input stays in the page when it closes.
      await shown.or(untold).filter({ visible: true }).first().waitFor();
      if (!(await isShown(untold))) return true;
      await this.command('Notifications: Clear All Notifications');
      return false;
    });
  }

  private row(place: string, text: string | RegExp): Locator {
    return this.aimed(this.page.locator(place, { hasText: text }).first(), { place, text, taken: 'click' });
  }

  /** The locator, with a `click` that is repeated until the target takes it. */
  private aimed(locator: Locator, aim: Aim): Locator {
    const click = locator.click.bind(locator);
    return Object.assign(locator, {
      click: async (options: Parameters<Locator['click']>[0] = {}): Promise<void> => {
        const taken: Aim = options.button === 'right' ? { ...aim, taken: 'contextmenu' } : aim;
        await until(
          `a click on ${locator.toString()}`,
          () => clickAt(this.page, taken, () => click({ timeout: againMs, ...options })),
          options.timeout ?? patienceMs,
        );
      },
    });
  }

  /** Opens a menu on a target, repeatedly, until the entry at the end of the submenu path is visible. */
  private async menuEntry(target: Locator, path: readonly (string | RegExp)[]): Promise<MenuEntry> {
    const entries = path.map((name, depth) =>
      this.page
        .locator(`.context-view ${depth === 0 ? '' : '.monaco-submenu '}.action-menu-item`, { hasText: name })
        .first(),
    );
    const last = entries.at(-1) ?? this.page.locator('.context-view');
    const isOpen = async (): Promise<boolean> => {
      if (await isShown(last)) return true;
      // Another menu, or one opened before the row changed.
      if (await isShown(this.page.locator('.context-view .action-menu-item').first()))
        await this.page.keyboard.press('Escape');
      await target.click({ button: 'right', timeout: againMs });
      for (const [depth, entry] of entries.entries()) {
        if (!(await shows(entry))) return false;
        if (depth < entries.length - 1) await entry.hover({ timeout: againMs });
      }
      return true;
    };
    const name = path.at(-1) ?? '';
    await until(`the entry ${path.join(' › ')} of a menu`, isOpen);
    return {
      click: async () => {
        await until(
          `the choice of ${path.join(' › ')}`,
          async () =>
            (await isOpen()) &&
            clickAt(this.page, { place: '.context-view .action-menu-item', text: name, taken: 'menu' }, () =>
              last.click({ timeout: againMs }),
            ),
        );
      },
    };
  }

  private noteRequest(url: string): void {
    const { protocol, hostname } = new URL(url);
    // Requests to this host come from webviews; their service worker serves them from the workbench's own server.
    if (
      /^(https?|wss?):$/.test(protocol) &&
      hostname !== '127.0.0.1' &&
      !hostname.endsWith('.vscode-resource.vscode-cdn.net')
    )
      this.foreignRequests.push(url);
  }
}
