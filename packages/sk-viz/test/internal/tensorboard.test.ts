import { eventFile, type SummaryEvent } from 'sk-io';
import type { TrainingRecord } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { attentionEvents } from '../../src/events/attentionEvents.js';
import { trainingEvents } from '../../src/events/trainingEvents.js';
import { encodePng } from '../../src/image/png.js';
import { readEvents, slowCrc32c } from '../eventReader.js';
import { syntheticData } from '../fixtures.js';

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
    const png = await encodePng({ data: new Uint8Array(2 * 3 * 3), width: 3, height: 2, channels: 3 });
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

describe('trainingEvents', () => {
  const step = (at: number, epoch: number): TrainingRecord => ({
    kind: 'step',
    step: at,
    epoch,
    loss: 1 / at,
    accuracy: 0.5,
    learningRate: 0.1,
    imagesPerSecond: 100,
    dataWait: 0,
  });
  const epoch = (at: number, testLoss?: number): TrainingRecord => ({
    kind: 'epoch',
    step: 10 * at,
    epoch: at,
    trainLoss: 0.5,
    trainAccuracy: 0.8,
    ...(testLoss === undefined ? {} : { testLoss, testAccuracy: 0.75 }),
    learningRate: 0.1,
    imagesPerSecond: 100,
    seconds: 20,
  });

  it('every number of the log, at its step and second', () => {
    const events = trainingEvents([step(5, 0.5), epoch(1, 0.6), step(15, 1.5), epoch(2)]);
    const at = (tag: string): unknown =>
      events.filter((event) => event.tag === tag).map((e) => [e.step, e.wallTime, e.value]);
    expect(at('loss/batch')).toEqual([
      [5, 10, 0.2],
      [15, 30, 1 / 15],
    ]);
    expect(at('loss/test')).toEqual([[10, 20, 0.6]]);
    expect(at('accuracy/train')).toEqual([
      [10, 20, 0.8],
      [20, 40, 0.8],
    ]);
    expect(events).toHaveLength(2 * 5 + 4 + 2);
  });
});

describe('attentionEvents', () => {
  it('a histogram of the channels for each unit and size', () => {
    const data = syntheticData();
    const events = attentionEvents(data);
    const histograms = events.filter((event) => event.kind === 'histogram');
    expect(histograms.map(({ step }) => step)).toEqual([100, 150, 200, 100, 150, 200, 100, 150, 200]);
    expect(histograms[0]!.values).toEqual(data.units[0]!.scales[0]!.channelMeans);
    const difference = events.find(
      ({ tag, step }) => tag === 'largest minus smallest/SK_3_1' && step === 200,
    );
    expect(difference).toMatchObject({ value: data.units[1]!.scales[2]!.largeMinusSmall.mean });
    expect(readEvents(eventFile(events))).toHaveLength(events.length + 1);
  });
});
