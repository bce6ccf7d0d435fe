/** Every residual row of the paper by name: trainable values, running statistics and MACs, to the printed digit. */
import '@tensorflow/tfjs-backend-cpu';
import { describeModel, listModels, type ModelDescription, registry } from 'sk-models';
import { describe, expect, it } from 'vitest';

const millions = (count: number, digits: number): string => (count / 1e6).toFixed(digits);
const billions = (count: number, digits: number): string => (count / 1e9).toFixed(digits);

/**
 * Trainable values; with running statistics, in millions; MACs of convolutions and fully connected layers, the same
 * with attention scaling, and the same with one for each value that a batch norm puts out instead, in billions. Where there
 * is no attention, the second of these is the first. The third counts the batch norms inside BAM and CBAM, too.
 */
type Row = readonly [trainable: number, statistics: string, macs: string, scaling: string, norms: string];

const rows: Readonly<Record<string, Row>> = {
  resnet50: [25_557_032, '25.610', '4.0892', '4.0892', '4.1003'],
  resnet101: [44_549_160, '44.655', '7.8014', '7.8014', '7.8176'],
  resnet152: [60_192_808, '60.344', '11.5136', '11.5136', '11.5362'],
  resnext50: [25_028_904, '25.097', '4.2305', '4.2305', '4.2449'],
  resnext101: [44_177_704, '44.316', '7.9700', '7.9700', '7.9912'],
  resnext50_wider: [28_017_832, '28.090', '4.7400', '4.7400', '4.7552'],
  resnext56_deeper: [27_281_704, '27.358', '4.6704', '4.6704', '4.6856'],
  resnext50_36x4d: [27_549_352, '27.621', '4.6993', '4.6993', '4.7145'],
  resnext50_bam: [25_386_971, '25.456', '4.3126', '4.3140', '4.3273'],
  resnext101_bam: [44_535_771, '44.675', '8.0521', '8.0535', '8.0736'],
  resnext50_cbam: [27_561_496, '27.630', '4.2369', '4.2479', '4.2513'],
  resnext101_cbam: [48_958_716, '49.097', '7.9812', '7.9990', '8.0024'],
  resnext29_16x32d: [25_136_970, '25.194', '4.0283', '4.0283', '4.0369'],
  resnext29_8x64d: [34_426_698, '34.484', '5.3873', '5.3873', '5.3959'],
  resnext29_16x64d: [68_155_210, '68.256', '10.6889', '10.6889', '10.7041'],
  senet50: [27_559_896, '27.628', '4.2330', '4.2385', '4.2474'],
  senet101: [48_955_416, '49.093', '7.9747', '7.9837', '7.9960'],
  senet29: [34_948_506, '35.006', '5.3878', '5.3892', '5.3964'],
  sknet26: [16_746_408, '16.793', '2.5869', '2.5899', '2.5978'],
  sknet50: [27_479_784, '27.564', '4.4627', '4.4682', '4.4799'],
  sknet101: [48_736_040, '48.909', '8.4487', '8.4577', '8.4744'],
  'sknet101-released': [48_686_760, '48.859', '8.4487', '8.4576', '8.4744'],
  sknet29: [27_739_626, '27.819', '4.1809', '4.1864', '4.1922'],
  sknet50_d1: [27_479_784, '27.564', '4.4627', '4.4682', '4.4799'],
  sknet50_d3: [27_479_784, '27.564', '4.4627', '4.4682', '4.4799'],
  sknet50_5x5_g64: [28_029_928, '28.114', '4.5526', '4.5581', '4.5698'],
  sknet50_7x7_g128: [27_990_632, '28.075', '4.5462', '4.5517', '4.5634'],
  sknet50_k3: [25_028_904, '25.097', '4.2305', '4.2305', '4.2449'],
  sknet50_k5: [25_028_904, '25.097', '4.2305', '4.2305', '4.2449'],
  sknet50_k7: [25_028_904, '25.097', '4.2305', '4.2305', '4.2449'],
  sknet50_k3_k5_sum: [26_458_664, '26.542', '4.4617', '4.4617', '4.4789'],
  sknet50_k3_k7_sum: [26_458_664, '26.542', '4.4617', '4.4617', '4.4789'],
  sknet50_k3_k7: [27_479_784, '27.564', '4.4627', '4.4682', '4.4799'],
  sknet50_k5_k7_sum: [26_458_664, '26.542', '4.4617', '4.4617', '4.4789'],
  sknet50_k5_k7: [27_479_784, '27.564', '4.4627', '4.4682', '4.4799'],
  sknet50_k3_k5_k7_sum: [27_888_424, '27.987', '4.6929', '4.6929', '4.7128'],
  sknet50_k3_k5_k7: [29_249_512, '29.349', '4.6943', '4.7025', '4.7142'],
};

