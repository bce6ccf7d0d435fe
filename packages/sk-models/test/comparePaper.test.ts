import '@tensorflow/tfjs-backend-cpu';
import { type Counting, comparePaper, describeModel, registry } from 'sk-models';
import { describe, expect, it } from 'vitest';

const entries = [...registry.values()].map((entry) => [entry.name, entry] as const);
const printed = entries.filter(([, { paper }]) => paper !== undefined);

describe.each(printed)('%s', (name, { paper }) => {
  const figures = comparePaper(describeModel(name));

  it('says why, exactly where a printed figure is not reproduced', () => {
    const missed = figures.filter(({ reproducedBy }) => reproducedBy === undefined);
    expect(paper?.unmatched !== undefined).toBe(missed.length > 0);
  });

  it('compares every figure that it prints', () => {
    const { parameters, gflops, mflops } = paper ?? {};
    const all = [parameters, gflops, mflops].flat().filter((figure) => figure !== undefined);
    expect(figures.map((figure) => figure.printed)).toEqual(all);
  });
});

/** Which way of counting gives the figure, by the table of readings that the counts were settled with. */
const readings: readonly (readonly [string, Counting | undefined, Counting | undefined])[] = [
  ['resnext50', 'trainable', 'convolutions and fc + batch-norm outputs'],
  ['resnext101', 'trainable + running statistics', 'convolutions and fc + batch-norm outputs'],
  ['senet50', undefined, 'convolutions and fc + batch-norm outputs'],
  ['sknet50', 'trainable', 'convolutions and fc + attention scaling'],
  ['sknet101', 'trainable + running statistics', 'convolutions and fc + attention scaling'],
  ['resnext50_wider', 'trainable + running statistics', 'convolutions and fc'],
  ['resnext56_deeper', 'trainable', 'convolutions and fc'],
  ['sknet50_5x5_g64', 'trainable + running statistics', 'convolutions and fc + attention scaling'],
  ['sknet50_k3_k5_k7_sum', 'trainable + running statistics', 'convolutions and fc'],
  ['shufflenetv2_x0_5_466', 'trainable', 'convolutions and fc'],
  ['shufflenetv2_x0_5_466_sk', 'trainable', 'convolutions and fc + attention scaling'],
  ['shufflenetv2_x1_0_466_sk', undefined, undefined],
];

it.each(readings)('%s: #P are %s, MACs are %s', (name, parameters, macs) => {
  const figures = comparePaper(describeModel(name));
  const [size] = figures;
  const work = figures.at(-1);
  expect(size?.reproducedBy?.counting).toBe(parameters);
  expect(work?.reproducedBy?.counting).toBe(macs);
});

it('reads millions of MACs in their own unit', () => {
  const [, work] = comparePaper(describeModel('shufflenetv2_x0_5_466_se'));
  expect(work?.readings.map(({ rounded }) => rounded)).toEqual(['40.53', '40.85', '41.53']);
});

it('has nothing to say of a model that the paper does not print', () => {
  expect(comparePaper(describeModel('sknet_slim'))).toEqual([]);
});

/** Every network of the paper's tables, and those that section 3.2 and the weights from outside ask for. */
const families: Readonly<Record<string, number>> = {
  densenet: 4,
  dpn: 3,
  inception: 3,
  mobilenetv1: 3,
  mobilenetv2: 3,
  residualAttention: 2,
  resnet: 3,
  resnext: 16,
  senet: 4,
  shufflenetv1: 3,
  shufflenetv2: 11,
  sknet: 33,
  timm: 7,
};

it('are 95 networks in their families', () => {
  const counts: Record<string, number> = {};
  for (const { family } of registry.values()) counts[family] = (counts[family] ?? 0) + 1;
  expect(counts).toEqual(families);
});
