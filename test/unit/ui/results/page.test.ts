// What the page of a job's results says, and what a click on it filters.
import assert from 'node:assert/strict';
import { Documents } from '../../../../src/domain/results/documents.ts';
import { type ResultsFilter, noThresholds } from '../../../../src/domain/results/filter.ts';
import type { Entity } from '../../../../src/domain/results/output.ts';
import { type Summary, summarize } from '../../../../src/domain/results/summary.ts';
import { costText } from '../../../../src/ui/costText.ts';
import { costOf } from '../../../../src/domain/results/cost.ts';
import { chartPick, chartsOf } from '../../../../src/ui/results/charts.ts';
import { fieldsOf, withField } from '../../../../src/ui/results/filterFields.ts';
import { documentRow } from '../../../../src/ui/results/jobPageTexts.ts';
import { assertionOf, styleOf, writtenTraits } from '../../../../src/ui/results/styles.ts';
import { troubleText } from '../../../../src/ui/results/texts.ts';

const entity = (category: string, type: string, more: Partial<Entity> = {}): Entity => ({
  begin: 0,
  end: 1,
  category,
  type,
  score: 0.95,
  traits: [],
  concepts: [],
  attributes: [],
  ...more,
});

function documents(): Documents {
  const all = new Documents();
  all.read(all.add('a.txt', { state: 'unread', output: 'a.out' }), [
    entity('MEDICATION', 'GENERIC_NAME', { concepts: [{ vocabulary: 'RxNorm', code: '29046', description: 'x' }] }),
    entity('MEDICAL_CONDITION', 'DX_NAME', { traits: [{ name: 'NEGATION' }], score: 0.2 }),
  ]);
  all.read(all.add('b.txt', { state: 'unread', output: 'b.out' }), [entity('MEDICATION', 'BRAND_NAME')]);
  return all;
}

function summaryOf(all: Documents, filter: ResultsFilter = {}): Summary {
  return summarize(all, all.select(filter, noThresholds, 'name', false), filter, noThresholds);
}

describe('the page of results', () => {
  it('filters the documents by each bar, and no longer after a second click on it', () => {
    const all = documents();
    const summary = summaryOf(all);
    for (const { id, bars } of chartsOf(summary, {}))
      for (const [index, bar] of bars.entries()) {
        const filter = chartPick(summary, {}, id, index);
        assert.ok(filter !== undefined, `${id} ${bar.label}`);
        const chosen = summaryOf(all, filter);
        assert.equal(chosen.entities, bar.count, `${id} ${bar.label}`);
        assert.ok(chartsOf(summary, filter).find(chart => chart.id === id)?.bars[index]?.isPicked);
        assert.deepEqual(chartPick(summary, filter, id, index), {});
      }
    assert.equal(chartPick(summary, {}, 'categories', 99), undefined);
    assert.equal(chartPick(summary, {}, 'none', 0), undefined);
  });

  it('sets and clears each field of the filter, and takes nothing else', () => {
    for (const { id } of fieldsOf(documents(), {}, noThresholds).filter(field => !field.id.endsWith('hreshold'))) {
      const value = { subset: 'missing', minScore: '50', maxScore: '75.5' }[id] ?? 'X';
      const filter = withField({}, id, value);
      assert.equal(Object.keys(filter ?? {}).length, 1, id);
      assert.deepEqual(withField(filter ?? {}, id, ''), {}, id);
    }
    assert.equal(withField({}, 'minScore', '101'), undefined);
    assert.equal(withField({}, 'minScore', 'much'), undefined);
    assert.equal(withField({}, '__proto__', 'x'), undefined);
    assert.deepEqual(withField({}, 'subset', 'everything'), {});
    assert.deepEqual(withField({ category: 'A', type: 'T' }, 'category', 'B'), { category: 'B' });
  });

  it('keeps a chosen value that does not occur', () => {
    const field = fieldsOf(documents(), { category: 'GONE' }, noThresholds).find(({ id }) => id === 'category');
    assert.ok(field?.options?.some(({ value }) => value === 'GONE'));
  });

  it('shows hostile keys and messages on one line, with what is invisible escaped', () => {
    const { cells, problem } = documentRow({
      index: 0,
      input: 'a\u202Eb\n<b>c</b>\u0000.txt',
      state: 'unprocessed',
      entities: 0,
      shown: 0,
      trouble: { code: 'X\u200B', message: 'one\ntwo \u001B[31m' },
    });
    for (const text of [...cells, problem ?? '']) assert.doesNotMatch(text, /[\p{Cc}\u200B\u202E]/u);
    assert.match(cells[0] ?? '', /<b>c<\/b>/);
  });

  it('explains the codes it knows and quotes those it does not', () => {
    assert.match(
      troubleText('unprocessed', { code: 'TEXT_SIZE_LIMIT_EXCEEDED', message: 'm' }) ?? '',
      /^The document is larger/,
    );
    assert.equal(troubleText('unprocessed', { code: 'NEW', message: 'why' }), 'why (NEW)');
    assert.equal(troubleText('read', undefined), undefined);
  });
});