/** Trainable values alone: timm prints no more. */
const timmRows: Readonly<Record<string, number>> = {
  skresnet18: 11_958_056,
  skresnet34: 22_282_376,
  skresnet50: 25_803_160,
  skresnet50d: 25_822_392,
  skresnext50_32x4d: 27_479_784,
  resnext50_32x4d: 25_028_904,
  seresnext50_32x4d: 27_559_896,
};

describe('residual networks of the paper', () => {
  it.each(Object.entries(rows))('%s', (name, row) => {
    const { parameters, statistics, macs, attentionScaling, batchNormElements } = describeModel(name);
    expect([
      parameters,
      millions(parameters + statistics, 3),
      billions(macs, 4),
      billions(macs + attentionScaling, 4),
      billions(macs + batchNormElements, 4),
    ]).toEqual(row);
  });

  it("sknet101-released has the MACs of the authors' sknet101.prototxt", () => {
    expect(describeModel('sknet101-released')).toMatchObject({
      statistics: 172_544,
      macs: 8_448_675_840,
      attentionScaling: 8_931_328,
    });
  });

  it('SENet-29 and ResNeXt-29 16x64d have the 90 classes more of CIFAR-100', () => {
    const parameters = (name: string): number => describeModel(name, { numClasses: 100 }).parameters;
    expect(parameters('senet29')).toBe(35_040_756);
    expect(parameters('resnext29_16x64d')).toBe(68_247_460);
  });
});

describe('residual networks of timm', () => {
  it.each(Object.entries(timmRows))('%s: %i', (name, trainable) => {
    expect(describeModel(name).parameters).toBe(trainable);
  });

  it('are the models of the family, without figures of the paper', () => {
    const entries = [...registry.values()].filter(({ family }) => family === 'timm');
    expect(entries.map(({ name }) => name).sort()).toEqual(Object.keys(timmRows).sort());
    expect(entries.every(({ paper }) => paper === undefined)).toBe(true);
    expect(new Set(entries.map(({ preprocessing }) => preprocessing.interpolation))).toEqual(
      new Set(['bicubic']),
    );
  });

  it("skresnet50d's average pools round up, so that 8x8 pixels are enough", () => {
    const { parts } = describeModel('skresnet50d', { inputShape: [8, 8, 3] });
    const pools = parts.filter(({ name }) => name.endsWith('/downsample/0'));
    expect(pools.map(({ outputShape }) => outputShape)).toEqual([
      [1, 1, 256],
      [1, 1, 512],
      [1, 1, 1024],
    ]);
  });

  it("skresnext50_32x4d differs from the authors' SKNet-50 in its pool's windows and in names alone", () => {
    const shapes = (name: string): unknown =>
      describeModel(name)
        .parts.filter(({ kind }) => kind !== 'pool')
        .map(({ kind, outputShape, cost }) => ({ kind, outputShape, cost }));
    const sorted = (parts: unknown): string[] =>
      (parts as unknown[]).map((part) => JSON.stringify(part)).sort();
    expect(sorted(shapes('skresnext50_32x4d'))).toEqual(sorted(shapes('sknet50')));
  });
});

it.each([...Object.keys(rows), ...Object.keys(timmRows)])(
  '%s keeps its groups at three tenths of the width',
  (name) => {
    const { parameters } = describeModel(name, { widthMultiplier: 0.3 });
    expect(parameters).toBeGreaterThan(0);
    expect(parameters).toBeLessThan(describeModel(name).parameters / 4);
  },
);

/** Whether a way of counting rounds to what is printed. */
function matches({ paper, ...counts }: ModelDescription): { parameters: boolean; gflops: boolean } {
  const { parameters, statistics, macs, attentionScaling, batchNormElements } = counts;
  const digits = (printed: string): number => printed.replace(/^\d+\.?/, '').replace('M', '').length;
  const { parameters: learned = [], gflops } = paper ?? {};
  const sizes = [parameters, parameters + statistics];
  const works = [macs, macs + attentionScaling, macs + batchNormElements];
  return {
    parameters: [learned]
      .flat()
      .every((count) => sizes.some((size) => `${millions(size, digits(count))}M` === count)),
    gflops: gflops === undefined || works.some((work) => billions(work, digits(gflops)) === gflops),
  };
}

describe('figures of the paper', () => {
  const families = ['resnet', 'resnext', 'senet', 'sknet'];
  const printed = [...registry.values()].filter(
    ({ family, paper }) => families.includes(family) && paper !== undefined,
  );

  it('are those of the rows above', () => {
    expect(printed.map(({ name }) => name).sort()).toEqual(Object.keys(rows).sort());
    expect(listModels()).toEqual(expect.arrayContaining(Object.keys(rows)));
  });

  it.each(printed.map(({ name }) => name))(
    '%s: some way of counting rounds to each, or none and it says so',
    (name) => {
      const description = describeModel(name);
      const { parameters, gflops } = matches(description);
      expect(description.paper?.unmatched === undefined).toBe(parameters && gflops);
    },
  );

  it('of MACs are matched in every row', () => {
    expect(printed.filter(({ name }) => !matches(describeModel(name)).gflops)).toEqual([]);
  });
});
