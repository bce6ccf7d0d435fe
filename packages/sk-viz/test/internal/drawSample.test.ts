import { describe, expect, it } from 'vitest';
import { drawSample } from '../../src/node/drawSample.js';

describe('drawSample', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);

  it('the same seed draws the same, another seed others', () => {
    expect(drawSample(items, 10, 1)).toEqual(drawSample(items, 10, 1));
    expect(drawSample(items, 10, 1)).not.toEqual(drawSample(items, 10, 2));
  });

  it('no item twice, and all where the limit is beyond', () => {
    expect(new Set(drawSample(items, 20, 3)).size).toBe(20);
    expect(drawSample(items, 99, 3).sort((a, b) => a - b)).toEqual(items);
  });

  it('each item is drawn about equally often', () => {
    const hits = items.map(() => 0);
    for (let seed = 0; seed < 2000; seed++) for (const item of drawSample(items, 5, seed)) hits[item]!++;
    expect(Math.min(...hits)).toBeGreaterThan(140);
    expect(Math.max(...hits)).toBeLessThan(270);
  });
});
