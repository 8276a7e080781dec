// Several scenes in one workbench, one after the other: to open a window costs as much as ten tests.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bound, until } from '../pace.ts';
import type { Workbench } from '../workbench/driver.ts';
import { type Session, pictureOfFailure } from './support.ts';

/** Sessions whose last scene did not go well. */
const spoiled = new WeakSet<Session>();

/** Registers the hooks that open and stop a session for the scenes of a file. Returns a function that returns it. */
export function shared<Kind extends Session>(open: () => Promise<Kind>): () => Kind {
  let session: Kind | undefined;
  before(async () => {
    session = await open();
  });
  after(async () => {
    await session?.stop();
  });
  return () => {
    assert.ok(session, 'there is a session');
    return session;
  };
}

export interface Scene {
  /** Files of the folder that only this scene has: path → text. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Registers the hooks of a scene: before it, what an earlier one left open is closed, and the window is loaded again if
 * a test has failed in it.
 */
export function setScene(session: () => Session, { files = {} }: Scene = {}): void {
  before(async () => {
    const { workbench, folder } = session();
    if (spoiled.delete(session())) await workbench.reload();
    await clear(workbench);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterEach(async function () {
    await pictureOfFailure(this.currentTest, session().workbench);
  });
  after(function () {
    // A test that did not run, because a hook failed, counts too.
    if (this.test?.parent?.tests.some(test => !test.isPassed()) === true) spoiled.add(session());
    for (const path of Object.keys(files)) rmSync(join(session().folder, path), { force: true });
  });
}

/** Closes editors, without saving, the panel and notifications. */
async function clear(workbench: Workbench): Promise<void> {
  const tabs = workbench.page.locator('.tabs-container .tab');
  await until('the editors to be closed', async () => {
    if ((await tabs.count()) === 0) return true;
    await workbench.command('View: Close All Editors');
    const dontSave = workbench.dialogButton("Don't Save");
    await until(
      'closed editors or a question',
      async () => (await tabs.count()) === 0 || dontSave.isVisible(),
      bound(5_000),
    ).catch(() => undefined);
    if (await dontSave.isVisible()) await dontSave.click();
    return (await tabs.count()) === 0;
  });
  if (await workbench.page.locator('.part.panel').isVisible()) await workbench.command('View: Hide Panel');
  if (await workbench.page.locator('.notification-toast').first().isVisible())
    await workbench.command('Notifications: Clear All Notifications');
}

/** Connects with a profile, as a user does. */
export async function connect({ workbench }: Session, profile: string): Promise<void> {
  await workbench.pick(
    'AWS Jobs: Select Connection',
    new RegExp(`${profile}\\s*us-east-1`),
    /us-east-1/,
    'All workspaces',
  );
}

/**
 * Starts the job of a spec of the examples if it has no row that matches: an earlier scene may have started it. The view
 * must be open.
 */
export async function startUnlessDone(workbench: Workbench, spec: string, row: RegExp): Promise<void> {
  if (await workbench.treeRow(row).isVisible()) return;
  await workbench.pick('AWS Jobs: Start Job', `${spec}.awsjob.json`);
  await workbench.dialogButton('Start Job').click();
}
