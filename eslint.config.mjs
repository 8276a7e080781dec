// The strictest presets without the rules that need types, which oxlint runs (.oxlintrc.json) in a tenth of the time; and
// the allowed directions of imports: a wrong import is a lint error, not a review comment. `rooms` lists the folders of src/ and what each may import; docs/ARCHITECTURE.md says why.
import js from '@eslint/js';
import { importX, createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const everyRoom = ['domain', 'aws', 'host', 'machine', 'ui', 'sandbox', 'cli', 'webview'];

/**
 * What the files of each folder may import: other folders, restricted packages, and single files of a folder
 * that is otherwise forbidden.
 */
const rooms = {
  domain: { rooms: [], packages: [] },
  aws: { rooms: ['domain'], packages: ['@aws-sdk', '@smithy', 'node'] },
  host: { rooms: ['domain', 'machine'], packages: ['vscode', 'node'] },
  machine: { rooms: ['domain'], packages: ['node'] },
  ui: { rooms: ['domain'], packages: ['vscode'] },
  sandbox: { rooms: [], packages: ['node'] },
  cli: { rooms: ['domain', 'aws', 'machine'], packages: ['node'] },
  webview: {
    rooms: [],
    packages: [],
    except: { ui: ['./form/protocol.ts', './results/protocol.ts'], domain: ['./plural.ts'] },
  },
};

/** The folders of `domain`: what each may import from another; nothing if it is not named. All may import the files beside them. */
const domainRooms = {
  spec: { jobs: ['./kinds.ts', './services.ts'] },
  jobs: { spec: 'all' },
  form: { spec: 'all', jobs: ['./kinds.ts', './services.ts'] },
  exchange: { spec: 'all', jobs: 'all' },
  live: { jobs: ['./kinds.ts', './services.ts'] },
  table: { spec: 'all', form: 'all', jobs: ['./kinds.ts', './services.ts'] },
};
const domainZones = Object.entries(domainRooms).flatMap(([room, allowed]) =>
  Object.keys(domainRooms)
    .filter(other => other !== room && allowed[other] !== 'all')
    .map(other => ({
      target: `./src/domain/${room}`,
      from: `./src/domain/${other}`,
      message: `src/domain/${room} must not import this of src/domain/${other}: see docs/ARCHITECTURE.md.`,
      ...(allowed[other] === undefined ? {} : { except: allowed[other] }),
    })),
);

/** Packages that only some folders may use, each with a pattern for the module name. */
const guardedPackages = { vscode: '^vscode$', '@aws-sdk': '^@aws-sdk/', '@smithy': '^@smithy/', node: '^node:' };

/**
 * The members of `vscode.window` that are harmless because they show no text. All others are used only in
 * src/ui/window, which makes external text safe for the place where it is shown.
 */
const freeOfText =
  '^(?:activeTextEditor|state|tabGroups|visibleTextEditors|showTextDocument|createTreeView|createOutputChannel|registerCustomEditorProvider|registerWebviewPanelSerializer|onDid.*)$';
const shownOnlyIn = 'Text is shown by src/ui/window, which makes it fit for its place.';
const textRestrictions = [
  {
    selector: `:not(MemberExpression[computed=false][property.name=/${freeOfText}/]) > MemberExpression[object.name='vscode'][property.name='window']`,
    message: shownOnlyIn,
  },
  { selector: "MemberExpression[object.name='vscode'][computed=true]", message: shownOnlyIn },
  {
    selector: "ImportDeclaration[source.value='vscode'] > ImportSpecifier[imported.name='window']",
    message: shownOnlyIn,
  },
  {
    selector:
      "VariableDeclarator[init.name='vscode'] > ObjectPattern > :matches(RestElement, Property[key.name='window'])",
    message: shownOnlyIn,
  },
  ...['property.name', 'name'].map(name => ({
    selector: `NewExpression > .callee[${name}=/^(?:TreeItem|CodeLens|MarkdownString|CompletionItem|Diagnostic|CodeAction|InlayHint)$/]`,
    message: shownOnlyIn,
  })),
  { selector: "CallExpression[arguments.0.value='vscode.diff']", message: shownOnlyIn },
  {
    selector:
      "AssignmentExpression > .left[property.name=/^(?:message|description|tooltip|badge|title|prompt|placeholder|validationMessage|detail|label|documentation|text)$/][property.type='Identifier']",
    message: shownOnlyIn,
  },
];

const forbiddenIn = allowed => Object.keys(guardedPackages).filter(name => !allowed.packages.includes(name));
const lateImports = (room, forbidden) =>
  forbidden.map(name => ({
    selector: `ImportExpression > Literal[value=/${guardedPackages[name].replaceAll('/', '\\u002F')}/]`,
    message: `src/${room} must not import ${name}, not even late.`,
  }));

const directionOf = ([room, allowed]) => {
  const forbidden = forbiddenIn(allowed);
  return {
    files: [`src/${room}/**/*.ts`],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...(room === 'domain' ? domainZones : []),
            ...everyRoom
              .filter(other => other !== room && !allowed.rooms.includes(other))
              .map(other => ({
                target: `./src/${room}`,
                from: `./src/${other}`,
                message: `src/${room} must not import src/${other}: see docs/ARCHITECTURE.md.`,
                ...(allowed.except?.[other] === undefined ? {} : { except: allowed.except[other] }),
              })),
            ...(['domain', 'aws', 'machine', 'sandbox', 'cli', 'webview'].includes(room)
              ? [
                  {
                    target: `./src/${room}`,
                    from: ['./src/extension.ts', './src/window.ts', './src/ids.ts'],
                    message: `src/${room} knows nothing of the editor's ids or of the entry files.`,
                  },
                ]
              : []),
          ],
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: forbidden.map(name => ({
            regex: guardedPackages[name],
            message: `src/${room} must not import ${name}: see docs/ARCHITECTURE.md.`,
          })),
        },
      ],
      'no-restricted-syntax': [
        'error',
        spreadRestriction,
        ...(allowed.packages.includes('vscode') ? textRestrictions : []),
        ...lateImports(room, forbidden),
      ],
    },
  };
};

/** A call takes about 120,000 arguments at most, and lists can be longer. */
const spreadRestriction = {
  selector: 'CallExpression[callee.property.name=/^(push|unshift|max|min)$/] > SpreadElement',
  message: 'A long list must not be spread into arguments: use a loop, or maxOf and minOf of domain/extremes.',
};

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.vscode-test/', '**/*.generated.js'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strict, ...tseslint.configs.stylistic],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })] },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `import { type A }` would still load the module at run time; `import type` does not.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // `const { secret, ...rest } = value` is how a member is omitted.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['src/*.ts'], rules: { 'no-restricted-syntax': ['error', ...textRestrictions] } },
  ...Object.entries(rooms).map(directionOf),
  {
    files: ['src/ui/window/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...lateImports('ui', forbiddenIn(rooms.ui))] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A test may assert what the types already guarantee.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'URLSearchParams',
          'fetch',
          'setTimeout',
          'clearTimeout',
          'performance',
          'Buffer',
          'AbortSignal',
          'require',
          'module',
        ].map(name => [name, 'readonly']),
      ),
    },
  },
);
