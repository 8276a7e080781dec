// package.json, package.nls.json, src/ids.ts and the schema name the same things.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { ConnectionState } from '../../src/domain/connection.ts';
import { type JsonObject, type JsonValue, at, isJsonObject, stringAt } from '../../src/domain/json.ts';
import { jobKinds } from '../../src/domain/jobs/kinds.ts';
import { settingBounds } from '../../src/host/bounds.ts';
import {
  capabilities,
  commandIds,
  contextKeys,
  explanationScheme,
  extensionId,
  formEditorId,
  overlayFileSuffix,
  settingIds,
  settingsSection,
  specFileSuffix,
  noteLanguageId,
  specLanguageId,
  submenuIds,
  tableLanguageId,
  viewIds,
} from '../../src/ids.ts';
import { tableSuffixes } from '../../src/domain/table/suffixes.ts';

const fileUrl = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const read = (path: string): JsonObject => JSON.parse(readFileSync(fileUrl(path), 'utf8')) as JsonObject;

const manifest = read('package.json');
const words = read('package.nls.json');
const contributes = at(manifest, 'contributes');

function objectsAt(value: JsonValue | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as readonly JsonValue[]).filter(isJsonObject) : [];
}

/** Every string in a value, at any depth. */
function stringsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(stringsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}

const sorted = (values: Iterable<string>): readonly string[] => [...values].sort();
const commands = objectsAt(contributes, 'commands').map(command => stringAt(command, 'command') ?? '');
const menus = at(contributes, 'menus');
const menuItems = isJsonObject(menus) ? Object.keys(menus).flatMap(menu => objectsAt(menus, menu)) : [];
const submenus = objectsAt(contributes, 'submenus').map(submenu => stringAt(submenu, 'id') ?? '');
const whens = [...menuItems, ...objectsAt(contributes, 'viewsWelcome'), ...objectsAt(contributes, 'commands')].flatMap(
  item => stringAt(item, 'when') ?? [],
);
const views = at(contributes, 'views');
const settings = at(contributes, 'configuration', 'properties');

