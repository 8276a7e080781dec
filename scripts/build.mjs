// Builds the contents of the .vsix: dist/extension.js (ESM, split, so that the SDK and the validator are loaded on
// first use) and dist/sandbox.js (a process of its own). Also builds dist/check.js, the program of the npm package.
// `--watch` rebuilds on change; the metafile is kept for the size checks.
import { build, context } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateValidator } from './generate-validator.mjs';
import { writeNotices } from './notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The options of all bundles. `module` before `main`: the SDK's ES modules tree-shake to about half
 * the size of its CommonJS.
 */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/**
 * The editor applies its proxy and certificates by returning its own `http` and `https` from require(), and
 * only from require(): an ES import would bypass the corporate proxy. The SDK's imports are therefore
 * converted to require() calls.
 */
const editorsHttp = {
  name: 'editors-http',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({
      path: path.replace('node:', ''),
      namespace: 'editors-http',
    }));
    onLoad({ filter: /.*/, namespace: 'editors-http' }, ({ path }) => ({
      contents: `const module = __createRequire(import.meta.url)('${path}'); export default module; export const { Agent, request } = module;`,
      loader: 'js',
    }));
  },
};

// A few CommonJS packages call require() for Node's own modules; an ES module has to create it first.
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Leaves the parts of the command line that need the SDK or read YAML in files of their own. */
const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(preflight|import|export|jobs|completion)\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: path.replace('.ts', '.js'), external: true } : undefined,
    );
  },
};

/** The command-line checker: one file that needs only Node 20. */
export const checkBundle = {
  ...common,
  entryPoints: { check: 'src/cli/main.ts' },
  outdir: 'dist',
  target: 'node20',
  plugins: [apart],
  banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
};

/** What the command line loads late: what asks AWS, and what reads or writes other texts than specs. */
export const lateBundle = {
  ...common,
  entryPoints: {
    preflight: 'src/cli/preflight.ts',
    import: 'src/cli/import.ts',
    export: 'src/cli/export.ts',
    jobs: 'src/cli/jobs.ts',
    completion: 'src/cli/completion.ts',
  },
  outdir: 'dist',
  // What several of them need, such as the SDK, is there once.
  splitting: true,
  chunkNames: 'cli/[name]-[hash]',
  target: 'node20',
  banner: { js: requireBanner },
};

/** The sandbox: a process of its own, for the editor and for the command line. */
export const sandboxBundle = { ...common, entryPoints: { sandbox: 'src/sandbox/main.ts' }, outdir: 'dist' };

/** What the bundles of the pages have in common: a page runs in a webview, not in Node, and may load only itself. */
const page = {
  ...common,
  outdir: 'dist',
  platform: 'browser',
  target: 'chrome132',
  loader: { '.svg': 'text' },
};

/** The form's page. */
export const formBundle = { ...page, entryPoints: { 'form/form': 'src/webview/form/main.ts' } };

/** The page of a job's results. */
export const resultsBundle = { ...page, entryPoints: { 'results/results': 'src/webview/results/main.ts' } };

const bundles = [
  {
    ...common,
    entryPoints: { extension: 'src/extension.ts' },
    // Its ES module, half the size; it lacks only the reading of files, which is not used.
    alias: { '@vscode/l10n': '@vscode/l10n/dist/browser.js' },
    outdir: 'dist',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    external: ['vscode'],
    plugins: [editorsHttp],
    banner: { js: requireBanner },
  },
  sandboxBundle,
  checkBundle,
  lateBundle,
  formBundle,
  resultsBundle,
];

/**
 * Removes the banner from the files that do not need it, which are nearly all. Its line stays, empty, so
 * that source maps still match.
 */
async function trimBanner({ outputs }) {
  for (const [path, output] of Object.entries(outputs)) {
    if (!path.endsWith('.js')) continue;
    const text = await readFile(`${root}${path}`, 'utf8');
    const rest = text.slice(requireBanner.length);
    if (!text.startsWith(requireBanner) || /\brequire\b|__createRequire/.test(rest)) continue;
    await writeFile(`${root}${path}`, rest);
    output.bytes -= requireBanner.length;
  }
}

/** Builds everything into dist/ and writes dist/meta.json (not packaged) and ThirdPartyNotices.txt. */
export async function buildAll() {
  await generateValidator();
  await rm(`${root}dist`, { recursive: true, force: true });
  const results = await Promise.all(bundles.map(options => build(options)));
  await mkdir(`${root}dist`, { recursive: true });
  const metafiles = results.map(({ metafile }) => metafile);
  await trimBanner(metafiles[0]);
  await writeFile(`${root}dist/meta.json`, JSON.stringify(metafiles));
  await writeNotices(metafiles);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--watch')) {
    await generateValidator();
    for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
  } else await buildAll();
}
