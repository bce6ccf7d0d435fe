import type { TrainingRecord } from 'sk-models';
import {
  accuracyByScale,
  attentionByBranch,
  attentionByChannel,
  attentionByClass,
  attentionByUnit,
  type ConfusionData,
  confusionMatrix,
  darkTheme,
  type Figure,
  kernelSizeByUnit,
  pageTheme,
  renderSvg,
  representativeUnits,
  trainingCurves,
} from 'sk-viz';
import { describe, expect, it } from 'vitest';
import { figureCsv, sampleByChannel, sampleByUnit, seriesColours } from '#internal';
import { sites, syntheticClasses, syntheticData } from './fixtures.js';

const data = syntheticData();
const step = (at: number): TrainingRecord => ({
  kind: 'step',
  step: at,
  epoch: at / 500,
  loss: 2.3 / at,
  accuracy: 1 - 1 / at,
  learningRate: 0.1 / at,
  imagesPerSecond: 100,
  dataWait: 0,
});
const epoch: TrainingRecord = {
  kind: 'epoch',
  step: 500,
  epoch: 1,
  trainLoss: 0.4,
  trainAccuracy: 0.9,
  testLoss: 0.5,
  testAccuracy: 0.85,
  learningRate: 0.1,
  imagesPerSecond: 100,
  seconds: 3,
};
const log = [...Array.from({ length: 500 }, (_, i) => step(i + 1)), epoch];

const runs = [{ name: 'first', records: log }];

/** Each class is right twice and taken for the next one once; the last has no image. */
const confusion = (classes: number): ConfusionData => ({
  format: 'sk-viz/confusion',
  version: 1,
  model: data.model,
  source: 'numbers',
  scale: 1,
  classNames: Array.from({ length: classes }, (_, i) => `class ${i}`),
  counts: Array.from({ length: classes }, (_, row) =>
    Array.from({ length: classes }, (_, column) =>
      row === classes - 1 ? 0 : row === column ? 2 : column === row + 1 ? 1 : 0,
    ),
  ),
  images: 3 * (classes - 1),
  accuracy: 2 / 3,
  skipped: [],
});

const figures: Readonly<Record<string, Figure>> = {
  attentionByUnit: attentionByUnit(data),
  kernelSizeByUnit: kernelSizeByUnit(data),
  attentionByBranch: attentionByBranch(data),
  attentionByChannel: attentionByChannel(data, 1),
  sampleByUnit: sampleByUnit(data, data.samples[0]!),
  sampleByChannel: sampleByChannel(data, data.samples[0]!, 0),
  loss: trainingCurves(runs, 'loss'),
  accuracy: trainingCurves(runs, 'accuracy'),
  learningRate: trainingCurves(runs, 'learningRate'),
  'accuracy without epochs': trainingCurves([{ name: 'a', records: [step(1)] }], 'accuracy'),
  'loss of several runs': trainingCurves([...runs, { name: 'second', records: log }], 'loss'),
  'learning rate of several runs': trainingCurves([...runs, { name: 'b', records: log }], 'learningRate'),
  attentionByClass: attentionByClass(syntheticClasses(['cat', 'dog', '<ship>']), 1),
  'attention by 100 classes': attentionByClass(
    syntheticClasses(Array.from({ length: 100 }, (_, i) => `class ${i}`)),
    0,
  ),
  confusionMatrix: confusionMatrix(confusion(10)),
  'confusion of 100 classes': confusionMatrix(confusion(100)),
  accuracyByScale: accuracyByScale([{ scale: 0.5, accuracy: 0.9, images: 100 }]),
};

