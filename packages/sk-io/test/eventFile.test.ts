import sharp from 'sharp';
import { eventFile, type SummaryEvent } from 'sk-io';
import { describe, expect, it } from 'vitest';
import { readEvents, slowCrc32c } from './support/eventReader.js';

const moment = { step: 3, wallTime: 1.5 };

describe('slowCrc32c', () => {
  it('gives the values of RFC 3720, B.4', () => {
    expect(slowCrc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(slowCrc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    expect(slowCrc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  });
});

describe('eventFile', () => {
  it('begins with the version, and gives the same bytes again', () => {
    const events: SummaryEvent[] = [{ kind: 'scalar', tag: 'loss/train', ...moment, value: 0.25 }];
    const file = eventFile(events);
    const [version, scalar, ...rest] = readEvents(file);
    expect(version).toEqual({ wallTime: 0, step: 0, version: 'brain.Event:2' });
    expect(scalar).toEqual({ ...moment, tag: 'loss/train', value: 0.25 });
    expect(rest).toEqual([]);
    expect(eventFile(events)).toEqual(file);
  });

  it('a changed byte is noticed', () => {
    const file = eventFile([{ kind: 'scalar', tag: 'a', ...moment, value: 1 }]);
    file[file.length - 6]! ^= 1;
    expect(() => readEvents(file)).toThrow(/wrong checksum/);
  });

  it('images keep their size and bytes', async () => {
    const picture = { width: 3, height: 2, channels: 3, background: 'tomato' } as const;
    const png = new Uint8Array(await sharp({ create: picture }).png().toBuffer());
    const [, event] = readEvents(eventFile([{ kind: 'image', tag: 'samples/1', ...moment, png }]));
    expect(event).toMatchObject({ tag: 'samples/1', image: { height: 2, width: 3, colorspace: 3 } });
    expect([...event!.image!.png]).toEqual([...png]);
  });

  it.each([
    ['spread', [0, 0.1, 0.2, 0.2, 0.9, 1]],
    ['equal', [0.5, 0.5, 0.5]],
    ['negative', [-3, -2, -1e-9]],
    ['one', [7]],
    ['all but equal', [1, 1 + 1e-15]],
    ['many', Array.from({ length: 200_000 }, (_, i) => Math.sin(i))],
  ])('histograms of %s numbers: each in its bucket', (_, values) => {
    const [, event] = readEvents(eventFile([{ kind: 'histogram', tag: 'h', ...moment, values }]));
    const { min, max, count, limits, counts } = event!.histogram!;
    expect([min, max, count]).toEqual([
      values.reduce((a, b) => Math.min(a, b)),
      values.reduce((a, b) => Math.max(a, b)),
      values.length,
    ]);
    expect(counts.reduce((a, b) => a + b)).toBe(values.length);
    expect(counts[0]).toBe(0);
    for (let i = 1; i < limits.length; i++) expect(limits[i]).toBeGreaterThan(limits[i - 1]!);
    expect(limits.at(-1)).toBeGreaterThanOrEqual(max);
    const rounding = 1e-9;
    const between = (low: number, high: number): number =>
      values.filter((value) => value >= low - rounding && value <= high + rounding).length;
    const few = values.length < 100 ? limits.length : 3;
    for (let i = 1; i < few; i++)
      expect(between(limits[i - 1]!, limits[i]!)).toBeGreaterThanOrEqual(counts[i]!);
  });

  it.each([
    ['no number', []],
    ['a number that is none', [1, Number.NaN]],
    ['an endless one', [1, Number.POSITIVE_INFINITY]],
  ])('refuses a histogram of %s', (_, values) => {
    const event: SummaryEvent = { kind: 'histogram', tag: 'h', ...moment, values };
    expect(() => eventFile([event])).toThrow(/wants at least one number, all finite, got/);
  });
});
