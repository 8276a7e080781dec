// Creates the .vsix, without network access or prompts, and checks that it contains only what runs.
// Argument: the path to write it to.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, root } from './toolchain.mjs';

const allowed = [
  /^package(\.nls)?\.json$/,
  /^README\.md$/,
  /^CHANGELOG\.md$/,
  /^LICENSE$/,
  /^ThirdPartyNotices\.txt$/,
  /^dist\/(chunks\/)?[\w-]+\.js$/,
  /^dist\/(form|results)\/\1\.(js|css)$/,
  /^(schemas|language)\/[\w.-]+\.json$/,
  /^docs\/checks\.md$/,
  /^media\/[\w.-]+$/,
];

/**
 * Builds and packages; `path` is where the .vsix is written. Resolves with that path; throws when the .vsix would
 * contain a file that does not belong.
 */
export async function packageVsix(path) {
  const { buildAll } = await import('./build.mjs');
  const { PackageManager, createVSIX, listFiles } = await import('@vscode/vsce');
  await buildAll();
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const strange = files.filter(file => !allowed.some(pattern => pattern.test(file.replaceAll('\\', '/'))));
  if (strange.length > 0) throw new Error(`The .vsix would hold what does not belong in it: ${strange.join(', ')}`);
  // No repository is named in package.json yet, so links in the README stay as they are.
  await createVSIX({
    cwd: root,
    packagePath: path,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureDependencies();
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  await packageVsix(process.argv[2] ?? join(root, `${manifest.name}-${manifest.version}.vsix`));
}
