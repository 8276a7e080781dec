// Drives a workbench page as a person does: by keys, clicks and what stands on the screen.
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { bound, patienceMs, until } from '../pace.ts';
import { type Aim, clickAt, installAim } from './aim.ts';
import { type PageOptions, type Server, workbenchUrl } from './server.ts';

/** After so long a step without effect is taken for dropped, and done again. */
const againMs = bound(3_000);

const isShown = (locator: Locator): Promise<boolean> => locator.isVisible();
/** Resolves with whether something shows within the time after which a step is done again. */
const shows = (locator: Locator): Promise<boolean> => locator.waitFor({ timeout: againMs }).then(() => true, () => false);

/** An entry of an open menu. */
export interface MenuEntry {
  /** Chooses it; opens the menu again where it was closed before the choice was taken. */
  click(): Promise<void>;
}

export class Workbench {
  readonly page: Page;
  /** Exceptions nobody caught in the page. */
  readonly pageErrors: string[] = [];
  /** Every line of the page's console; what the extension host logs is among them. */
  readonly consoleLines: string[] = [];
  /** Addresses asked for outside this machine; must stay empty. */
  readonly foreignRequests: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', error => { this.pageErrors.push(error.stack ?? error.message); });
    page.on('console', message => { this.consoleLines.push(message.text()); });
    page.on('request', request => { this.noteRequest(request.url()); });
    page.on('websocket', socket => { this.noteRequest(socket.url()); });
  }

  /** Opens a folder and resolves when the workbench can be used. */
  static async open(server: Server, context: BrowserContext, options: PageOptions): Promise<Workbench> {
    const workbench = new Workbench(await context.newPage());
    await installAim(workbench.page);
    await workbench.page.goto(workbenchUrl(server, options));
    await workbench.untilReady();
    return workbench;
  }

  /** Loads the page again, as a person who restarts the editor: the extension host starts anew. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.untilReady();
  }

  /** Runs a command from the palette by its full title, with its category. */
  async command(title: string): Promise<void> {
    await this.pick(title);
  }

  /** Runs a command and chooses row after row in its quick picks. */
  async pick(title: string, ...rows: readonly (string | RegExp)[]): Promise<void> {
    await this.choose(() => this.openQuickInput('Control+Shift+P', `>${title}`), title, ...rows);
  }

  /**
   * Opens quick picks and chooses a row in each. A tree or a webview that is just drawn again may take the focus back, which
   * closes them before anything was chosen: then all of it is done again.
   */
  async choose(open: () => Promise<unknown>, ...rows: readonly (string | RegExp)[]): Promise<void> {
    await until(rows.join(' › '), async () => {
      await open();
      let last: string | undefined;
      for (const row of rows) {
        // The next step may take its time, and the row that was clicked may be one that it would fit, too.
        if (last !== undefined) await until('the next step', async () => await this.quickInputText() !== last, againMs).catch(() => undefined);
        const boundMs = last === undefined ? againMs : 3 * againMs;
        last = await this.tryPick(row, boundMs);
        if (last === undefined) return false;
      }
      return true;
    });
  }

  /** Presses the keys that open a quick input, and resolves when it holds the text. */
  async openQuickInput(keys: string, text: string): Promise<void> {
    await until(`the box that ${keys} opens`, async () => {
      await this.page.keyboard.press(keys);
      if (!await shows(this.quickInput())) return false;
      // A webview that is just taking the focus back closes it again.
      await this.quickInput().fill(text, { timeout: againMs });
      return await this.quickInput().inputValue({ timeout: againMs }) === text;
    });
  }

  /** Opens a file of the workspace by (part of) its name. */
  async quickOpen(file: string): Promise<void> {
    await this.choose(() => this.openQuickInput('Control+P', file), file);
    // The tab is there before its editor is the one that commands go to.
    await this.page.locator('.editor-group-container.active .tabs-container .tab.active', { hasText: file }).waitFor();
    await this.page.locator('.editor-group-container.active .breadcrumbs-control', { hasText: file }).waitFor();
  }

  /** Presses keys in the editor in front until what they bring is there: an editor that is just taking the focus may miss them. */
  async pressFor(keys: string, shown: Locator): Promise<void> {
    await until(`what ${keys} brings`, async () => {
      await this.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor({ timeout: againMs });
      await this.page.keyboard.press(keys);
      return shows(shown);
    });
  }

  /** Runs a command that only shows something until that is there: what moves under the pointer may close it at once. */
  async commandFor(title: string, shown: Locator): Promise<void> {
    await until(`what ${title} shows`, async () => {
      await this.command(title);
      return shows(shown);
    });
  }

  /** The window in which a file is named to be opened or saved: here it is a quick input, with a proposal that ends like this. */
  async fileDialog(proposal: RegExp): Promise<void> {
    await until(`a file dialog that proposes ${proposal.source}`, async () => proposal.test(await this.quickInput().inputValue({ timeout: againMs })));
  }

  /** The field of the open quick pick or input box. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  quickPickRow(text: string | RegExp): Locator {
    return this.aimed(this.page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first(), { place: '.quick-input-widget .monaco-list-row', text, taken: 'click' });
  }

  /** Types into the open input box and accepts. */
  async answer(text: string): Promise<void> {
    await this.quickInput().waitFor({ state: 'visible' });
    await this.quickInput().fill(text);
    await this.quickInput().press('Enter');
  }

  /** The icon of a view container in the activity bar. */
  activityBarItem(title: string): Locator {
    return this.page.locator(`.activitybar a.action-label[aria-label^="${title}"]`).first();
  }

  /** Shows a view container; a second call does not hide it. */
  async openContainer(title: string): Promise<void> {
    const shown = this.page.locator(`.activitybar .action-item.checked a.action-label[aria-label^="${title}"]`);
    await until(`the view container ${title}`, async () => {
      // Forced: a badge lies over the icon, and what is clicked on it goes to the icon's item all the same.
      if (await shown.count() === 0) await this.activityBarItem(title).click({ force: true, timeout: againMs });
      return shows(shown);
    });
  }

  /** A row of a tree in the side bar (notifications are list rows too, but elsewhere), by what it shows or by what it says to a screen reader. */
  treeRow(text: string | RegExp): Locator {
    return this.aimed(this.treeRows(text).first(), { place: '.sidebar .monaco-list-row', text, taken: 'click' });
  }

  /** All such rows. */
  treeRows(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list-row', { hasText: text }).or(this.page.locator('.sidebar').getByRole('treeitem', { name: text }));
  }

  /** What these rows say to a screen reader, from top to bottom. */
  async spoken(rows: Locator): Promise<readonly string[]> {
    return Promise.all((await rows.all()).map(async row => await row.getAttribute('aria-label') ?? ''));
  }

  /** A file or folder in the Explorer, which must be showing. */
  explorerRow(name: string | RegExp): Locator {
    return this.row('.explorer-folders-view .monaco-list-row', name);
  }

  /** A button that shows on a tree's row while the pointer is over it. */
  async rowAction(row: Locator, name: string): Promise<void> {
    const button = row.locator(`.actions-container a.action-label[aria-label^="${name}"]`);
    // A row that is drawn again loses the pointer, and its buttons.
    await until(`the button ${name} of a row`, async () => {
      await row.hover({ timeout: againMs });
      return clickAt(this.page, { place: 'a.action-label', label: name, taken: 'click' }, () => button.click({ timeout: againMs }));
    });
  }

  tab(file: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: file }).first();
  }

  /** A button in the title bar of the active editor group. */
  editorAction(name: string): Locator {
    const button = this.page.locator(`.editor-group-container.active .editor-actions a.action-label[aria-label^="${name}"]`).first();
    return this.aimed(button, { place: 'a.action-label', label: name, taken: 'click' });
  }

  /** Opens the context menu of a row, tab or other place, and returns its entry of that name. */
  async contextMenuItem(target: Locator, name: string | RegExp): Promise<MenuEntry> {
    return this.menuEntry(target, [name]);
  }

  /** The same for an entry of a menu inside the context menu. */
  async submenuItem(target: Locator, menu: string, name: string | RegExp): Promise<MenuEntry> {
    return this.menuEntry(target, [new RegExp(`^${menu}$`), name]);
  }

  /** A notification that shows as a toast. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** What the notification center has, which it opens. */
  async allNotifications(): Promise<readonly string[]> {
    const center = this.page.locator('.notifications-center.visible');
    await this.commandFor('Notifications: Show Notifications', center);
    return center.locator('.notification-list-item').allInnerTexts();
  }

  /** A button of a notification. */
  notificationButton(text: string | RegExp, name: string): Locator {
    return this.aimed(this.notification(text).locator('.monaco-button', { hasText: name }).first(), { place: '.monaco-button', text: name, taken: 'click' });
  }

  /** The modal dialog over the window. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  dialogButton(name: string): Locator {
    return this.aimed(this.dialog().locator('.monaco-button', { hasText: name }).first(), { place: '.monaco-dialog-box .monaco-button', text: name, taken: 'click' });
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

  /** What is inside the showing webview: the workbench frames it twice. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** What is in the clipboard, once it is like that. */
  async clipboard(like: RegExp): Promise<string> {
    return until(`${like.source} in the clipboard`, async () => {
      const text = String(await this.page.evaluate('navigator.clipboard.readText()'));
      return like.test(text) && text;
    });
  }

  /** Lines in which the extension host reported an error nobody caught or a rejection nobody handled. */
  unhandledErrors(): string[] {
    return this.consoleLines.filter(line => line.includes('aws-job-specs.aws-job-specs') && /unhandled|not handled|Error/i.test(line));
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled', timeout: patienceMs });
  }

  private async untilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar .statusbar-item').first().waitFor();
    await this.page.locator('.sidebar .composite.title').first().waitFor();
    // What the other view containers show comes when it comes.
    await until('the side bar', async () => await isShown(this.explorerRow(/./)) || await this.page.locator('.explorer-viewlet').count() === 0);
  }

  /** What the quick input shows. */
  private async quickInputText(): Promise<string> {
    const widget = this.page.locator('.quick-input-widget');
    return await isShown(widget) ? `${await this.quickInput().getAttribute('placeholder', { timeout: againMs })} ${await widget.innerText({ timeout: againMs })}` : '';
  }

  /**
   * Clicks a row of the quick pick that is open, or shows within `boundMs`. Resolves with what the pick showed then, so that the
   * next step can be told from it; with undefined when it was closed before the row has taken the click, or has no such row.
   */
  private async tryPick(row: string | RegExp, boundMs: number): Promise<string | undefined> {
    const target = this.page.locator('.quick-input-widget .monaco-list-row', { hasText: row }).first();
    const aim: Aim = { place: '.quick-input-widget .monaco-list-row', text: row, taken: 'click' };
    for (const from = performance.now(); performance.now() - from <= boundMs;) {
      if (!await shows(target)) continue;
      const text = await this.quickInputText().catch(() => '');
      if (await clickAt(this.page, aim, () => target.click({ timeout: againMs })).catch(() => false)) return text;
    }
    return undefined;
  }

  private row(place: string, text: string | RegExp): Locator {
    return this.aimed(this.page.locator(place, { hasText: text }).first(), { place, text, taken: 'click' });
  }

  /** The locator, with a `click` that is done again until what was aimed at has taken it. */
  private aimed(locator: Locator, aim: Aim): Locator {
    const click = locator.click.bind(locator);
    return Object.assign(locator, {
      click: async (options: Parameters<Locator['click']>[0] = {}): Promise<void> => {
        const taken: Aim = options.button === 'right' ? { ...aim, taken: 'contextmenu' } : aim;
        await until(`a click on ${locator.toString()}`, () => clickAt(this.page, taken, () => click({ timeout: againMs, ...options })), options.timeout ?? patienceMs);
      },
    });
  }

  /** Opens a menu on a target until the entry at the end of a path through its submenus shows. */
  private async menuEntry(target: Locator, path: readonly (string | RegExp)[]): Promise<MenuEntry> {
    const entries = path.map((name, depth) => this.page.locator(`.context-view ${depth === 0 ? '' : '.monaco-submenu '}.action-menu-item`, { hasText: name }).first());
    const last = entries.at(-1) ?? this.page.locator('.context-view');
    const isOpen = async (): Promise<boolean> => {
      if (await isShown(last)) return true;
      // Another menu, or one that was opened before the row became what it is now.
      if (await isShown(this.page.locator('.context-view .action-menu-item').first())) await this.page.keyboard.press('Escape');
      await target.click({ button: 'right', timeout: againMs });
      for (const [depth, entry] of entries.entries()) {
        if (!await shows(entry)) return false;
        if (depth < entries.length - 1) await entry.hover({ timeout: againMs });
      }
      return true;
    };
    const name = path.at(-1) ?? '';
    await until(`the entry ${path.join(' › ')} of a menu`, isOpen);
    return {
      click: async () => {
        await until(`the choice of ${path.join(' › ')}`, async () => await isOpen() && clickAt(this.page, { place: '.context-view .action-menu-item', text: name, taken: 'menu' }, () => last.click({ timeout: againMs })));
      },
    };
  }

  private noteRequest(url: string): void {
    const { protocol, hostname } = new URL(url);
    // What a webview asks for under this name, its service worker fetches from the workbench's own server.
    if (/^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1' && !hostname.endsWith('.vscode-resource.vscode-cdn.net')) this.foreignRequests.push(url);
  }
}
