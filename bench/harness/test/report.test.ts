import { expect, it } from 'vitest';
import { csv } from '../report/csv.js';
import { table } from '../report/table.js';
import type { Row } from '../run/row.js';
import { CannotError } from '../work/cannotError.js';

const row: Row = {
  ...{ work: '3x3, dilation 2', runtime: 'stock', version: '4.22.0', threads: 1 },
  figures: { rounds: 3, medianMs: 4, minMs: 4, gmacs: 26, baselines: 4, ours: 2 },
};
const refused: Row = { ...row, runtime: 'split', figures: new CannotError('no "gradient"') };
const select: Row = {
  ...{ work: 'select', runtime: 'ours', version: '1.0.0', threads: 1, note: 'contiguous' },
  figures: {
    ...{ rounds: 1, medianMs: 0.1, minMs: 0.1, gmacs: 0, ours: 1 },
    ...{ gigabytes: 0.1208, ofCopy: 0.1208, leastMs: 0.01208, ofLeast: 0.1208 },
  },
};

it('CSV has a line for each row and quotes what needs it', () => {
  expect(csv([row, refused], 'wasm').split('\n')).toEqual([
    'work,contestant,version,threads,rounds,median_ms,min_ms,gmac_per_s,roofs,times_ours,times_base,cannot',
    '"3x3, dilation 2",stock,4.22.0,1,3,4,4,26,4,2,,',
    '"3x3, dilation 2",split,4.22.0,1,,,,,,,,"no ""gradient"""',
    '',
  ]);
});

it('CSV of a GPU has more columns after these', () => {
  const without: Row = { ...select, figures: new CannotError('no memory'), note: '' };
  expect(csv([select, without], 'webgpu').split('\n')).toEqual([
    'work,contestant,version,threads,rounds,median_ms,min_ms,gmac_per_s,roofs,times_ours,times_base,cannot,' +
      'images_per_s,gb_per_s,of_copy,least_ms,of_least,note',
    'select,ours,1.0.0,1,1,0.1,0.1,0,,1,,,,0.1208,0.1208,0.01208,0.1208,contiguous',
    'select,ours,1.0.0,1,,,,,,,,no memory,,,,,,',
    '',
  ]);
});

const lineUp = (text: string, figure: string, head: string): void => {
  const [first = '', second = ''] = text.split('\n');
  expect(first).toContain(head);
  expect(second.indexOf(figure) + figure.length).toBe(first.indexOf(head) + head.length);
};

it('the table lines figures up and says why there are none', () => {
  const text = table([row, refused]);
  lineUp(text, '4.00', 'median ms');
  lineUp(text, '25.0', '% of baseline');
  expect(text).toContain('cannot: no "gradient"');
});

it('the table shows shares in percent', () => {
  lineUp(table([select]), '12.1', '% of copy');
});

it('the table leaves columns out that no row has', () => {
  expect(table([row])).not.toMatch(/images\/s|GB\/s|note/);
  expect(table([select])).not.toMatch(/GMAC\/s|baseline/);
});

it('the table names the base work', () => {
  const based: Row = { ...row, figures: { rounds: 1, medianMs: 1, minMs: 1, gmacs: 1, base: 1.5 } };
  lineUp(table([based], 'ResNeXt-50'), '1.50', 'x ResNeXt-50');
});
