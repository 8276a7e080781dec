import { documentLimits } from '../../documentLimits.ts';
import { type Cost, chargedIn, costOf } from '../../results/cost.ts';
import { eachPage } from '../../results/pages.ts';
import { s3Uri } from '../../s3Uri.ts';
import { plural } from '../../plural.ts';
import { sizeText } from '../../sizeText.ts';
import { fileTypeOf } from '../../spec/fileTypes.ts';
import type { Check, CheckContext } from '../check.ts';
import { type Finding, no, unknown, untold, yes } from '../finding.ts';

/** A listing of a million objects takes a while, at a thousand a request. */
const listingMs = 10 * 60_000;

/** At most so many pages of a thousand objects are listed. */
const maxPages = 1_000;

const largestShown = 10;
const examplesShown = 5;
const sampled = 5;
const sampleBytes = 4_096;

/** What lies under a prefix, as far as it was listed. Memory does not grow with the number of objects. */
export class InputTally {
  documents = 0;
  bytes = 0;
  empty = 0;
  tooLarge = 0;
  doubleSlash = 0;
  notText = 0;
  readonly #largest: { readonly key: string; readonly bytes: number }[] = [];
  readonly #examples = new Map<string, string[]>();

  add(key: string, bytes: number): void {
    // An empty object that ends in a slash marks a folder.
    if (bytes === 0 && key.endsWith('/')) return;
    this.documents += 1;
    this.bytes += bytes;
    if (bytes === 0) this.#note('empty', key, (this.empty += 1));
    if (bytes > documentLimits.documentBytes) this.#note('tooLarge', key, (this.tooLarge += 1));
    if (key.includes('//')) this.#note('doubleSlash', key, (this.doubleSlash += 1));
    if (fileTypeOf(key)?.nature === 'binary') this.#note('notText', key, (this.notText += 1));
    const last = this.#largest.at(-1);
    if (this.#largest.length < largestShown || (last !== undefined && bytes > last.bytes)) {
      this.#largest.push({ key, bytes });
      this.#largest.sort((a, b) => b.bytes - a.bytes);
      this.#largest.length = Math.min(this.#largest.length, largestShown);
    }
  }

  get largest(): readonly { readonly key: string; readonly bytes: number }[] {
    return this.#largest;
  }

  examples(of: string): readonly string[] {
    return this.#examples.get(of) ?? [];
  }

  #note(what: string, key: string, count: number): void {
    if (count > examplesShown) return;
    const known = this.#examples.get(what);
    if (known === undefined) this.#examples.set(what, [key]);
    else known.push(key);
  }
}

export const documents: Check = {
  id: 'documents',
  title: 'Documents',
  deadlineMs: listingMs,
  applies: ({ input, kind }) => input !== undefined && kind.service === 'comprehendmedical',
  run: async (context, signal, tell) => {
    const { subject, results } = context;
    const place = subject.input ?? { bucket: '', key: '' };
    const tally = new InputTally();
    let pages = 0;
    const listed = await eachPage(results, subject.region, place, signal, objects => {
      for (const { key, bytes } of objects) tally.add(key, bytes);
      pages += 1;
      tell(
        plural('{0, plural, one {# document so far, {1}} other {# documents so far, {1}}}', tally.documents, [
          sizeText(tally.bytes),
        ]),
      );
      return pages < maxPages && !signal.aborted ? undefined : 'stop';
    });
    if (!listed.ok)
      return [
        ...(pages === 0 ? [] : findingsOf(tally, true, context)),
        untold(`the documents under ${s3Uri(place)}`, listed.refusal),
      ];
    return [
      ...findingsOf(tally, pages >= maxPages, context),
      ...(await besideFindings(context, tally, signal)),
      ...(await sampleFindings(context, tally, signal)),
    ];
  },
};

