import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../src/figures/accuracyByScale.js';

describe('wilsonInterval', () => {
  it('90 of 100: 0.826 to 0.945', () => {
    const [low, high] = wilsonInterval(0.9, 100);
    expect(low).toBeCloseTo(0.8256, 3);
    expect(high).toBeCloseTo(0.9448, 3);
  });

  it('10 of 10 is not certain', () => {
    const [low, high] = wilsonInterval(1, 10);
    expect(low).toBeCloseTo(0.722, 2);
    expect(high).toBe(1);
  });
});
