// The lint rules: ESLint's recommended ones, typescript-eslint's strictest presets (`strict-type-checked` and
// `stylistic-type-checked`), and our own: the allowed directions of imports, and the one place that shows text. A wrong
// import is a lint error, not a review comment. `rooms` lists the folders of src/ and what each may import;
// docs/ARCHITECTURE.md says why.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'oxlint';

const names = text => text.trim().split(/\s+/);

/** ESLint's recommended rules; those about syntax that the parser refuses anyway are not there. */
const recommended = names(`
  constructor-super for-direction getter-return no-async-promise-executor no-case-declarations no-class-assign
  no-compare-neg-zero no-cond-assign no-const-assign no-constant-binary-expression no-constant-condition
  no-control-regex no-debugger no-delete-var no-dupe-class-members no-dupe-else-if no-dupe-keys no-duplicate-case
  no-empty no-empty-character-class no-empty-pattern no-empty-static-block no-ex-assign no-extra-boolean-cast
  no-fallthrough no-func-assign no-global-assign no-import-assign no-invalid-regexp no-irregular-whitespace
  no-loss-of-precision no-misleading-character-class no-new-native-nonconstructor no-nonoctal-decimal-escape
  no-obj-calls no-prototype-builtins no-redeclare no-regex-spaces no-self-assign no-setter-return
  no-shadow-restricted-names no-sparse-arrays no-this-before-super no-unassigned-vars no-undef
  no-unexpected-multiline no-unreachable no-unsafe-finally no-unsafe-negation no-unsafe-optional-chaining
  no-unused-labels no-unused-private-class-members no-unused-vars no-useless-assignment no-useless-backreference
  no-useless-catch no-useless-escape no-with preserve-caught-error require-yield use-isnan valid-typeof no-var
  prefer-const prefer-rest-params prefer-spread no-array-constructor no-unused-expressions no-useless-constructor
  no-empty-function
`);

/** The rules of typescript-eslint's presets that need no types. */
const untyped = names(`
  ban-ts-comment no-duplicate-enum-values no-dynamic-delete no-empty-object-type no-explicit-any
  no-extra-non-null-assertion no-extraneous-class no-invalid-void-type no-misused-new no-namespace
  no-non-null-asserted-nullish-coalescing no-non-null-asserted-optional-chain no-require-imports no-this-alias
  no-unnecessary-type-constraint no-unsafe-declaration-merging no-unsafe-function-type no-wrapper-object-types
  prefer-as-const prefer-literal-enum-member prefer-namespace-keyword triple-slash-reference unified-signatures
  adjacent-overload-signatures array-type ban-tslint-comment class-literal-property-style
  consistent-generic-constructors consistent-indexed-object-style consistent-type-assertions
  no-confusing-non-null-assertion no-inferrable-types prefer-for-of prefer-function-type no-import-type-side-effects
  explicit-module-boundary-types
`);

/** The rules of typescript-eslint's presets that need types. */
const typed = names(`
  await-thenable no-array-delete no-base-to-string no-confusing-void-expression no-deprecated
  no-duplicate-type-constituents no-floating-promises no-for-in-array no-generated-empty-object-type no-implied-eval
  no-meaningless-void-operator no-misused-promises no-misused-spread no-mixed-enums no-redundant-type-constituents
  no-unnecessary-boolean-literal-compare no-unnecessary-condition no-unnecessary-template-expression
  no-unnecessary-type-arguments no-unnecessary-type-assertion no-unnecessary-type-conversion
  no-unnecessary-type-parameters no-unsafe-argument no-unsafe-assignment no-unsafe-call no-unsafe-enum-comparison
  no-unsafe-member-access no-unsafe-return no-unsafe-unary-minus no-useless-default-assignment
  non-nullable-type-assertion-style only-throw-error prefer-find prefer-includes prefer-nullish-coalescing
  prefer-optional-chain prefer-promise-reject-errors prefer-readonly prefer-reduce-type-parameter prefer-regexp-exec
  prefer-return-this-type prefer-string-starts-ends-with related-getter-setter-pairs require-await unbound-method
  use-unknown-in-catch-callback-variable
`);

const everyRoom = ['domain', 'aws', 'host', 'machine', 'ui', 'sandbox', 'cli', 'webview'];

/** Packages that only some folders may use, each with a pattern for the module name. */
const guardedPackages = {
  vscode: '^vscode$',
  '@aws-sdk': '^@aws-sdk\\u002F',
  '@smithy': '^@smithy\\u002F',
  node: '^node:',
};

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
    except: { ui: ['form/protocol.ts', 'results/protocol.ts'], domain: ['plural.ts'] },
  },
};

const domainRoomNames = ['spec', 'jobs', 'form', 'exchange', 'live', 'table'];

/** The folders of `domain`: what each may import from another; nothing if it is not named. All may import the files beside them. */
const domainRooms = {
  spec: { jobs: ['kinds.ts', 'services.ts'] },
  jobs: { spec: 'all' },
  form: { spec: 'all', jobs: ['kinds.ts', 'services.ts'] },
  exchange: { spec: 'all', jobs: 'all' },
  live: { jobs: ['kinds.ts', 'services.ts'] },
  table: { spec: 'all', form: 'all', jobs: ['kinds.ts', 'services.ts'] },
};

