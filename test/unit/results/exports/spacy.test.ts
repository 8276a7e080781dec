import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ExportedDocument } from '../../../../src/domain/results/exports/format.ts';
import { spacy } from '../../../../src/domain/results/exports/spacy.ts';
import { anyDocument, documentOf, exported, inUtf8 } from './outputs.ts';
import { hasPython, python, readSpans, skipped } from './python.ts';

interface Task {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly label: string }[];
}

const tasksOf = (text: string): readonly Task[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line) as Task);

/** The text, type and place of what stands in a text where the service says; in code points, without the code under test. */
function expectedSpans({ text = '', output, isShown }: ExportedDocument): ReadonlySet<string> {
  const points = Array.from(text);
  const names = new Set<string>();
  for (const entity of output.entities.filter(isShown))
    for (const { begin, end, text: found, type, category } of [entity, ...entity.attributes]) {
      if (!Number.isInteger(begin) || begin < 0 || begin >= end || end > points.length) continue;
      const stands = points.slice(begin, end).join('');
      if (found === undefined || stands === found)
        names.add(JSON.stringify([begin, end, [type, category].find(word => word) ?? 'UNKNOWN', inUtf8(stands)]));
    }
  return names;
}

describe('exports of results for spaCy and Prodigy', () => {
  it('has a task for each document, and a span for each mention in it', () => {
    fc.assert(
      fc.property(fc.array(anyDocument, { maxLength: 5 }), documents => {
        const { text, tally } = exported(spacy, documents);
        const tasks = tasksOf(text);
        assert.equal(tasks.length, documents.length);
        assert.equal(tally.written, documents.length);
        for (const [index, task] of tasks.entries()) {
          const document = documents[index]!;
          assert.equal(task.text, inUtf8(document.text ?? ''));
          const points = Array.from(task.text);
          const found = task.spans.map(({ start, end, label }) =>
            JSON.stringify([start, end, label, points.slice(start, end).join('')]),
          );
          assert.equal(new Set(found).size, found.length, 'no span twice');
          // A mention that is misplaced in code points may be found in UTF-16 units: then there are more.
          assert.deepEqual(
            [...expectedSpans(document)].filter(name => !found.includes(name)),
            [],
          );
        }
      }),
    );
  });

  it(`has spans that Python slices to the found texts${skipped}`, function () {
    if (!hasPython()) this.skip();
    fc.assert(
      fc.property(fc.array(anyDocument, { minLength: 10, maxLength: 40 }), documents => {
        const { text } = exported(spacy, documents);
        const slices = python(readSpans, text) as string[][];
        assert.equal(slices.length, documents.length);
        for (const [index, { output, isShown, text: note = '' }] of documents.entries()) {
          const mentions = output.entities.filter(isShown).flatMap(entity => [entity, ...entity.attributes]);
          const wanted = new Set(mentions.map(mention => inUtf8(mention.text ?? '')));
          const isNamed = mentions.every(mention => mention.text !== undefined);
          for (const slice of slices[index] ?? []) {
            assert.ok(inUtf8(note).includes(slice));
            if (isNamed) assert.ok(wanted.has(slice), JSON.stringify(slice));
          }
        }
      }),
      { numRuns: 4 },
    );
  });

  it('counts code points where the service counted UTF-16 units', () => {
    const document = documentOf({ category: 'MEDICATION', type: 'GENERIC_NAME', text: 'aspirin', begin: 3, end: 10 });
    const { text } = exported(spacy, [{ ...document, text: '🩺 aspirin' }]);
    assert.deepEqual(tasksOf(text)[0]?.spans, [{ start: 2, end: 9, label: 'GENERIC_NAME', category: 'MEDICATION' }]);
  });

  it('keeps overlapping spans, and counts what it leaves out', () => {
    const condition = { category: 'MEDICAL_CONDITION', type: 'DX_NAME' };
    const document = documentOf(
      { ...condition, text: 'knee pain', begin: 0, end: 9 },
      { category: 'ANATOMY', type: 'SYSTEM_ORGAN_SITE', text: 'knee', begin: 0, end: 4 },
      { ...condition, text: 'cough', begin: 0, end: 5 },
    );
    const { text, tally } = exported(spacy, [{ ...document, text: 'knee pain' }, document]);
    assert.deepEqual(
      tasksOf(text)[0]?.spans.map(({ start, end, label }) => [start, end, label]),
      [
        [0, 9, 'DX_NAME'],
        [0, 4, 'SYSTEM_ORGAN_SITE'],
      ],
    );
    assert.deepEqual([tally.written, tally.leftOut.misplaced, tally.leftOut.noText], [1, 1, 1]);
  });
});
