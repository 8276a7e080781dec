import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { DiagnosticFacts } from '../../../src/ui/diagnostics/facts.ts';
import { diagnosticsText } from '../../../src/ui/diagnostics/text.ts';

const MarkdownIt = createRequire(import.meta.url)('markdown-it') as new () => { render(text: string): string };

const at = Date.UTC(2030, 0, 1, 12, 30);

const facts: DiagnosticFacts = {
  at,
  extensionVersion: '0.1.0',
  editor: 'Visual Studio Code 1.110.0 (desktop remote)',
  isTrusted: true,
  machine: {
    platform: 'linux x64 6.8.0-40-generic',
    node: '22.20.0',
    electron: '39.2.3',
    database: { path: 'jobs.sqlite', bytes: 409_600, schemaVersion: 3, jobs: 12_000, unfinished: 500 },
  },
  connection: {
    state: 'connected',
    kind: 'profile',
    account: '123456789012',
    region: 'us-gov-west-1',
    endpoints: [
      { service: 'comprehendmedical', url: 'https://comprehendmedical.us-gov-west-1.amazonaws.com/' },
      { service: 's3.configured', url: 'http://[::1]:4566' },
    ],
  },
  watch: {
    refreshing: false,
    following: true,
    freshAt: at - 12_000,
    nextAt: at + 3_000,
    failure: 'TooManyRequestsException',
  },
  calls: [{ hour: at - 30 * 60_000, operation: 'ListPHIDetectionJobs', calls: 240, refused: 3, skipped: 2 }],
  refusals: [
    {
      at: at - 1_000,
      operation: 'ListPHIDetectionJobs',
      refusal: 'TooManyRequestsException',
      httpStatus: 429,
      requestId: '6f1c0e7a-0000-4000-8000-1234567890ab',
    },
  ],
  settings: [
    { id: 'refresh.intervalSeconds', value: 30 },
    { id: 'start.confirm', value: false },
    { id: 'connection', value: { profile: 'x', region: 'y' } },
  ],
};

describe('the diagnostics', () => {
  it('contain the required facts', () => {
    const text = diagnosticsText(facts);
    for (const line of [
      /^\| Extension +\| 0\.1\.0 +\|$/m,
      /^\| Editor +\| Visual Studio Code 1\.110\.0 \(desktop remote\) +\|$/m,
      /^\| Electron +\| 39\.2\.3 +\|$/m,
      /^\| Account +\| ends in 9012 +\|$/m,
      /^\| Region +\| us-gov-west-1 +\|$/m,
      /^\| Endpoint of comprehendmedical +\| comprehendmedical\.us-gov-west-1\.amazonaws\.com +\|$/m,
      /^\| Endpoint of s3\.configured +\| \[::1\]:4566 +\|$/m,
      /^\| File +\| jobs\.sqlite +\|$/m,
      /^\| Size +\| 400 KB +\|$/m,
      /^\| Schema version +\| 3 +\|$/m,
      /^\| Jobs +\| 12000 +\|$/m,
      /^\| Unfinished +\| 500 +\|$/m,
      /^\| Asked by +\| another window +\|$/m,
      /^\| Last heard of all +\| 2030-01-01T12:29:48Z \(12 s ago\) +\|$/m,
      /^\| Next call +\| 2030-01-01T12:30:03Z \(in 3 s\) +\|$/m,
      /^\| 2030-01-01T12 \| ListPHIDetectionJobs \| 240 +\| 3 +\| 2 +\|$/m,
      /^\| 2030-01-01T12:29:59Z \| ListPHIDetectionJobs \| TooManyRequestsException \| 429 +\| 6f1c0e7a-0000-4000-8000-1234567890ab \|$/m,
      /^\| refresh\.intervalSeconds \| 30 +\|$/m,
      /^\| start\.confirm +\| false +\|$/m,
      /^\| connection +\| \(set\) +\|$/m,
    ])
      assert.match(text, line);
  });

  it('are tables in Markdown and columns in plain text', () => {
    const text = diagnosticsText(facts);
    assert.equal([...new MarkdownIt().render(text).matchAll(/<table>/g)].length, 7);
    for (const table of text
      .trim()
      .split('\n\n')
      .filter(part => part.startsWith('|'))) {
      assert.equal(new Set(table.split('\n').map(line => line.length)).size, 1, table);
    }
  });

  it('show little if there is little', () => {
    const text = diagnosticsText({
      ...facts,
      machine: { platform: 'linux x64', node: '24.0.0', database: { path: 'jobs.sqlite' } },
      isTrusted: false,
      connection: { state: 'none', endpoints: [] },
      watch: { refreshing: true, following: false },
      calls: [],
      refusals: [],
      settings: [],
    });
    for (const line of [
      /\| Electron +\| none /,
      /\| Workspace trusted +\| no /,
      /\| Account +\| unknown /,
      /\| Size +\| no file /,
      /\| Last heard of all +\| none /,
      /two days back\n\nNone\.\n/,
      /refusals\n\nNone\.\n/,
      /changed\n\nNone\.\n$/,
    ])
      assert.match(text, line);
  });

  it('contain nothing but valid values', () => {
    const secrets = [
      'AKIAIOSFODNN7EXAMPLE',
      'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'IQoJb3JpZ2luX2VjE==',
      'The patient John Doe has a fever',
      'dev|`<b>\n# clinic-profile',
      '123456789012',
    ];
    for (const secret of secrets) {
      const told = diagnosticsText({
        ...facts,
        connection: {
          state: 'failed',
          kind: 'profile',
          account: `${secret} `,
          region: secret,
          failure: `${secret} said`,
          endpoints: [
            {
              service: 's3.configured',
              url: `https://user:${encodeURIComponent(secret)}@host.example/${encodeURIComponent(secret)}?X-Amz-Security-Token=${encodeURIComponent(secret)}`,
            },
            { service: 'sts.configured', url: secret },
          ],
        },
        machine: { ...facts.machine, database: { path: `jobs\n${secret}` } },
        watch: { refreshing: false, following: false, failure: `${secret} said`, unlisted: `${secret} said` },
        calls: [{ hour: at, operation: `${secret}!`, calls: 1, refused: 0, skipped: 0 }],
        refusals: [
          { at, operation: 'ListPHIDetectionJobs', refusal: `${secret}: denied`, requestId: `${secret} ${secret}` },
        ],
        settings: [
          { id: 'connection', value: { profile: secret } },
          { id: 'variables.overlay', value: secret },
          { id: 'endpoints', value: [secret] },
        ],
      });
      for (const part of [secret, encodeURIComponent(secret), ...secret.split(/\s+/).filter(word => word.length > 5)])
        assert.ok(!told.includes(part), `“${part}” in ${told}`);
      assert.match(told, /\| Endpoint of s3\.configured +\| host\.example /);
    }
  });
});
