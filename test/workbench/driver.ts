// Drives a workbench page as a person does: by keys, clicks and what stands on the screen.
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { type PageOptions, type Server, workbenchUrl } from './server.ts';

/** How long a person would wait for something to show, on a slow machine. */
const patienceMs = 20_000;

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
    // A tree that is just drawn again takes the focus back, which closes the palette.
    for (let tries = 0; tries < 3; tries += 1) {
      await this.openQuickInput('Control+Shift+P', `>${title}`);
      if (await this.quickPickRow(title).click({ timeout: 4_000 }).then(() => true, () => false)) return;
    }
    await this.quickPickRow(title).click();
  }

  /** Opens a file of the workspace by (part of) its name. */
  async quickOpen(file: string): Promise<void> {
    await this.openQuickInput('Control+P', file);
    await this.quickPickRow(file).click();
    // The tab is there before its editor is the one that commands go to.
    await this.page.locator('.editor-group-container.active .tabs-container .tab.active', { hasText: file }).waitFor();
    await this.page.locator('.editor-group-container.active .breadcrumbs-control', { hasText: file }).waitFor();
  }

  /** Presses keys in the editor in front until what they bring is there: an editor that is just taking the focus may miss them. */
  async pressFor(keys: string, shown: Locator): Promise<void> {
    await this.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
    for (let tries = 0; tries < 4; tries += 1) {
      await this.page.keyboard.press(keys);
      if (await shown.waitFor({ timeout: 4_000 }).then(() => true, () => false)) return;
    }
    await shown.waitFor();
  }

  /** The window in which a file is named to be opened or saved: here it is a quick input, with a proposal that ends like this. */
  async fileDialog(proposal: RegExp): Promise<void> {
    for (const until = Date.now() + patienceMs; !proposal.test(await this.quickInput().inputValue());) {
      if (Date.now() > until) throw new Error(`no file dialog that proposes ${proposal.source}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** The field of the open quick pick or input box. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  quickPickRow(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first();
  }

  /** Types into the open input box and accepts. */
  async answer(text: string): Promise<void> {
    await this.quickInput().waitFor({ state: 'visible' });
    await this.quickInput().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The icon of a view container in the activity bar. */
  activityBarItem(title: string): Locator {
    return this.page.locator(`.activitybar a.action-label[aria-label^="${title}"]`).first();
  }

  /** Shows a view container; a second call does not hide it. */
  async openContainer(title: string): Promise<void> {
    const shown = this.page.locator(`.activitybar .action-item.checked a.action-label[aria-label^="${title}"]`);
    // Forced: a badge lies over the icon, and what is clicked on it goes to the icon's item all the same.
    if (await shown.count() === 0) await this.activityBarItem(title).click({ force: true });
    await shown.waitFor();
  }

  /** A row of a tree in the side bar (notifications are list rows too, but elsewhere). */
  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  }

  /** A file or folder in the Explorer, which must be showing. */
  explorerRow(name: string | RegExp): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
  }

  /** A button that shows on a tree's row while the pointer is over it. */
  async rowAction(row: Locator, name: string): Promise<void> {
    await row.hover();
    await row.locator(`.actions-container a.action-label[aria-label^="${name}"]`).click();
  }

  tab(file: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: file }).first();
  }

  /** A button in the title bar of the active editor group. */
  editorAction(name: string): Locator {
    return this.page.locator(`.editor-group-container.active .editor-actions a.action-label[aria-label^="${name}"]`).first();
  }

  /** Opens the context menu of a row, tab or other place, and returns its entry of that name. */
  async contextMenuItem(target: Locator, name: string | RegExp): Promise<Locator> {
    await target.click({ button: 'right' });
    const entry = this.page.locator('.context-view .action-menu-item', { hasText: name }).first();
    await entry.waitFor();
    // The menu ignores a click in its first moments, so that a long press does not choose an entry.
    await this.page.waitForTimeout(300);
    return entry;
  }

  /** The same for an entry of a menu inside the context menu. */
  async submenuItem(target: Locator, menu: string, name: string | RegExp): Promise<Locator> {
    await (await this.contextMenuItem(target, new RegExp(`^${menu}$`))).click();
    const entry = this.page.locator('.context-view .monaco-submenu .action-menu-item', { hasText: name }).first();
    await entry.waitFor();
    await this.page.waitForTimeout(300);
    return entry;
  }

  /** A notification that shows as a toast. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** A button of a notification. */
  notificationButton(text: string | RegExp, name: string): Locator {
    return this.notification(text).locator('.monaco-button', { hasText: name }).first();
  }

  /** The modal dialog over the window. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  dialogButton(name: string): Locator {
    return this.dialog().locator('.monaco-button', { hasText: name }).first();
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

  /** Lines in which the extension host reported an error nobody caught or a rejection nobody handled. */
  unhandledErrors(): string[] {
    return this.consoleLines.filter(line => line.includes('aws-job-specs.aws-job-specs') && /unhandled|not handled|Error/i.test(line));
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  private async untilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor();
    await this.page.locator('.explorer-viewlet .monaco-list-row, .sidebar .monaco-list-row').first().waitFor();
  }

  private async openQuickInput(keys: string, text: string): Promise<void> {
    // A webview that is just taking the focus back closes the box again.
    for (let tries = 0; tries < 3; tries += 1) {
      await this.page.keyboard.press(keys);
      await this.quickInput().waitFor({ state: 'visible' });
      if (await this.quickInput().fill(text, { timeout: 1_500 }).then(() => true, () => false)) return;
    }
    await this.quickInput().fill(text);
  }

  private noteRequest(url: string): void {
    const { protocol, hostname } = new URL(url);
    // What a webview asks for under this name, its service worker fetches from the workbench's own server.
    if (/^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1' && !hostname.endsWith('.vscode-resource.vscode-cdn.net')) this.foreignRequests.push(url);
  }
}
