// A message from a page is accepted only if every member of it is valid.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isFromPage } from '../../../src/ui/form/fromPage.ts';
import { pageHtml } from '../../../src/ui/window/pageHtml.ts';
import type { FromPage } from '../../../src/ui/form/protocol.ts';

const change = { seq: 1, version: 2, key: '/request/JobName' };
const question = { id: 1, key: '/request/JobName' };

/** One message of each type, with all possible members. */
const messages: { readonly [T in FromPage['type']]: Extract<FromPage, { readonly type: T }> } = {
  ready: { type: 'ready' },
  edit: { type: 'edit', ...change, text: 'n', run: 1 },
  remove: { type: 'remove', ...change },
  add: { type: 'add', ...change },
  fix: { type: 'fix', version: 2, problem: 0, fix: 0 },
  begin: { type: 'begin', version: 1, action: 'a' },
  start: { type: 'start' },
  check: { type: 'check' },
  openText: { type: 'openText', problem: 1 },
  connect: { type: 'connect' },
  selectConnection: { type: 'selectConnection' },
  copy: { type: 'copy', what: 'posix' },
  choices: { type: 'choices', ...question, text: '' },
  about: { type: 'about', ...question, text: 'w' },
  browse: { type: 'browse', ...question, text: 'notes/', next: 't' },
  measure: { type: 'measure', ...question, text: 'notes/' },
  cancel: { type: 'cancel', id: 1 },
};
const all: readonly FromPage[] = Object.values(messages);

describe("a message from the form's page", () => {
  it('is accepted if it is valid', () => {
    for (const message of all) assert.equal(isFromPage(message), true, JSON.stringify(message));
    assert.equal(isFromPage({ type: 'openText' }), true);
    assert.equal(isFromPage({ type: 'browse', ...question, text: '' }), true);
  });

  it('is rejected with an additional or missing member, or with one of another type', () => {
    for (const message of all) {
      assert.equal(isFromPage({ ...message, extra: 1 }), false, `${message.type} with more`);
      assert.equal(isFromPage({ ...message, type: `${message.type}x` }), false);
      for (const member of Object.keys(message)) {
        for (const wrong of [null, {}, [], true, -1, 1.5, Number.NaN, Infinity, 2 ** 60, 'x'.repeat(30_000), () => 1]) {
          const value: unknown = { ...message, [member]: wrong };
          assert.equal(isFromPage(value), false, `${message.type}.${member} = ${typeof wrong}`);
        }
        const { [member as 'type']: _member, ...rest } = message;
        const mayGo =
          (message.type === 'openText' && member === 'problem') || (message.type === 'browse' && member === 'next');
        assert.equal(isFromPage(rest), mayGo, `${message.type} without ${member}`);
      }
    }
  });

  it('is rejected if it is an inherited name, a prototype or a look-alike', () => {
    for (const type of ['toString', 'constructor', '__proto__', 'hasOwnProperty', '', 'READY'])
      assert.equal(isFromPage({ type }), false, type);
    assert.equal(isFromPage(Object.create(messages.edit)), false, 'nothing is taken from a prototype');
    assert.equal(isFromPage(JSON.parse('{ "type": "ready", "__proto__": { "type": "start" } }')), false);
    assert.equal(isFromPage([messages.ready]), false);
    assert.equal(isFromPage(messages.copy.what), false);
    assert.equal(isFromPage({ type: 'copy', what: 'everything' }), false);
  });

  it('is never accepted by chance, and reading it never throws', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withObjectString: true,
          withTypedArray: true,
        }),
        value => {
          assert.equal(isFromPage(value), false);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(messages)),
        fc.dictionary(fc.string(), fc.anything()),
        (type, rest) => {
          const taken = isFromPage({ ...rest, type });
          if (taken) assert.ok(Object.keys(rest).every(name => name === 'type') || type === 'openText');
        },
      ),
    );
  });
});

describe("the form's page", () => {
  const parts = {
    script: 'https://host/form.js',
    style: 'https://host/form.css',
    cspSource: 'https://host',
    nonce: 'n-1',
    language: 'en',
    title: 'Job Form',
  };

  it('may load its own script by nonce and its style, and nothing else', () => {
    const html = pageHtml(parts);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
    assert.equal(
      policy,
      "default-src 'none'; style-src https://host; script-src 'nonce-n-1'; base-uri 'none'; form-action 'none'",
    );
    assert.doesNotMatch(html, /unsafe|<style|style=|\son\w+=|javascript:/);
    assert.deepEqual(
      [...html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, body]) => body),
      [''],
      'no script is written into the page',
    );
  });

  it('contains nothing that could end an attribute', () => {
    const hostile = '"><script>alert(1)</script>\'&';
    const html = pageHtml({
      script: hostile,
      style: hostile,
      cspSource: hostile,
      nonce: hostile,
      language: hostile,
      title: hostile,
    });
    assert.equal([...html.matchAll(/<script/g)].length, 1);
    assert.doesNotMatch(html, /"><s|alert\(1\)<\//);
  });
});
