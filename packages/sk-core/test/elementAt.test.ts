import { elementAt } from 'sk-core';
import { describe, expect, it } from 'vitest';

describe('elementAt', () => {
  it('returns elements of lists and typed arrays', () => {
    expect(elementAt(['a', 'b'], 1)).toBe('b');
    expect(elementAt(new Float32Array([0, 2]), 0)).toBe(0);
  });

  it('refuses an index outside', () => {
    expect(() => elementAt([1, 2, 3], 3)).toThrow('index 3 is outside of 3 elements');
    expect(() => elementAt([1], -1)).toThrow(RangeError);
  });
});
