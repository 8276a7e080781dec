// Everything that ships with the extension is named in ThirdPartyNotices.txt, with the text of its license.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('ThirdPartyNotices.txt', () => {
  const bundles = JSON.parse(read('dist/meta.json')) as { readonly inputs: Readonly<Record<string, unknown>> }[];
  const shipped = new Set(
    bundles
      .flatMap(({ inputs }) => Object.keys(inputs))
      .flatMap(path => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1] ?? []),
  );
  const notices = read('ThirdPartyNotices.txt');

  it('names every bundled package once', () => {
    const named = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(.+\)$/gm)].map(([, name]) => name);
    assert.deepEqual(named.sort(), [...shipped].sort());
    assert.ok(
      shipped.has('@aws-sdk/client-comprehendmedical') &&
        shipped.has('jsonc-parser') &&
        shipped.has('@vscode/codicons'),
    );
  });

  it('contains the licenses in full', () => {
    for (const words of [
      'Apache License\n',
      'END OF TERMS AND CONDITIONS',
      'Permission is hereby granted, free of charge',
      'Attribution 4.0 International',
    ])
      assert.ok(notices.includes(words), words);
  });
});
