import { close, equalProducts, MismatchError } from 'sk-conformance/check';
import { describe, expect, it } from 'vitest';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

describe('close', () => {
  it('says index, number got and number wanted', () => {
    expect(() => close([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5.5, 6], 'y', undefined, [1, 2, 3])).toThrow(
      'y[0, 1, 1] is 5, wanted 5.5 (rtol 0.0001, atol 0.00005); 1 of 6 values differ',
    );
    expect(() => close([1, 2], [1, 3], 'y')).toThrow('y[1] is 2, wanted 3');
  });

  it('counts all that differ', () => {
    expect(() => close([0, 0, 0], [1, 0, 1], 'y')).toThrow('2 of 3 values differ');
  });

  it('wants as many values', () => {
    expect(() => close([1], [1, 2], 'y')).toThrow('y has 1 values, wanted 2');
    expect(() => close([1, 2], [], 'y')).toThrow(MismatchError);
  });

  it.each([
    [nan, infinity],
    [infinity, nan],
    [nan, 0],
    [0, nan],
    [infinity, -infinity],
    [infinity, 1e38],
    [1e38, infinity],
  ])('%d is not %d', (got, wanted) => {
    expect(() => close([got], [wanted], 'y')).toThrow(MismatchError);
  });

  it.each([nan, infinity, -infinity, 0])('%d is itself', (value) => {
    expect(() => close([value], [value], 'y')).not.toThrow();
  });

  it('takes 0 and -0 for one number', () => {
    expect(() => close([0], [-0], 'y', { rtol: 0, atol: 0 })).not.toThrow();
  });

  it('allows atol and rtol of the wanted number, and no more', () => {
    const tolerance = { rtol: 0.1, atol: 1 };
    expect(() => close([111.9], [100], 'y', tolerance)).toThrow(MismatchError);
    expect(() => close([110.9], [100], 'y', tolerance)).not.toThrow();
    expect(() => close([89.1], [100], 'y', tolerance)).not.toThrow();
    expect(() => close([88.9], [100], 'y', tolerance)).toThrow(MismatchError);
  });
});

describe('equalProducts', () => {
  it('takes inner products that are one number', () => {
    expect(() =>
      equalProducts(
        [
          [1, 2],
          [3, 4],
        ],
        [[11], [1]],
        'products',
      ),
    ).not.toThrow();
  });

  it('refuses two that differ, and NaN', () => {
    expect(() =>
      equalProducts(
        [
          [1, 2],
          [3, 4],
        ],
        [[11.1], [1]],
        'products',
      ),
    ).toThrow('products: 11 is not 11.1');
    expect(() => equalProducts([[nan], [1]], [[nan], [1]], 'products')).toThrow(MismatchError);
  });
});
