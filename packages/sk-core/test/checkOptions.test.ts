import { checkChoice, checkOptions, didYouMean, nearestNames, OptionError, ShapeError } from 'sk-core';
import { describe, expect, it } from 'vitest';

const names = { strides: true, dilations: true } as const;
const check = (options: unknown) => () => checkOptions<object>('f: options', options as object, names);

describe('checkOptions', () => {
  it.each([[{}], [{ strides: 2 }], [{ strides: undefined, dilations: 0 }]])('takes %j', (options) => {
    expect(check(options)).not.toThrow();
  });

  it.each([
    [
      { dilatoin: 2 },
      "f: options has no 'dilatoin' (did you mean 'dilations'?); there are strides, dilations",
    ],
    [{ colour: 1 }, "f: options has no 'colour'; there are strides, dilations"],
    [{ toString: 1 }, "f: options has no 'toString'; there are strides, dilations"],
    [null, 'f: options wants an object of strides, dilations, got null'],
    [[1, 2], 'f: options wants an object of strides, dilations, got 1,2'],
    ['same', "f: options wants an object of strides, dilations, got 'same'"],
  ])('refuses %j', (options, message) => {
    expect(check(options)).toThrow(OptionError);
    expect(check(options)).toThrow(message);
  });

  it('says that a function has no options at all', () => {
    expect(() => checkOptions<object>('fuse: attrs', { groups: 2 }, {})).toThrow(
      "fuse: attrs has no 'groups'; there is none",
    );
  });

  it('throws the error of the caller', () => {
    expect(() => checkOptions<object>('f: options', { stride: 2 }, names, ShapeError)).toThrow(ShapeError);
  });
});

describe('checkChoice', () => {
  it('takes what there is, and names it where it is not there', () => {
    const choose = (value: unknown) => () => checkChoice('f: layout', value, ['nhwc', 'nchw']);
    expect(choose('nchw')).not.toThrow();
    expect(choose('nwhc')).toThrow("f: layout wants 'nhwc', 'nchw', got 'nwhc' (did you mean 'nhwc'?)");
    expect(choose(null)).toThrow("f: layout wants 'nhwc', 'nchw', got null");
  });
});

describe('the nearest names', () => {
  it('are those of few changed letters, the nearest first', () => {
    expect(nearestNames('SKNet-5', ['sknet101', 'sknet50', 'resnet50'], 2)).toEqual(['sknet50', 'sknet101']);
    expect(nearestNames('x', ['alphabet'])).toEqual([]);
  });

  it('make a hint, or none', () => {
    expect(didYouMean('epocs', ['epochs', 'seed'])).toBe(" (did you mean 'epochs'?)");
    expect(didYouMean('epocs', [])).toBe('');
  });
});
