import assert from 'node:assert/strict';
import { type Row, holds } from '../../bench/row.ts';
import { summary, table } from '../../bench/table.ts';
import { measure } from '../../bench/yardstick.ts';

const rows: readonly Row[] = [
  { name: 'fast', ms: 10, peer: 'yardstick', peerMs: 10, maxRatio: 2 },
  { name: 'slow', ms: 30, peer: 'yardstick', peerMs: 10, maxRatio: 2 },
  { name: 'told only', ms: 30, peer: 'AWS CLI', peerMs: 300 },
  { name: 'calls', value: 5, unit: 'calls', limit: 10 },
  { name: 'no figure', value: Number.NaN, unit: 'MB', limit: 10 },
];

describe('the benchmark table', () => {
  it('compares times with ratios and counts with figures', () => {
    assert.deepEqual(rows.map(holds), [true, false, undefined, true, false]);
  });

  it('says which limits are exceeded, and what was not measured', () => {
    assert.deepEqual(summary(rows, ['tree.bench.ts']), {
      text: 'Does not hold: slow; no figure (2 of 4 limits). Not measured: tree.bench.ts.',
      ok: false,
    });
    assert.deepEqual(summary(rows.slice(0, 1), []), { text: 'Every limit holds (1).', ok: true });
    assert.equal(summary([], ['tree.bench.ts']).ok, false);
  });

  it('has one line per row, in columns', () => {
    const lines = table(rows).split('\n');
    assert.equal(lines.length, rows.length);
    assert.match(lines[1] ?? '', /^slow +30 ms +yardstick: 10 ms +× 3\.0 +limit × 2\.0 +DOES NOT HOLD$/);
  });

  it('measures work beside yardsticks of the same run', () => {
    const row = measure(() => undefined, { runs: 3, warmUps: 0 }).row('nothing', 50);
    assert.ok(row.ms < row.peerMs && row.maxRatio === 5);
  });
});
