import type { AttentionSite } from 'sk-models';
import { type AttentionBatch, type ClassesData, classDirections, classFindings } from 'sk-viz';
import { describe, expect, it } from 'vitest';
import { bootstrapIntervals } from '../../src/measure/classes/bootstrap.js';
import { ClassStatistics } from '../../src/measure/classes/classStatistics.js';

const kernel = (effectiveSize: number) => ({ kernelSize: effectiveSize, dilation: 1, effectiveSize });
const site: AttentionSite = {
  unit: 'SK_2_1',
  layerName: 'sk',
  branches: [kernel(3), kernel(5)],
  channels: 1,
};

/** Images whose large-minus-small difference is given. */
const batch = (scale: number, first: number, ...differences: number[]): AttentionBatch => ({
  scale,
  first,
  count: differences.length,
  attention: [Float32Array.from(differences.flatMap((d) => [(1 - d) / 2, (1 + d) / 2]))],
  predictions: differences.map(() => 0),
});

describe('ClassStatistics', () => {
  const statistics = new ClassStatistics([site], [1, 2]);
  statistics.add(batch(0, 0, 0.1, 0.3, 0.5), [7, 2, 7]);
  statistics.add(batch(1, 0, 0.2, 0.3, 0.9), [7, 2, 7]);
  statistics.add(batch(0, 3, 0.25), [undefined]);
  const { classes, units } = statistics.summary();

  it('classes in the order of the model, with their images; an image without a class is left out', () => {
    expect(classes).toEqual([
      { index: 2, images: 1 },
      { index: 7, images: 2 },
    ]);
  });

  it('the mean of each class at each scale, and of the change image by image', () => {
    const seven = units[0]!.classes[1]!;
    expect(seven.largeMinusSmall.map(({ mean }) => mean)).toEqual([
      expect.closeTo(0.3, 6),
      expect.closeTo(0.55, 6),
    ]);
    expect(seven.change!.mean).toBeCloseTo(0.25, 6);
  });

  it('a class of one image has a mean and no interval', () => {
    expect(units[0]!.classes[0]!.largeMinusSmall[0]).toEqual({ mean: expect.closeTo(0.3, 6) });
    expect(units[0]!.classes[1]!.largeMinusSmall[0]!.interval).toHaveLength(2);
  });

  it('one scale: no change', () => {
    const one = new ClassStatistics([site], [1]);
    one.add(batch(0, 0, 0.1, 0.3), [0, 0]);
    expect(one.summary().units[0]!.classes[0]!.change).toBeUndefined();
  });
});

describe('bootstrapIntervals', () => {
  it('draws the images that it has always drawn', () => {
    const quantities = [
      [0.1, 0.4, 0.2, 0.9, 0.3],
      [5, 1, 4, 2, 3],
    ];
    expect(bootstrapIntervals(quantities)).toEqual([
      [0.18, 0.66],
      [1.8, 4.2],
    ]);
  });

  /** Uniform numbers by a rule that shares no code with the package. */
  const values = Array.from({ length: 400 }, (_, i) => (i * 0.618034) % 1);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);

  it('400 uniform values: the mean plus and minus 1.96 deviations of a mean, to a tenth of that', () => {
    const [[low, high]] = bootstrapIntervals([values]) as [[number, number]];
    const half = (1.96 * deviation) / Math.sqrt(values.length);
    expect(Math.abs(low - (mean - half))).toBeLessThan(half / 10);
    expect(Math.abs(high - (mean + half))).toBeLessThan(half / 10);
  });

  it('the same values, the same interval; one draw serves all quantities', () => {
    const shifted = values.map((value) => value + 10);
    const [first, second] = bootstrapIntervals([values, shifted]);
    expect(bootstrapIntervals([values])).toEqual([first]);
    expect(second![0] - first![0]).toBeCloseTo(10, 9);
  });

  it('equal values have an interval of no width', () => {
    expect(bootstrapIntervals([[0.5, 0.5, 0.5]])).toEqual([[0.5, 0.5]]);
  });
});

describe('classFindings', () => {
  const unit = (name: string, ...changes: (readonly [number, number] | undefined)[]) => ({
    unit: name,
    layer: name,
    branches: site.branches,
    largest: 1,
    smallest: 0,
    classes: changes.map((interval) => ({
      largeMinusSmall: [{ mean: 0 }, { mean: 0 }],
      change: interval === undefined ? { mean: 0.1 } : { mean: (interval[0] + interval[1]) / 2, interval },
    })),
  });
  const data = (...units: ReturnType<typeof unit>[]): ClassesData => ({
    format: 'sk-viz/classes',
    version: 1,
    model: { name: 'a', parameters: 1, inputShape: [8, 8, 3] },
    source: 'numbers',
    images: 6,
    scales: [1, 2],
    classes: units[0]!.classes.map((_, i) => ({ name: `class ${i}`, images: 2 })),
    units,
    skipped: [],
  });

  it('counts classes that rise, fall, and show nothing clear', () => {
    const mixed = unit('SK_2_1', [0.1, 0.2], [0.1, 0.3], [-0.2, -0.1], [-0.1, 0.2]);
    expect(Object.fromEntries(classDirections(mixed))).toEqual({
      rises: 2,
      falls: 1,
      'shows no clear change': 1,
    });
    const { headline, sentences } = classFindings(data(mixed, unit('SK_3_1', ...Array(4).fill([0.1, 0.2]))));
    expect(headline).toBe('From 1.0× to 2.0×, every class goes the same way in 1 of 2 SK units.');
    expect(sentences[0]).toContain('SK_2_1 rises in 2, falls in 1 and shows no clear change in 1');
    expect(sentences[0]).toContain('SK_3_1 rises in all 4');
  });

  it('a change below 0.001 is none, however well it is known', () => {
    expect([...classDirections(unit('SK_2_1', [0.0008, 0.001]))]).toEqual([['shows no clear change', 1]]);
  });

  it('classes of one image each are not compared', () => {
    expect(classFindings(data(unit('SK_2_1', undefined, undefined))).headline).toMatch(/are not compared/);
  });
});
