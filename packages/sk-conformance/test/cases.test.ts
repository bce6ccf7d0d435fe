import { readFileSync } from 'node:fs';
import {
  convGrid,
  convGridCount,
  errorCases,
  goldenCases,
  kernelNames,
  noise,
  opCases,
  reference,
} from 'sk-conformance/check';
import * as core from 'sk-core';
import { describe, expect, it } from 'vitest';
import { partStep } from './support/gridStep.js';

describe('the cases', () => {
  it('have names of their own', () => {
    const names = [...convGrid, ...opCases, ...goldenCases, ...errorCases].map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('run every op of sk-core', () => {
    const ops = Object.values(core as Readonly<Record<string, unknown>>).flatMap((value) =>
      typeof value === 'function' && 'spec' in value ? [value.spec as { readonly kernelName: string }] : [],
    );
    expect([...kernelNames].sort()).toEqual(ops.map(({ kernelName }) => kernelName).sort());
  });

  it('of the grid are every combination, at two sizes', () => {
    expect(convGridCount).toBe(2 * 3 * 3 * 4 * 4 * 4 * 3);
    const values = (pick: (c: (typeof convGrid)[number]) => unknown): number =>
      new Set(convGrid.map((c) => JSON.stringify(pick(c)))).size;
    expect(values(({ attrs }) => attrs.strides)).toBe(3);
    expect(values(({ attrs }) => attrs.dilations)).toBe(3);
    expect(values(({ attrs }) => attrs.padding)).toBe(4);
    expect(values(({ inputs: [x] }) => x.shape[0])).toBe(3);
    expect(values(({ inputs: [, filter] }) => filter.shape[0])).toBe(5); // 2 and 4 are the even ones
    expect(values(({ attrs }) => attrs.groups)).toBe(5); // 8 and 12 are depthwise
  });

  it('of a part of the grid have every value of each axis', () => {
    const part = convGrid.filter((_, i) => i % partStep === 0);
    const axes: readonly ((c: (typeof convGrid)[number]) => unknown)[] = [
      ({ attrs }) => attrs.strides,
      ({ attrs }) => attrs.dilations,
      ({ attrs }) => attrs.padding,
      ({ attrs }) => attrs.groups,
      ({ inputs: [x] }) => x.shape[0],
      ({ inputs: [, filter] }) => filter.shape[0],
      ({ inputs: [, filter] }) => filter.shape[3],
    ];
    for (const axis of axes) {
      const values = (cases: typeof convGrid) => new Set(cases.map((c) => JSON.stringify(axis(c))));
      expect(values(part)).toEqual(values(convGrid));
    }
  });

  it('of the grid all have pixels in their output', () => {
    for (const { name, inputs, attrs } of convGrid) {
      const { oh, ow } = reference.convSizes(inputs[0].shape, inputs[1].shape, attrs);
      expect(oh * ow, name).toBeGreaterThan(0);
    }
  });

  it('have the geometry that sk-core gives them', () => {
    const convolutions = opCases.flatMap((c) => (c.op === 'groupedConv2d' ? [c] : []));
    for (const { name, inputs, attrs } of [...convGrid, ...convolutions]) {
      const [{ shape: x }, { shape: filter }] = inputs;
      const { padding, ...options } = attrs;
      const normalised = core.convAttrs({ ...options, pad: padding }, x, filter);
      const { oh, ow } = core.convGeometry(x, filter, normalised);
      const wanted = reference.convSizes(x, filter, attrs);
      const { pads } = normalised;
      expect([oh, ow, pads[0], pads[2]], name).toEqual([wanted.oh, wanted.ow, wanted.top, wanted.left]);
    }
  });
});

describe('the README', () => {
  it('counts the cases as they are', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    for (const [cases, words] of [
      [convGrid, 'convolutions:'],
      [opCases, 'other cases'],
      [goldenCases, 'golden ones'],
      [errorCases, 'refusals'],
    ] as const) {
      expect(readme).toContain(`${cases.length.toLocaleString('en')} ${words}`);
    }
  });
});

describe('noise', () => {
  it('is the same at each call, other for each seed, and exact in float32', () => {
    const { values } = noise([1000], 1);
    expect(noise([1000], 1).values).toEqual(values);
    expect(noise([1000], 2).values).not.toEqual(values);
    expect(values.map(Math.fround)).toEqual(values);
  });

  it('below 5 has the whole numbers from 0 to 4, each as often as the others', () => {
    const { values } = noise([10_000], 4, { below: 5 });
    const counts = [0, 1, 2, 3, 4].map((index) => values.filter((v) => v === index).length);
    expect(counts.reduce((a, b) => a + b)).toBe(10_000);
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('is spread evenly around its mean', () => {
    const { values } = noise([20_000], 3, { mean: 5, spread: 2 });
    const mean = values.reduce((a, b) => a + b) / values.length;
    expect(Math.abs(mean - 5)).toBeLessThan(0.05);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...values)).toBeLessThan(7);
    expect(values.filter((v) => v < 4).length / values.length).toBeCloseTo(0.25, 1);
  });
});