describe.each(Object.entries(figures))('%s', (_, figure) => {
  it('the same bytes each time, one svg element with a label, no NaN', async () => {
    const [first, again] = [await renderSvg(figure), await renderSvg(figure)];
    expect(again).toBe(first);
    expect(first).toMatch(/^<svg [^>]*viewBox="0 0 \d+ \d+">.*<\/svg>$/s);
    expect(first).toMatch(/aria-label="[^"]+"/);
    expect(first).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('fits a column of 88 mm: between 340 and 430 pixels wide', async () => {
    const width = Number(/width="(\d+)"/.exec(await renderSvg(figure))![1]);
    expect(width).toBeGreaterThan(340);
    expect(width).toBeLessThan(430);
  });
});

describe('what the figures show', () => {
  it('axes name their quantity and its unit', async () => {
    expect(await renderSvg(figures['attentionByUnit']!)).toContain('Attention, 5×5 minus 3×3');
    expect(await renderSvg(figures['kernelSizeByUnit']!)).toContain('Selected kernel size (pixels)');
    expect(await renderSvg(figures['attentionByChannel']!)).toContain('Channel (averages of 8 in a row)');
    expect(await renderSvg(figures['loss']!)).toContain('Cross-entropy loss (nats)');
    expect(await renderSvg(figures['accuracy']!)).toContain('Top-1 accuracy (%)');
  });

  it('the confusion says percent of the true class; a class without images stays empty', async () => {
    const svg = await renderSvg(figures['confusionMatrix']!);
    for (const text of ['Share of each true class (%)', 'Predicted class', 'True class', '>67<', '>33<'])
      expect(svg).toContain(text);
    expect(svg.match(/>67</g)).toHaveLength(9);
    expect(await renderSvg(figures['confusion of 100 classes']!)).toContain('class 0 as class 1');
  });

  it('characters that nobody sees, in names of classes, are not in the picture', async () => {
    const named = { ...confusion(3), classNames: ['a\u202egpj', 'b\u0007', 'c\u009b'] };
    const svg = await renderSvg(confusionMatrix(named));
    expect(svg).toContain('gpj');
    for (const character of '\u202e\u0007\u009b') expect(svg).not.toContain(character);
  });

  it('up to 30 classes by name, more by index', async () => {
    expect(await renderSvg(figures['attentionByClass']!)).toContain('&lt;ship&gt;');
    const many = await renderSvg(figures['attention by 100 classes']!);
    expect(many).toContain('Class, by index');
  });

  it('runs are told apart by their names', async () => {
    const svg = await renderSvg(figures['loss of several runs']!);
    for (const name of ['first', 'second']) expect(svg).toContain(`>${name}<`);
  });

  it('each scale has a colour of its own and a name', async () => {
    const svg = await renderSvg(figures['attentionByUnit']!);
    for (const text of ['1.0×', '1.5×', '2.0×', ...seriesColours.slice(0, 3)]) expect(svg).toContain(text);
  });

  it('a size has the same colour in every figure, whether all sizes are drawn or two', async () => {
    const [blue, green, orange] = seriesColours as [string, string, string];
    const byClass = await renderSvg(figures['attentionByClass']!);
    expect(byClass).toContain(blue);
    expect(byClass).toContain(orange);
    expect(byClass).not.toContain(green);
    expect(byClass).not.toContain('>1.5×<');
  });

  it('branches of a unit share 1 among them, each with its colour and its kernel', async () => {
    const kernel = (kernelSize: number, dilation: number) => ({
      kernelSize,
      dilation,
      effectiveSize: (kernelSize - 1) * dilation + 1,
    });
    const three = syntheticData(
      sites.map((site) => ({ ...site, branches: [kernel(3, 1), kernel(3, 2), kernel(5, 1)] })),
    );
    const figure = attentionByBranch(three);
    const [head, ...rows] = figureCsv(figure).trim().split('\n');
    expect(head).toBe('unit,scale,branch,order,value');
    expect(rows).toHaveLength(3 * 3 * 3);
    const values = rows.map((row) => Number(row.split(',').at(-1)));
    for (let at = 0; at < values.length; at += 3)
      expect(values[at]! + values[at + 1]! + values[at + 2]!).toBeCloseTo(1, 5);
    const svg = await renderSvg(figure);
    for (const text of ['3×3', '5×5 (3×3, dilation 2)', '5×5']) expect(svg).toContain(`>${text}<`);
  });

  it('units with different kernels are not called 5×5 minus 3×3', async () => {
    const [first, second] = sites;
    const k = (effectiveSize: number) => ({ kernelSize: 3, dilation: 1, effectiveSize });
    const mixed = syntheticData([first!, { ...second!, branches: [k(3), k(5), k(7)] }]);
    expect(await renderSvg(attentionByUnit(mixed))).toContain('largest minus smallest kernel');
  });

  it('three branches too', async () => {
    const k = (effectiveSize: number) => ({ kernelSize: 3, dilation: 1, effectiveSize });
    const three = syntheticData(sites.map((site) => ({ ...site, branches: [k(3), k(5), k(7)] })));
    expect(await renderSvg(attentionByUnit(three))).toContain('7×7 minus 3×3');
    expect(three.units[0]!.scales[0]!.kernelSize.mean).toBeGreaterThan(3);
  });

  it.each([
    [
      ['SK_2_1', 'SK_2_2', 'SK_2_3', 'SK_3_1', 'SK_3_4', 'SK_5_1', 'SK_5_3'],
      ['SK_2_3', 'SK_3_4', 'SK_5_3'],
    ],
    [
      ['layer1/0/conv2', 'layer1/1/conv2', 'layer2/0/conv2', 'layer2/1/conv2', 'layer4/0/conv2'],
      ['layer1/1/conv2', 'layer2/1/conv2', 'layer4/0/conv2'],
    ],
  ])('of a large network the last unit of each stage, as in the paper: %j', (names, chosen) => {
    const units = names.map((unit) => ({ ...data.units[0]!, unit }));
    expect(representativeUnits({ units }).map((i) => names[i])).toEqual(chosen);
    expect(representativeUnits(data)).toEqual([0, 1, 2]);
  });
});

describe('renderSvg', () => {
  it('dark differs from light in colours, not in size', async () => {
    const [light, dark] = [
      await renderSvg(figures['loss']!),
      await renderSvg(figures['loss']!, { theme: darkTheme }),
    ];
    expect(dark).toContain(darkTheme.background);
    expect(/viewBox="[^"]*"/.exec(dark)![0]).toBe(/viewBox="[^"]*"/.exec(light)![0]);
  });

  it('figures drawn at once are those drawn one by one', async () => {
    const all = Object.values(figures);
    const atOnce = await Promise.all(all.map((figure) => renderSvg(figure, { theme: pageTheme })));
    for (const [i, figure] of all.entries())
      expect(await renderSvg(figure, { theme: pageTheme })).toBe(atOnce[i]);
  });

  it('what is no figure is refused, and the next one drawn', async () => {
    await expect(renderSvg({} as Figure)).rejects.toMatchObject({ name: 'FigureError' });
    await expect(renderSvg(figures['loss']!)).resolves.toMatch(/^<svg/);
  });
});

describe('the 95 % interval of the accuracy', () => {
  const interval = (accuracy: number, images: number): number[] => {
    const row = figureCsv(accuracyByScale([{ scale: 1, accuracy, images }])).split('\n')[1]!;
    return row.split(',').slice(2).map(Number);
  };

  it('90 of 100: 82.6 to 94.5 %, after Wilson', () => {
    const [low, high] = interval(0.9, 100);
    expect(low).toBeCloseTo(82.56, 1);
    expect(high).toBeCloseTo(94.48, 1);
  });

  it('10 of 10 is not certain', () => {
    const [low, high] = interval(1, 10);
    expect(low).toBeCloseTo(72.2, 0);
    expect(high).toBe(100);
  });
});
