import { expect, it } from 'vitest';
import { csv } from '../report/csv.js';
import { table } from '../report/table.js';
import { figuresOf, median, type Row } from '../runs/row.js';
import { CannotError } from '../work/cannotError.js';

const against = { baseline: [10, 20, 10], baselineMacs: 1e9, ours: [1, 2, 4], base: undefined };
const row: Row = {
  work: '3x3, dilation 2',
  runtime: 'stock',
  version: '4.22.0',
  threads: 1,
  figures: figuresOf([4, 4, 4], 1e8, against),
};
const refused: Row = { ...row, runtime: 'split', figures: new CannotError('no "gradient"') };

it('the median of an even count is the mean of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([10, 9, 1])).toBe(9);
});

it('ratios are medians over rounds, and the baseline is scaled to the MACs', () => {
  expect(row.figures).toEqual({ rounds: 3, medianMs: 4, minMs: 4, gmacs: 25, baselines: 4, ours: 2 });
});

it('one sample is compared with the first round', () => {
  expect(figuresOf([30], 1e9, against)).toMatchObject({ rounds: 1, baselines: 3, ours: 30 });
});

it('CSV has a line for each row and quotes what needs it', () => {
  expect(csv([row, refused]).split('\n')).toEqual([
    'work,contestant,version,threads,rounds,median_ms,min_ms,gmac_per_s,roofs,times_ours,times_base,cannot',
    '"3x3, dilation 2",stock,4.22.0,1,3,4,4,25,4,2,,',
    '"3x3, dilation 2",split,4.22.0,1,,,,,,,,"no ""gradient"""',
    '',
  ]);
});

it('the table lines figures up and says why there are none', () => {
  const [head, figures, reason] = table([row, refused], undefined).split('\n');
  expect(figures?.indexOf('4.00')).toBe((head?.indexOf('median ms') as number) + 'median ms'.length - 4);
  expect(reason).toContain('cannot: no "gradient"');
});
