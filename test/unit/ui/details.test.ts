// The details document of a job, as text.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { detailsMarkdown } from '../../../src/ui/details/markdown.ts';
import { entities, idMapping, startedJob } from '../jobs/fakeServices.ts';

const MarkdownIt = createRequire(import.meta.url)('markdown-it') as new (
  options: object,
) => {
  render(text: string): string;
};

const now = Date.UTC(2030, 0, 2);
/** As a reader sees it: punctuation is escaped in the source. */
const plain = (text: string): string => text.replaceAll('\\', '');
const relativePath = (uri: string): string => uri.split('/').at(-1) ?? '';

describe('the details document', () => {
  it('names the job, its status, its spec and when it was last updated', () => {
    const job = startedJob(entities, 'abc', now - 60_000, {
      name: 'ward notes',
      status: 'COMPLETED',
      endedAt: now,
      specUri: 'file:///w/notes.awsjob.json',
    });
    const text = plain(detailsMarkdown(job, { now, relativePath }));
    assert.match(text, /^# ward notes\n\nEntities Detection V2 · Amazon Comprehend Medical\n/);
    assert.match(text, /notes\.awsjob\.json/);
    assert.match(text, /Last updated .*\. Updates automatically\.\n$/);
  });

  it('explains a failure, with the next step', () => {
    const job = startedJob(entities, 'abc', now, { status: 'FAILED', message: 'DATA_ACCESS_ROLE_ARN_INVALID' });
    assert.match(
      plain(detailsMarkdown(job, { now, relativePath })),
      /The role must exist and trust comprehendmedical\.amazonaws\.com/,
    );
  });

  it('shows metrics beside those of the previous run', () => {
    const job = startedJob(idMapping, 'new', now, {
      status: 'SUCCEEDED',
      workflow: 'people',
      metrics: { inputRecords: 200, totalMappedRecords: 50 },
    });
    const previous = startedJob(idMapping, 'old', now - 86_400_000, {
      status: 'SUCCEEDED',
      workflow: 'people',
      metrics: { inputRecords: 100, totalMappedRecords: 40 },
    });
    const text = plain(detailsMarkdown(job, { now, relativePath, previous }));
    assert.match(text, /Total mapped records \| 50 \|/);
    assert.match(text, /25(?:\.0)?\s?%/);
  });

  it('shows what was metered beside what the checks before the start expected', () => {
    const job = startedJob(entities, 'abc', now, {
      status: 'COMPLETED',
      metrics: { TotalMeteredCharacters: 2_000 },
      confirmed: {
        at: now,
        by: 'x',
        checks: { passed: 1, open: 0, rest: [], bytes: 4_000 },
      },
    });
    assert.match(
      plain(detailsMarkdown(job, { now, relativePath })),
      /Characters metered: 2,000\. Estimated before the start: 1,000 to 4,000\./,
    );
  });

  it('says why details are missing', () => {
    const job = startedJob(entities, 'abc', now);
    assert.match(plain(detailsMarkdown(job, { now, relativePath, missing: 'offline' })), /Connect to load them/);
  });

  it('lets no text of a service become markup', () => {
    const job = startedJob(entities, 'abc', now, {
      name: '# [x](command:y) <b>',
      status: 'FAILED',
      message: '![](http://example.test/i.png)',
    });
    const html = new MarkdownIt({ html: true, linkify: true }).render(detailsMarkdown(job, { now, relativePath }));
    assert.doesNotMatch(html, /<(?:a|img|b)\b/);
  });
});