/** Reports every import of what `pattern`, a regular expression, matches: static or late, of values or of types. */
const noImport = (pattern, message) => ({
  selector: `:matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression, TSImportType)[source.value=/${pattern}/]`,
  message,
});

/** A pattern for the specifiers of another folder, from any folder below its neighbour, without the files of `except`. */
const filesOf = (folder, except = []) =>
  `^(?:\\.\\.\\u002F)+${folder}\\u002F${
    except.length === 0
      ? ''
      : `(?!(?:${except.map(file => file.replaceAll('.', '\\.').replaceAll('/', '\\u002F')).join('|')})$)`
  }`;

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

/** A call takes about 120,000 arguments at most, and lists can be longer. */
const spreadRestriction = {
  selector: 'CallExpression[callee.property.name=/^(push|unshift|max|min)$/] > SpreadElement',
  message: 'A long list must not be spread into arguments: use a loop, or maxOf and minOf of domain/extremes.',
};

const off = rules => Object.fromEntries(rules.map(rule => [rule, 'off']));
const on = (plugin, rules) => Object.fromEntries(rules.map(rule => [`${plugin}${rule}`, 'error']));

/** What a file in a folder of src/ must not contain, besides what shows text. */
const restrictionsIn = room => {
  const allowed = rooms[room];
  return [
    ...Object.keys(guardedPackages)
      .filter(name => !allowed.packages.includes(name))
      .map(name => noImport(guardedPackages[name], `src/${room} must not import ${name}: see docs/ARCHITECTURE.md.`)),
    ...everyRoom
      .filter(other => other !== room && !allowed.rooms.includes(other))
      .map(other =>
        noImport(
          filesOf(other, allowed.except?.[other]),
          `src/${room} must not import src/${other}: see docs/ARCHITECTURE.md.`,
        ),
      ),
    ...(['host', 'ui'].includes(room)
      ? []
      : [
          noImport(
            '^(?:\\.\\.\\u002F)+(?:extension|window|ids)\\.ts$',
            `src/${room} knows nothing of the editor's ids or of the entry files.`,
          ),
        ]),
  ];
};

/** What a file in a folder of src/domain must not import of the other folders there. */
const restrictionsInDomain = room =>
  domainRoomNames
    .filter(other => other !== room && domainRooms[room][other] !== 'all')
    .map(other => {
      const files = domainRooms[room][other];
      return noImport(
        filesOf(other, Array.isArray(files) ? files : []),
        `src/domain/${room} must not import this of src/domain/${other}: see docs/ARCHITECTURE.md.`,
      );
    });

const restricted = (files, restrictions) => ({
  files: [files],
  rules: { 'eslint-js/no-restricted-syntax': ['error', ...restrictions] },
});

export default defineConfig({
  plugins: ['typescript'],
  jsPlugins: [{ name: 'eslint-js', specifier: fileURLToPath(import.meta.resolve('oxlint-plugin-eslint')) }],
  categories: { correctness: 'off' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  env: { builtin: true, node: true, es2024: true },
  ignorePatterns: ['dist', 'out', 'node_modules', '.vscode-test', '**/*.generated.js'],
  rules: { ...on('', recommended), 'no-unused-vars': ['error', { ignoreRestSiblings: true }] },
  overrides: [
    {
      files: ['**/*.ts'],
      rules: {
        // The compiler knows.
        ...off(['no-undef', 'no-redeclare', 'no-dupe-class-members']),
        ...on('typescript/', untyped),
        ...on('typescript/', typed),
        'typescript/consistent-type-definitions': ['error', 'interface'],
        'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
        'typescript/dot-notation': [
          'error',
          {
            allowIndexSignaturePropertyAccess: false,
            allowPrivateClassPropertyAccess: false,
            allowProtectedClassPropertyAccess: false,
          },
        ],
        'typescript/restrict-plus-operands': [
          'error',
          {
            allowAny: false,
            allowBoolean: false,
            allowNullish: false,
            allowNumberAndString: false,
            allowRegExp: false,
          },
        ],
        'typescript/restrict-template-expressions': ['error', { allowNumber: true }],
        'typescript/return-await': ['error', 'error-handling-correctness-only'],
        'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
        'no-console': 'error',
        eqeqeq: 'error',
      },
    },
    restricted('src/*.ts', textRestrictions),
    ...everyRoom.map(room =>
      restricted(`src/${room}/**/*.ts`, [
        spreadRestriction,
        ...(rooms[room].packages.includes('vscode') ? textRestrictions : []),
        ...restrictionsIn(room),
      ]),
    ),
    ...domainRoomNames.map(room =>
      restricted(`src/domain/${room}/**/*.ts`, [
        spreadRestriction,
        ...restrictionsIn('domain'),
        ...restrictionsInDomain(room),
      ]),
    ),
    restricted('src/ui/window/**/*.ts', [spreadRestriction, ...restrictionsIn('ui')]),
    {
      files: ['test/**/*.ts'],
      rules: {
        // A test may assert what the types already guarantee.
        ...off(['typescript/no-non-null-assertion', 'typescript/no-unnecessary-condition']),
        // mocha's describe and it return nothing to await.
        'typescript/no-floating-promises': [
          'error',
          {
            allowForKnownSafeCalls: [
              {
                from: 'package',
                package: '@types/mocha',
                name: ['it', 'describe', 'before', 'after', 'beforeEach', 'afterEach'],
              },
            ],
          },
        ],
      },
    },
  ],
});
