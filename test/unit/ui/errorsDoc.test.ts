// docs/errors.md has the same words as the product. `UPDATE_DOCS=1 npx mocha test/unit/ui/errorsDoc.test.ts` writes it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { kindsByName } from '../../../src/aws/refusals.ts';
import { markdownTable } from '../../../src/domain/markdown.ts';
import { type Refusal, refusalKinds } from '../../../src/domain/refusal.ts';
import { failureOf } from '../../../src/ui/failure.ts';
import { knownMessage, messageCodes } from '../../../src/ui/knownMessages.ts';
import { refusalTexts } from '../../../src/ui/refusalTexts.ts';

/** Our own words need no other escape in a table. */
const text = (words: string): string => words.replaceAll('|', '\\|');

const file = new URL('../../../docs/errors.md', import.meta.url);

interface Case extends Pick<Refusal, 'kind' | 'name'> {
  readonly message?: string;
  readonly when?: string;
}

/** Names that change the texts of a kind, with a message where that matters. */
const cases: readonly Case[] = refusalKinds.flatMap((kind): readonly Case[] => {
  switch (kind) {
    case 'setup':
      return ['NoSuchProfile', 'NoSuchServicesSection', 'NoRegion', 'InvalidEndpoint'].map(name => ({
        kind,
        name,
        message: name === 'InvalidEndpoint' ? 'localhost:4566' : '…',
      }));
    case 'denied':
      return [
        { kind, name: 'AccessDenied' },
        ...['identity-based policy', 'resource-based policy', 'permissions boundary', 'service control policy'].map(
          policy => ({
            kind,
            name: 'AccessDenied',
            when: policy,
            message: `User: … is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::bucket/key because no ${policy} allows the s3:GetObject action`,
          }),
        ),
      ];
    case 'network':
      return ['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED'].map(name => ({ kind, name }));
    case 'credentials':
      return ['UnrecognizedClientException', 'NoCredentials', 'CredentialsProviderError'].map(name => ({
        kind,
        name,
        message: '…',
      }));
    case 'expired':
      return ['ExpiredTokenException', 'MfaDeclined'].map(name => ({ kind, name }));
    default:
      return [{ kind, name: namesOf(kind)[0] ?? '…', ...(kind === 'wrongAccount' ? { message: '111122223333' } : {}) }];
  }
});

function namesOf(kind: Refusal['kind']): readonly string[] {
  return Object.entries(kindsByName)
    .filter(([, each]) => each === kind)
    .map(([name]) => name);
}

function document(): string {
  const texts = refusalTexts(ms => `${ms / 60_000} min`);
  const rows = cases.map(({ kind, name, message = '', when }) => {
    const { phrase, what, next } = texts[kind]({ kind, name, message, nothingHappened: true }, {});
    return [
      text(when === undefined ? name : `${name}: ${when}`),
      text(phrase),
      text(what),
      text(next === '' ? '–' : next),
    ];
  });
  const failures = messageCodes.map(code => {
    const job = { action: 'comprehendmedical:StartEntitiesDetectionV2Job', status: 'FAILED', message: `${code}: …` };
    return [text(code), text(failureOf(job)?.reason ?? ''), text(failureOf(job)?.next ?? '')];
  });
  return `${[
    '# Errors',
    'What the extension says when a call is refused, or when a job has failed, and what to do. The same words are in notifications, rows, details, the form and the confirmation. AWS’s own message is shown beside them where it adds something, and never logged.',
    '## Calls that are refused',
    markdownTable(['error', 'in a row', 'what it means', 'what to do'], rows),
    '## All known names',
    'An error is recognized by its name, never by its HTTP status alone. A name that is not in this list is judged by its status, and shown.',
    markdownTable(
      ['names', 'in a row'],
      refusalKinds
        .filter(kind => namesOf(kind).length > 0)
        .map(kind => [
          namesOf(kind).map(text).join(', '),
          text(texts[kind]({ kind, name: '…', message: '', nothingHappened: true }, {}).phrase),
        ]),
    ),
    '## Jobs that failed',
    'Comprehend Medical publishes no list of reasons. These codes are recognized anywhere in the message of a job or of a refused start; any other message is shown as AWS wrote it.',
    markdownTable(['code', 'what it means', 'what to do'], failures),
  ].join('\n\n')}\n`;
}

describe('docs/errors.md', () => {
  it('has the words of the product', () => {
    if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(file, document());
    assert.equal(readFileSync(file, 'utf8'), document());
  });

  it('has every code that is known', () => {
    for (const code of messageCodes) assert.ok(knownMessage(`${code}: x`));
    assert.equal(knownMessage('Something else: x'), undefined);
  });
});
