import { batchOrder } from 'sk-train';
import { describe, expect, it } from 'vitest';

const sizes = (size: number, batchSize: number, skip = 0): number[] =>
  [...batchOrder(size, { batchSize, epoch: 0, skip })].map(({ length }) => length);

describe('batchOrder', () => {
  it.each([
    [120, 64, [60, 60]],
    [10, 4, [3, 3, 4]],
    [8, 4, [4, 4]],
    [5, 500, [5]],
    [7, 2, [1, 2, 2, 2]],
    [1, 1, [1]],
  ])(
    'cuts %d images by %d into as few batches as that allows, equal to within one image',
    (size, batchSize, wanted) => {
      expect(sizes(size, batchSize)).toEqual(wanted);
    },
  );

  it.each([undefined, 3])('leaves no image out, in order or shuffled by %s', (seed) => {
    const all = [...batchOrder(101, { batchSize: 8, epoch: 2 }, seed)].flatMap((batch) => [...batch]);
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, i) => i));
  });

  it('goes on with the batch that a run stopped at', () => {
    const options = { batchSize: 8, epoch: 1 };
    const whole = [...batchOrder(101, options, 5)];
    expect([...batchOrder(101, { ...options, skip: 4 }, 5)]).toEqual(whole.slice(4));
  });
});
