import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { type GpuRow, gpuCsv, gpuFigures, gpuTable } from '../report/gpuRow.js';
import { figuresOf } from '../runs/row.js';
import { CannotError } from '../work/cannotError.js';
import type { Work } from '../work/work.js';

const ceilings = { bytesPerMs: 1e6, macsPerMs: 1e6 };
const select: Work = { kind: 'moving', op: 'select', pass: 'forward', batch: 1, size: 10, channels: 10 };
const step: Work = { kind: 'trainStep', network: 'sknet50', batch: 8 };
const figures = figuresOf([0.1], 0, { baseline: [1], baselineMacs: 1, ours: [0.1], base: undefined });
const row: GpuRow = {
  ...{ work: 'select', runtime: 'ours', version: '1.0.0', threads: 1, figures },
  ...{ gpu: gpuFigures(select, 0.1, ceilings), note: 'contiguous' },
};

it('an op that only moves has a rate and no MACs', () => {
  const bytes = 4 * (3 * 1000 + 20);
  expect(figures).not.toHaveProperty('baselines');
  expect(row.gpu).toEqual({
    gigabytes: bytes / 0.1 / 1e6,
    ofCopy: bytes / 0.1 / 1e6,
    leastMs: bytes / 1e6,
    ofLeast: bytes / 1e6 / 0.1,
  });
});

it('a network has images a second and no rate of bytes', () => {
  const gpu = gpuFigures(step, 100, ceilings);
  expect(gpu).toMatchObject({ imagesPerSecond: 80 });
  expect(gpu).not.toHaveProperty('gigabytes');
});

it('CSV has the columns of the other questions first', () => {
  const refused: GpuRow = { ...row, figures: new CannotError('no memory') };
  expect(gpuCsv([row, { ...refused, note: '' }]).split('\n')).toEqual([
    'work,contestant,version,threads,rounds,median_ms,min_ms,gmac_per_s,roofs,times_ours,times_base,cannot,' +
      'images_per_s,gb_per_s,of_copy,least_ms,of_least,note',
    'select,ours,1.0.0,1,1,0.1,0.1,0,,1,,,,0.1208,0.1208,0.01208,0.1208,contiguous',
    'select,ours,1.0.0,1,,,,,,,,no memory,,0.1208,0.1208,0.01208,0.1208,',
    '',
  ]);
});

it('the table shows shares in percent', () => {
  const [head, line] = gpuTable([row]).split('\n') as [string, string];
  expect(line.indexOf('12.1') + '12.1'.length).toBe(head.indexOf('% of copy') + '% of copy'.length);
});