describe('package.json', () => {
  it('has the extension id', () => {
    assert.equal(`${stringAt(manifest, 'publisher')}.${stringAt(manifest, 'name')}`, extensionId);
  });

  it('has the commands of ids.ts, each once, with a title and a category', () => {
    assert.deepEqual(sorted(commands), sorted(Object.values(commandIds)));
    for (const command of objectsAt(contributes, 'commands')) {
      assert.ok(
        stringAt(command, 'title') !== undefined && stringAt(command, 'category') !== undefined,
        JSON.stringify(command),
      );
    }
  });

  it('has the views of ids.ts', () => {
    const containers = objectsAt(contributes, 'viewsContainers', 'activitybar').map(
      container => stringAt(container, 'id') ?? '',
    );
    assert.ok(isJsonObject(views));
    assert.deepEqual(containers, [viewIds.container]);
    assert.deepEqual(Object.keys(views), [viewIds.container]);
    const { container: _container, ...others } = viewIds;
    assert.deepEqual(
      sorted(objectsAt(views, viewIds.container).map(view => stringAt(view, 'id') ?? '')),
      sorted(Object.values(others)),
    );
    for (const welcome of objectsAt(contributes, 'viewsWelcome'))
      assert.ok(Object.values<string>(others).includes(stringAt(welcome, 'view') ?? ''));
  });

  it('has the form as an editor that is offered for specs and is not the default', () => {
    const [editor, ...others] = objectsAt(contributes, 'customEditors');
    assert.deepEqual(others, []);
    assert.equal(stringAt(editor, 'viewType'), formEditorId);
    assert.equal(stringAt(editor, 'priority'), 'option');
    assert.equal(stringAt(editor, 'selector', 0, 'filenamePattern'), `*${specFileSuffix}`);
  });

  it('has the submenus of ids.ts, each with entries and a location', () => {
    assert.deepEqual(sorted(submenus), sorted(Object.values(submenuIds)));
    for (const submenu of submenus) {
      assert.ok(objectsAt(menus, submenu).length > 1, submenu);
      assert.ok(
        menuItems.some(item => stringAt(item, 'submenu') === submenu),
        submenu,
      );
    }
  });

  it('has the settings of ids.ts', () => {
    assert.ok(isJsonObject(settings));
    assert.deepEqual(
      sorted(Object.keys(settings)),
      sorted(Object.values(settingIds).map(id => `${settingsSection}.${id}`)),
    );
  });

  it('restricts existing settings, among them every one that says where a call goes and with what', () => {
    const restricted = stringsIn(at(manifest, 'capabilities', 'untrustedWorkspaces', 'restrictedConfigurations'));
    assert.ok(isJsonObject(settings));
    for (const id of restricted) assert.ok(id in settings, id);
    for (const id of [settingIds.connection, settingIds.endpoints, settingIds.overlay])
      assert.ok(restricted.includes(`${settingsSection}.${id}`), id);
  });

  it('lets no workspace set anything with an effect beyond it, and an untrusted one nothing at all', () => {
    const restricted = stringsIn(at(manifest, 'capabilities', 'untrustedWorkspaces', 'restrictedConfigurations'));
    for (const id of Object.values(settingIds)) {
      const name = `${settingsSection}.${id}`;
      const isTheUsers = ['application', 'machine'].includes(stringAt(settings, name, 'scope') ?? '');
      assert.ok(isTheUsers || restricted.includes(name), name);
      // The watch and the sandbox are shared by all windows.
      if (id in settingBounds) assert.ok(isTheUsers, name);
    }
  });

  it('limits numbers as the code that reads them does', () => {
    for (const id of Object.values(settingIds)) {
      if (at(settings, `${settingsSection}.${id}`, 'type') !== 'number') continue;
      const { min, max, default: standard } = settingBounds[id as keyof typeof settingBounds];
      for (const [member, value] of [
        ['minimum', min],
        ['maximum', max],
        ['default', standard],
      ] as const)
        assert.equal(at(settings, `${settingsSection}.${id}`, member), value, `${id} ${member}`);
    }
  });

  it('names only existing commands in its menus, and offers none twice in the same group for the same rows', () => {
    assert.ok(menuItems.length > 0);
    for (const item of menuItems)
      assert.ok(
        commands.includes(stringAt(item, 'command') ?? '') || submenus.includes(stringAt(item, 'submenu') ?? ''),
        JSON.stringify(item),
      );
    assert.ok(isJsonObject(menus));
    for (const menu of Object.keys(menus)) {
      const items: readonly string[] = objectsAt(menus, menu).map(
        item =>
          `${stringAt(item, 'command') ?? stringAt(item, 'submenu')} ${stringAt(item, 'when')} ${stringAt(item, 'group')}`,
      );
      assert.deepEqual(sorted(items), sorted(new Set(items)), menu);
    }
  });

  it('uses only existing views, context keys and capabilities in its when-clauses, and uses every context key', () => {
    const asked = new Set<string>();
    for (const when of whens) {
      for (const [, view = ''] of when.matchAll(/\bview == (\S+)/g))
        assert.ok(Object.values<string>(viewIds).includes(view), when);
      for (const [, capability = ''] of when.matchAll(/\bviewItem =~ \/\\b(\w+)\\b\//g))
        assert.ok(Object.values<string>(capabilities).includes(capability), when);
      for (const [, capability = ''] of when.matchAll(/\bawsJobs\.selection =~ \/\\b(\w+)\\b\//g))
        assert.ok(Object.values<string>(capabilities).includes(capability), when);
      for (const [, editor = ''] of when.matchAll(/\bactiveCustomEditorId [!=]= '([^']*)'/g))
        assert.equal(editor, formEditorId, when);
      const rest = when
        .replaceAll(/\bactiveCustomEditorId [!=]= '[^']*'/g, '')
        .replaceAll(/\bview == \S+/g, '')
        .replaceAll(/\bviewItem =~ \/\\b\w+\\b\//g, '');
      assert.ok(!/\bview(Item)?\b/.test(rest), `a when-clause this test cannot read: ${when}`);
      for (const [key] of rest.matchAll(/\bawsJobs\.\w+/g)) asked.add(key);
    }
    assert.deepEqual(sorted(asked), sorted(Object.values(contextKeys)));
  });

  // They need no row, view or connection, or say what is missing and offer it.
  const atAnyTime: readonly string[] = [
    commandIds.startJob,
    commandIds.startAll,
    commandIds.splitSpec,
    commandIds.showQueue,
    commandIds.checkSpec,
    commandIds.checkAll,
    commandIds.checkBeforeStart,
    commandIds.copyPolicies,
    commandIds.newSpec,
    commandIds.newForm,
    commandIds.import,
    commandIds.uploadNotes,
    commandIds.exportAs,
    commandIds.copyCliCommand,
    commandIds.copyRequestJson,
    commandIds.watchById,
    commandIds.exportHistory,
    commandIds.openInputFolder,
    commandIds.openOutputFolder,
    commandIds.downloadOutput,
    commandIds.downloadFolder,
    commandIds.selectConnection,
    commandIds.selectOverlay,
    commandIds.useSandbox,
    commandIds.showLog,
    commandIds.showDiagnostics,
    commandIds.copyDiagnostics,
  ];

  it('offers commands for rows in the palette only while a suitable row is selected', () => {
    const needs = (when: string, key: string): readonly string[] =>
      [...when.matchAll(new RegExp(`${key} =~ /\\\\b(\\w+)\\\\b/`, 'g'))].map(([, capability = '']) => capability);
    const rules = new Map(
      objectsAt(menus, 'commandPalette').map(item => [stringAt(item, 'command') ?? '', stringAt(item, 'when') ?? '']),
    );
    const ofRows = [
      ...objectsAt(menus, 'view/item/context').filter(item => stringAt(item, 'command') !== undefined),
      ...objectsAt(menus, submenuIds.copy),
    ];
    assert.ok(ofRows.length > 10);
    for (const command of new Set(ofRows.map(item => stringAt(item, 'command') ?? ''))) {
      if (atAnyTime.includes(command)) continue;
      const wanted = ofRows
        .filter(item => stringAt(item, 'command') === command)
        .flatMap(item => {
          const own = needs(stringAt(item, 'when') ?? '', 'viewItem');
          return own.length > 0 ? own : [capabilities.job];
        });
      assert.deepEqual(
        sorted(needs(rules.get(command) ?? '', contextKeys.selection)),
        sorted(new Set(wanted)),
        command,
      );
    }
  });

  it('has a palette rule for every command that does not work at any time', () => {
    const rules = objectsAt(menus, 'commandPalette').map(item => stringAt(item, 'command') ?? '');
    assert.equal(new Set(rules).size, rules.length);
    assert.deepEqual(sorted([...rules, ...atAnyTime]), sorted(commands));
  });

  it("has every inline action of a row in the row's menu, too", () => {
    const items = objectsAt(menus, 'view/item/context').map(item => ({
      what: `${stringAt(item, 'command')} ${stringAt(item, 'when')}`,
      isInline: stringAt(item, 'group')?.startsWith('inline') === true,
    }));
    assert.ok(items.some(({ isInline }) => isInline));
    for (const { what, isInline } of items)
      if (isInline)
        assert.ok(
          items.some(other => other.what === what && !other.isInline),
          what,
        );
  });

  it('names the view like its container, so that VS Code shows the title once', () => {
    const name = stringAt(objectsAt(views, viewIds.container)[0], 'name')?.replaceAll('%', '');
    assert.equal(stringAt(words, name ?? ''), stringAt(contributes, 'viewsContainers', 'activitybar', 0, 'title'));
  });

  it('has welcome content for every state in which the tree may be empty, trusted or not', () => {
    const welcomes = objectsAt(contributes, 'viewsWelcome').map(item => stringAt(item, 'when') ?? '');
    for (const state of [
      ...['none', 'idle', 'connected'].map(each => `awsJobs.connection == ${each}`),
      '!awsJobs.connection',
    ])
      assert.ok(
        welcomes.some(when => when.includes(state)),
        state,
      );
    for (const state of ['none', 'connected']) {
      for (const trust of ['&& isWorkspaceTrusted', '&& !isWorkspaceTrusted'])
        assert.ok(
          welcomes.some(when => when.includes(`awsJobs.connection == ${state} ${trust}`)),
          `${state} ${trust}`,
        );
    }
  });

  it("has no button in the view's title before the view knows whether it can work", () => {
    for (const item of objectsAt(menus, 'view/title').filter(
      each => stringAt(each, 'group')?.startsWith('navigation') === true,
    )) {
      assert.match(
        stringAt(item, 'when') ?? '',
        /&& awsJobs\.(connection &&|isFiltered|hasJobs)/,
        JSON.stringify(item),
      );
    }
  });

  it('compares the connection only with states that it has', () => {
    const states: readonly ConnectionState['state'][] = ['none', 'idle', 'connecting', 'connected', 'failed'];
    const compared = whens.flatMap(when =>
      [...when.matchAll(/awsJobs\.connection [!=]= (\w+)/g)].map(([, state = '']) => state),
    );
    assert.ok(compared.length > 0);
    for (const state of compared) assert.ok((states as readonly string[]).includes(state), state);
  });

  it('uses every text of package.nls.json, and no text that is missing there', () => {
    const used = stringsIn(manifest).flatMap(text => [...text.matchAll(/%([^%\s]+)%/g)].map(([, key = '']) => key));
    assert.deepEqual(sorted(new Set(used)), sorted(Object.keys(words)));
    for (const [key, text] of Object.entries(words)) assert.ok(typeof text === 'string' && text.trim() !== '', key);
  });

  it('links only existing commands in its texts', () => {
    const linked = stringsIn(words).flatMap(text => [...text.matchAll(/\(command:([^)?]+)/g)].map(([, id = '']) => id));
    assert.ok(linked.length > 0);
    const ofTheEditor = ['workbench.trust.manage', 'vscode.openFolder'];
    for (const id of linked) assert.ok(commands.includes(id) || ofTheEditor.includes(id), id);
  });

  it('shows specs as JSON with comments, and the page about a code as a preview', () => {
    const [grammar, ...more] = objectsAt(contributes, 'grammars');
    assert.deepEqual(
      more.map(each => each['language']),
      [tableLanguageId],
    );
    assert.equal(stringAt(grammar, 'language'), specLanguageId);
    assert.equal(stringAt(read(stringAt(grammar, 'path') ?? ''), 'patterns', 0, 'include'), 'source.json.comments');
    assert.equal(
      at(contributes, 'configurationDefaults', `[${specLanguageId}]`, 'editor.quickSuggestions', 'strings'),
      true,
    );
    assert.equal(
      stringAt(contributes, 'configurationDefaults', 'workbench.editorAssociations', `${explanationScheme}:/*.md`),
      'vscode.markdown.preview.editor',
    );
  });

  it('names existing files', () => {
    const files = [
      stringAt(manifest, 'icon'),
      stringAt(contributes, 'viewsContainers', 'activitybar', 0, 'icon'),
      ...objectsAt(views, viewIds.container).map(view => stringAt(view, 'icon')),
      ...objectsAt(contributes, 'jsonValidation').map(rule => stringAt(rule, 'url')),
      ...objectsAt(contributes, 'languages').flatMap(language => stringAt(language, 'configuration') ?? []),
      ...objectsAt(contributes, 'grammars').map(grammar => stringAt(grammar, 'path')),
    ];
    for (const file of files) assert.ok(file !== undefined && existsSync(fileUrl(file)), String(file));
  });

  it('uses the same suffixes for specs, tables and overlays everywhere', () => {
    const [csvTable, jsonTable] = tableSuffixes;
    assert.deepEqual(
      objectsAt(contributes, 'jsonValidation').map(({ fileMatch }) => fileMatch),
      [`*${overlayFileSuffix}`, `*${jsonTable}`],
      'specs are checked by our checks only',
    );
    assert.deepEqual(
      objectsAt(contributes, 'languages').map(({ id, filenamePatterns }) => [id, filenamePatterns]),
      [
        [specLanguageId, [`*${specFileSuffix}`]],
        [tableLanguageId, [`*${csvTable}`]],
        ['jsonc', [`*${overlayFileSuffix}`, `*${jsonTable}`]],
        [noteLanguageId, ['/document-*.note']],
      ],
    );
    for (const when of whens) {
      for (const [, pattern = ''] of when.matchAll(/resourceFilename =~ \/(.*?)\/(?: |$)/g)) {
        for (const suffix of pattern.includes('csv') ? tableSuffixes : [specFileSuffix]) {
          assert.match(`notes${suffix}`, new RegExp(pattern));
          assert.doesNotMatch(`notes${suffix.replace('.', 'X')}`, new RegExp(pattern));
          assert.doesNotMatch(`notes${suffix}x`, new RegExp(pattern));
        }
      }
    }
  });
});

describe('the schema of a spec', () => {
  const schema = read('schemas/job-spec.schema.json');

  it('has exactly the actions of the kinds table', () => {
    assert.deepEqual(
      sorted(stringsIn(at(schema, 'properties', 'action', 'enum'))),
      sorted(jobKinds.map(({ action }) => action)),
    );
  });

  it('has the definition each kind names', () => {
    for (const { action, definition } of jobKinds)
      assert.ok(isJsonObject(at(schema, 'definitions', definition)), action);
  });
});
