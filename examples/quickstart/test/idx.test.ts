import { describe, expect, it } from 'vitest';
import { IdxError, readIdx } from '../src/idx.js';

const file = (magic: number[], sizes: number[], content: number[]): Uint8Array =>
  Uint8Array.from([...magic, ...sizes.flatMap((size) => [0, 0, 0, size]), ...content]);

describe('readIdx', () => {
  it('two images of 1 x 3 bytes', () => {
    const { shape, data } = readIdx(file([0, 0, 8, 3], [2, 1, 3], [1, 2, 3, 4, 5, 255]), 'images', 3);
    expect(shape).toEqual([2, 1, 3]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 255]);
  });

  it('a view into a larger buffer is read from its own start', () => {
    const whole = Uint8Array.from([9, 9, 9, ...file([0, 0, 8, 1], [2], [7, 8])]);
    expect([...readIdx(whole.subarray(3), 'labels', 1).data]).toEqual([7, 8]);
  });

  it.each([
    ['an empty file', new Uint8Array(0), /images has 0 bytes; the header alone takes 16/],
    ['labels in place of images', file([0, 0, 8, 1], [9, 9, 9], []), /0x00000801; 0x00000803 is wanted/],
    [
      'a file that ends early',
      file([0, 0, 8, 3], [2, 2, 2], [1]),
      /2 x 2 x 2, which takes 24 bytes, and has 17/,
    ],
    ['a file with more than it says', file([0, 0, 8, 3], [1, 1, 1], [1, 2]), /takes 17 bytes, and has 18/],
  ])('%s is refused with what it holds and what is wanted', (_, bytes, message) => {
    expect(() => readIdx(bytes, 'images', 3)).toThrow(IdxError);
    expect(() => readIdx(bytes, 'images', 3)).toThrow(message);
  });
});
