// The document of a job's log: each state in words with a next step, and all text of the log as text.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { LogEntry } from '../../../src/domain/jobLog/entries.ts';
import type { Job } from '../../../src/domain/jobs/job.ts';
import { detailsMarkdown } from '../../../src/ui/details/markdown.ts';
import { type LogContext, logMarkdown } from '../../../src/ui/jobLog/markdown.ts';
import type { LogState } from '../../../src/ui/jobLog/state.ts';
import { readRefusalTexts } from '../../../src/ui/words.ts';
import { matching, refusalOf, startedJob } from '../jobs/fakeServices.ts';

const MarkdownIt = createRequire(import.meta.url)('markdown-it') as new (
  options: object,
) => {
  render(text: string): string;
};

const now = Date.UTC(2030, 0, 2);
const minute = 60_000;
const job = (more: Partial<Job> = {}): Job =>
  startedJob(matching, 'b01e', now - 60 * minute, {
    workflow: 'people',
    status: 'RUNNING',
    submittedAt: now - 60 * minute,
    ...more,
  });
/** As a reader sees it: punctuation is escaped in the source. */
const plain = (text: string): string => text.replaceAll('\\', '');
const shown = (log: LogContext['log'], more?: Partial<Job>): string => plain(logMarkdown(job(more), { now, log }));
const read = (
  entries: readonly LogEntry[],
  more: { leftOut?: number; next?: string } = {},
): Extract<LogState, { kind: 'read' }> => ({
  kind: 'read',
  group: 'arn:aws:logs:us-east-1:123456789012:log-group:g',
  readAt: now,
  log: { entries, leftOut: 0, lines: [], ...more },
});

describe("the document of a job's log", () => {
  before(readRefusalTexts);

  it('is a timeline with counts', () => {
    const text = shown(
      read([
        {
          at: now - 50 * minute,
          event: 'JOB_START',
          progress: 'Matching Job Starts ...',
          processed: 0,
          unprocessed: 0,
        },
        { at: now - 49 * minute, event: 'DATA_PROCESSING_STEP_START' },
        { at: now - 48 * minute, event: 'NEW_WORD', processed: 1_500, unprocessed: 1 },
      ]),
    );
    assert.match(text, /^# Job log of people\n\nMatching · AWS Entity Resolution\n\n\*\*Running\*\*/);
    assert.match(text, /1,500 records processed\. 1 record not processed\./);
    assert.match(text, /\| 10 min \| Matching Job Starts \.\.\. \| 0 \| 0 \|/);
    assert.match(text, /\| 11 min \| Step started \|/);
    assert.match(text, /\| `NEW_WORD` \| 1,500 \| 1 \|/);
    assert.match(text, /The log may name people or records\. It stays in memory\./);
  });

  const denied = refusalOf('denied', { operation: 'FilterLogEvents' });
  for (const [what, log, more, wanted] of [
    ['has no log', undefined, {}, /only workflows of AWS Entity Resolution write one/],
    ['is being read', { kind: 'reading' }, {}, /Reading the job log…/],
    ['has no connection', { kind: 'offline' }, {}, /Select its connection to read/],
    ['was stopped', { kind: 'stopped' }, {}, /run “Show Job Log” again/],
    [
      'is off',
      { kind: 'off' },
      {},
      /does not deliver its log\. To turn it on, add a delivery to Amazon CloudWatch Logs/,
    ],
    ['goes elsewhere', { kind: 'elsewhere', to: ['arn:aws:s3:::b'] }, {}, /`arn:aws:s3:::b`\n\nTo turn it on/],
    ['is denied', { kind: 'refused', refusal: denied, readAt: now, group: 'g' }, {}, /`logs:FilterLogEvents` \(`g`\)/],
    [
      'may not be found',
      { kind: 'refused', refusal: refusalOf('denied', { operation: 'DescribeDeliveries' }), readAt: now },
      {},
      /Missing permission: `logs:DescribeDeliveries`\n/,
    ],
    [
      'was deleted',
      { kind: 'refused', refusal: refusalOf('notFound'), readAt: now, group: 'g' },
      {},
      /does not exist: `g` Create it, or change/,
    ],
    ['is throttled', { kind: 'refused', refusal: refusalOf('throttled'), readAt: now }, {}, /was not read\. .*again/],
    ['has nothing yet', read([]), {}, /nothing of this job yet\. AWS writes it some minutes late/],
    ['has just ended', read([]), { status: 'SUCCEEDED', endedAt: now - minute }, /nothing of this job yet/],
    [
      'has nothing',
      read([]),
      { status: 'SUCCEEDED', endedAt: now - 40 * minute },
      /may be older than the log delivery/,
    ],
    ['is large', read([], { next: 'n' }), {}, /Reading goes on while this is open\./],
    ['is long', read([{ progress: 'x' }], { leftOut: 7 }), {}, /7 entries in the middle are not shown\./],
  ] as const)
    it(`says in words that it ${what}`, () => {
      assert.match(shown(log, more), wanted);
    });

  it('keeps what was read when it cannot be read again', () => {
    const log = read([{ progress: 'Loading Step Starts' }]);
    const text = shown({ ...log, refusal: denied });
    assert.match(text, /> The job log was not read again\./);
    assert.match(text, /Loading Step Starts/);
  });

  it('shows what services write as text, never as a link, a picture or HTML', () => {
    const hostile = '[x](command:a) <img src=x> ![y](http://z) `|` https://example.com\n# h';
    const log = read([{ event: hostile, processed: 1 }, { progress: hostile, error: hostile }, { text: hostile }]);
    for (const source of [
      logMarkdown(job({ status: 'FAILED' }), { now, log }),
      logMarkdown(job(), { now, log: { kind: 'elsewhere', to: [hostile] } }),
      logMarkdown(job(), { now, log: { kind: 'refused', refusal: denied, readAt: now, group: hostile } }),
    ]) {
      const html = new MarkdownIt({ html: true, linkify: true }).render(source);
      assert.doesNotMatch(html, /<a |<img|<h1>h/);
    }
  });
});

describe('the details of a job with a log', () => {
  const details = (more: Partial<Job>, log: LogState): string =>
    plain(detailsMarkdown(job(more), { now, relativePath: uri => uri, log }));

  it('explain a failure by the error in its log', () => {
    const failed = { status: 'FAILED', message: 'It failed.' };
    const text = details(failed, read([{ event: 'JOB_FAILURE', error: 'NO_WRITE_ACCESS_TO_OUTPUT: no' }]));
    const [, section = ''] = text.split('## Error in the job log');
    assert.match(section, /^\n\n> `NO_WRITE_ACCESS_TO_OUTPUT: no`\n\nIt needs s3:PutObject there/);
    assert.equal(text.split('run the job again').length, 2, 'what to do is said once');
    assert.match(text, /> `It failed\.`/);
    const alone = details({ status: 'FAILED' }, read([{ error: 'No column id.' }]));
    assert.match(alone, /> `No column id\.`\n\nCorrect the cause/);
    assert.doesNotMatch(alone, /AWS gives no reason/);
  });

  it('show its timeline, or in one line why there is none', () => {
    assert.match(details({}, read([{ progress: 'Loading Step Starts' }])), /## Job log\n\n.*Loading Step Starts/s);
    assert.match(details({}, { kind: 'off' }), /## Job log\n\nThis workflow does not deliver its log\. .*\n/);
  });
});