describe('the look of an entity', () => {
  it('is never that of a finding if it is negated or qualified', () => {
    const of = (...names: string[]) => assertionOf(names.map(name => ({ name })));
    assert.equal(of('DIAGNOSIS'), 'found');
    assert.equal(of('DIAGNOSIS', 'NEGATION'), 'negated');
    for (const trait of ['HYPOTHETICAL', 'PERTAINS_TO_FAMILY', 'PAST_HISTORY', 'LOW_CONFIDENCE', 'FUTURE']) {
      assert.equal(of(trait), 'qualified', trait);
      assert.deepEqual(writtenTraits([{ name: trait }]), [trait]);
    }
    assert.deepEqual(writtenTraits([{ name: 'NEW_TRAIT' }, { name: 'SYMPTOM' }]), ['NEW_TRAIT']);
  });

  it('has a line of its own for each category, and one for those that are not known', () => {
    const categories = [
      'MEDICAL_CONDITION',
      'MEDICATION',
      'PROTECTED_HEALTH_INFORMATION',
      'TEST_TREATMENT_PROCEDURE',
      'ANATOMY',
      'TIME_EXPRESSION',
      'BEHAVIORAL_ENVIRONMENTAL_SOCIAL',
      'NEW',
      'constructor',
    ];
    const lines = new Set(categories.map(category => `${styleOf(category).line} ${styleOf(category).thickness}`));
    assert.equal(lines.size, categories.length - 1);
    assert.equal(styleOf('constructor'), styleOf('NEW'));
  });
});

describe('the estimated cost', () => {
  const action = 'comprehendmedical:StartEntitiesDetectionV2Job';
  it('is that of begun units of 100 characters, by the user’s own rate', () => {
    assert.deepEqual(costOf(action, 101, { EntitiesDetectionV2: 0.01 }), { total: 0.02, rate: 0.01 });
  });
  it('names the day of the rate if it is a day', () => {
    const cost = costOf(action, 100, { EntitiesDetectionV2: 0.01, asOf: '2026-11-01' });
    assert.deepEqual(cost, { total: 0.01, rate: 0.01, asOf: '2026-11-01' });
    assert.match(costText(cost), /per 100-character unit as of 2026-11-01$/);
    assert.equal(costOf(action, 100, { EntitiesDetectionV2: 0.01, asOf: 'last year' })?.asOf, undefined);
  });
  for (const rates of [
    undefined,
    null,
    7,
    'x',
    [],
    {},
    { EntitiesDetectionV2: '1' },
    { EntitiesDetectionV2: -1 },
    { EntitiesDetectionV2: Number.NaN },
  ])
    it(`is none with ${JSON.stringify(rates)}`, () => {
      assert.equal(costOf(action, 100, rates), undefined);
    });
});
