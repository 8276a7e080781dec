// Writes ThirdPartyNotices.txt: the licenses of everything that is bundled, which must be distributed with it. What is
// bundled is read from esbuild's metafile, so that the file names exactly what ships.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

/**
 * The licenses under which something may be bundled. Any other license fails the build: a person has to read it first.
 */
const allowed = new Set(['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'CC-BY-4.0']);

/**
 * Writes the notices of everything in the metafiles.
 * @param metafiles esbuild's, one per bundle.
 * @returns the names of the packages. Throws when one has a license that is not allowed, or when its text is missing.
 */
export async function writeNotices(metafiles) {
  const folders = new Set(
    metafiles
      .flatMap(({ inputs }) => Object.keys(inputs))
      .flatMap(path => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  const packages = await Promise.all([...folders].map(folder => readPackage(folder)));
  packages.sort((a, b) => (a.name < b.name ? -1 : 1));
  const textOf = (license, holder) =>
    packages.find(
      each =>
        each.license === license &&
        each.text !== undefined &&
        (holder === undefined || (each.author === holder && each.text.includes(holder))),
    )?.text;
  const sections = new Map();
  for (const { name, version, license, author, text, notice } of packages) {
    if (!allowed.has(license))
      throw new Error(`${name} has the license ${license}, which is not on the list of those that may be bundled.`);
    // Some packages rely on the text in a sibling package. MIT and ISC texts name their holder,
    // which must then be the same.
    const own = text ?? (license === 'Apache-2.0' ? textOf(license) : author && textOf(license, author));
    if (own === undefined) throw new Error(`${name} (${license}) comes without the text of its license.`);
    const body = [own, ...(notice === undefined ? [] : [notice])].join('\n\n');
    sections.set(body, [...(sections.get(body) ?? []), `${name} ${version} (${license})`]);
  }
  const rule = '-'.repeat(78);
  const parts = [...sections].map(([body, names]) => `${rule}\n${names.join('\n')}\n${rule}\n\n${body}\n`);
  await writeFile(
    join(root, 'ThirdPartyNotices.txt'),
    `Third-party notices\n\nJob Specs for AWS includes the following software. Each comes under its own license, which is given in full.\n\n${parts.join('\n')}`,
  );
  return packages.map(({ name }) => name);
}

/**
 * The manifest data of a package, and the texts of its license and its notice, if any. `folder`: relative to the root.
 */
async function readPackage(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const files = await readdir(join(root, folder));
  const read = async pattern => {
    const file = files.find(each => pattern.test(each));
    return file === undefined
      ? undefined
      : (await readFile(join(root, folder, file), 'utf8')).replaceAll('\r\n', '\n').trim();
  };
  return {
    name,
    version,
    license,
    author: author?.name ?? author,
    text: await read(/^(licen[cs]e|copying)(\.\w+)?$/i),
    notice: await read(/^notice(\.\w+)?$/i),
  };
}
