import { philox } from 'sk-core';
import { RandomStream } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { permutation } from '#internal';

const hex = (words: readonly number[]): string => words.map((w) => w.toString(16).padStart(8, '0')).join(' ');
const ones = 0xffffffff;

describe('philox', () => {
  it('gives the published answers (Random123, kat_vectors, philox 4x32 10)', () => {
    expect(hex(philox([0, 0, 0, 0], [0, 0]))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    expect(hex(philox([ones, ones, ones, ones], [ones, ones]))).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
    expect(hex(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]))).toBe(
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    );
  });
});

const draw = (stream: RandomStream): number[] => Array.from({ length: 9 }, () => stream.uint32());

describe('RandomStream', () => {
  it('is a function of seed, purpose, epoch and index', () => {
    expect(draw(new RandomStream(7, 'augment', 3, 5))).toEqual(draw(new RandomStream(7, 'augment', 3, 5)));
    const others = [
      new RandomStream(7, 'augment', 3, 5),
      new RandomStream(8, 'augment', 3, 5),
      new RandomStream(7, 'shuffle', 3, 5),
      new RandomStream(7, 'augment', 4, 5),
      new RandomStream(7, 'augment', 3, 6),
    ].map((stream) => draw(stream).join());
    expect(new Set(others).size).toBe(5);
  });

  it('spreads evenly: 60,000 whole numbers below 6, each 10,000 times within five standard deviations', () => {
    const stream = new RandomStream(1, 'data');
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) counts[stream.integer(6)]!++;
    for (const count of counts)
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(10_000 * (5 / 6)));
  });

  it('keeps uniform numbers inside their bounds', () => {
    const stream = new RandomStream(2, 'data');
    const values = Array.from({ length: 1000 }, () => stream.uniform(-2, 3));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThan(3);
  });
});

describe('the numbers of runs that exist', () => {
  it('stay: a stream', () => {
    const stream = new RandomStream(7, 'augment', 3, 5);
    expect(draw(stream).slice(0, 6)).toEqual([
      ...[2346829691, 3455777906, 1002715079, 727745375, 1014593084, 2086426365],
    ]);
    const other = new RandomStream(7, 'augment', 3, 5);
    for (let i = 0; i < 6; i++) other.uint32();
    expect([other.uniform(-2, 3), other.integer(1000)]).toEqual([0.3936010035686195, 278]);
  });

  it('stay: an order of images', () => {
    expect([...permutation(12, new RandomStream(9, 'shuffle', 2))]).toEqual([
      ...[2, 6, 5, 10, 11, 4, 1, 0, 9, 7, 3, 8],
    ]);
  });
});

describe('permutation', () => {
  it('holds each number once and moves most of them', () => {
    const order = permutation(1000, new RandomStream(1, 'shuffle', 0));
    expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(order.filter((value, index) => value === index).length).toBeLessThan(10);
  });
});