/** `isPart`: there are more documents than were listed. */
function findingsOf(tally: InputTally, isPart: boolean, { subject, rates }: CheckContext): readonly Finding[] {
  const { documents: count, bytes, empty, tooLarge, doubleSlash, notText } = tally;
  const place = subject.input === undefined ? '' : s3Uri(subject.input);
  if (count === 0)
    return isPart
      ? []
      : [
          no(
            `There are no documents under ${place}.`,
            'Correct the prefix in the spec, or upload the documents first.',
          ),
        ];
  const total = plural(
    isPart
      ? '{0, plural, one {At least # document, {1}, is under {2}. The listing stopped there.} other {At least # documents, {1}, are under {2}. The listing stopped there.}}'
      : '{0, plural, one {# document, {1}, is under {2}.} other {# documents, {1}, are under {2}.}}',
    count,
    [sizeText(bytes), place],
  );
  return [
    {
      ...yes(
        total,
        tally.largest.map(each => `${sizeText(each.bytes)} ${each.key}`),
      ),
      ...(isPart ? {} : { bytes }),
    },
    ...(bytes > documentLimits.jobBytes
      ? [
          unknown(
            `This is more than ${sizeText(documentLimits.jobBytes)}, the documented limit of a job.`,
            'Split the documents into several prefixes, with a job each.',
          ),
        ]
      : []),
    ...(tooLarge === 0
      ? []
      : [
          {
            ...unknown(
              plural(
                '{0, plural, one {# document is larger than {1}, the documented limit of a document. The service may leave it unprocessed.} other {# documents are larger than {1}, the documented limit of a document. The service may leave them unprocessed.}}',
                tooLarge,
                [sizeText(documentLimits.documentBytes)],
              ),
              'Split large documents.',
            ),
            details: tally.examples('tooLarge'),
          },
        ]),
    ...(empty === 0
      ? []
      : [
          {
            ...unknown(
              plural(
                '{0, plural, one {# document is empty. The service may leave it unprocessed.} other {# documents are empty. The service may leave them unprocessed.}}',
                empty,
              ),
              'Remove empty documents from the prefix.',
            ),
            details: tally.examples('empty'),
          },
        ]),
    ...(doubleSlash === 0
      ? []
      : [
          no(
            plural(
              '{0, plural, one {# key has two slashes in a row, which the service refuses for batch jobs.} other {# keys have two slashes in a row, which the service refuses for batch jobs.}}',
              doubleSlash,
            ),
            'Copy these documents to keys with single slashes.',
            tally.examples('doubleSlash'),
          ),
        ]),
    ...(notText === 0
      ? []
      : [
          {
            ...unknown(
              plural(
                '{0, plural, one {# document does not look like plain text, by its name.} other {# documents do not look like plain text, by their names.}}',
                notText,
              ),
              'Convert them to UTF-8 text, or remove them from the prefix.',
            ),
            details: tally.examples('notText'),
          },
        ]),
    ...costFindings(tally, isPart, subject.kind.action, rates),
  ];
}

function costFindings(
  { bytes, documents: count }: InputTally,
  isPart: boolean,
  action: string,
  rates: unknown,
): readonly Finding[] {
  const { least, most } = chargedIn(bytes, count);
  const [low, high] = [costOf(action, least, rates), costOf(action, most, rates)];
  if (low === undefined || high === undefined) return [];
  const money = ({ total }: Cost): string => total.toLocaleString('en', { maximumFractionDigits: 2 });
  const by = `by your own rate of ${high.rate} per 100 characters${high.asOf === undefined ? '' : ` as of ${high.asOf}`}`;
  return [
    {
      ...yes(
        isPart
          ? `Estimated cost: at least ${money(low)}, ${by}.`
          : `Estimated cost: ${money(low)} to ${money(high)}, ${by}.`,
      ),
      cost: isPart ? { low: low.total } : { low: low.total, high: high.total },
    },
  ];
}

/** A prefix that does not end in a slash takes what lies beside it too. */
async function besideFindings(
  { subject, port }: CheckContext,
  tally: InputTally,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const place = subject.input;
  if (place === undefined || place.key === '' || place.key.endsWith('/') || tally.documents < 2) return [];
  const answer = await port.beside(subject.region, place, signal);
  if (!answer.ok || answer.value.names.length < 2) return [];
  return [
    {
      ...unknown(
        `The prefix ${place.key} does not end in a slash, so the job reads everything that begins with it.`,
        'If you mean one folder, end the prefix with a slash.',
      ),
      details: answer.value.names.slice(0, largestShown),
    },
  ];
}

/** Reads the beginning of a few documents, if the user allows it. */
async function sampleFindings(
  { subject, port, readsDocuments }: CheckContext,
  tally: InputTally,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const place = subject.input;
  if (!readsDocuments || place === undefined) return [];
  const keys = tally.largest.filter(({ bytes }) => bytes > 0).slice(0, sampled);
  const answers = await Promise.all(
    keys.map(async ({ key }) => ({
      key,
      answer: await port.sample(subject.region, { bucket: place.bucket, key }, sampleBytes, signal),
    })),
  );
  const refused = answers.find(({ answer }) => !answer.ok);
  const bad = answers.flatMap(({ key, answer }) => (answer.ok && !isUtf8(answer.value) ? [key] : []));
  const read = answers.filter(({ answer }) => answer.ok).length;
  return [
    ...(bad.length > 0
      ? [
          no(
            plural(
              '{0, plural, one {# document of {1} that were read is not UTF-8 text.} other {# documents of {1} that were read are not UTF-8 text.}}',
              bad.length,
              [read],
            ),
            'Convert the documents to UTF-8.',
            bad,
          ),
        ]
      : read > 0
        ? [
            yes(
              plural(
                '{0, plural, =1 {The beginning of the largest document is UTF-8 text.} other {The beginnings of the # largest documents are UTF-8 text.}}',
                read,
              ),
            ),
          ]
        : []),
    ...(refused?.answer.ok === false ? [untold('a sample of the documents', refused.answer.refusal)] : []),
  ];
}

/** Whether bytes are UTF-8 text. The last character may be cut off. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return !text.includes('\0');
  } catch {
    return false;
  }
}
