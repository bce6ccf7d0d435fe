/** The views of test-time augmentation, pixel by pixel, and the mean of their answers. */
import { describe, expect, it } from 'vitest';
import { meanLogits, meanProbabilities } from '../../src/views/meanAnswers.js';
import { takeView, testTimeViews } from '../../src/views/testTimeViews.js';

describe('takeView', () => {
  const image = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
  ];
  const taken = (kind: keyof typeof testTimeViews, size: readonly [number, number]): number[][] =>
    testTimeViews[kind].map((view) => [...takeView(Float32Array.from(image.flat()), [3, 4, 1], size, view)]);
  const five = [
    [1, 2],
    [3, 4],
    [9, 10],
    [11, 12],
    [6, 7],
  ];

  it('takes corners and centre, and their mirrors', () => {
    expect(taken('five', [1, 2])).toEqual(five);
    expect(taken('ten', [1, 2])).toEqual([...five, ...five.map((pixels) => [...pixels].reverse())]);
  });

  it('takes the image and its mirror', () => {
    expect(taken('flip', [3, 4])).toEqual([image.flat(), image.flatMap((row) => [...row].reverse())]);
  });

  it('keeps the channels of a pixel together, in each image of a batch', () => {
    const batch = Float32Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);
    const mirror = takeView(batch, [1, 3, 2], [1, 2], { down: 0, across: 1, mirrored: true });
    expect([...mirror]).toEqual([5, 6, 3, 4, 50, 60, 30, 40]);
  });
});

describe('the mean of views', () => {
  it('is that of the probabilities, whatever was added to the logits of a view', () => {
    const [one, two] = [Math.log(0.9), Math.log(0.1)];
    const first = Float32Array.of(one, two, 0, 0);
    const second = Float32Array.of(two + 50, one + 50, 0, -Infinity);
    const mean = [...meanLogits([first, second], 2)].map(Math.exp);
    [0.5, 0.5, 0.75, 0.25].forEach((p, i) => {
      expect(mean[i]).toBeCloseTo(p, 5);
    });
    expect([...meanProbabilities([Float32Array.of(0.75, 0.25), Float32Array.of(0.25, 0.5)])]).toEqual([
      0.5, 0.375,
    ]);
  });

  it('has a logarithm where a probability is too small for a number', () => {
    const far = Float32Array.of(0, -2000);
    expect([...meanLogits([far, far], 2)]).toEqual([0, -2000]);
    const never = Float32Array.of(0, -Infinity);
    expect([...meanLogits([never, never], 2)]).toEqual([0, -Infinity]);
  });
});
