/** The errors that the paper prints, for figures of its kind with one's own runs beside them. Sizes are the registry's. */
import { elementAt } from 'sk-core';
import { findEntry } from 'sk-models';
import type { TradeoffDataset, TradeoffPoint } from './tradeoffData.js';

type Row = readonly [model: string, registered: string, family: string, error: number];

interface Table {
  readonly source: string;
  /** Where tables print a size to different digits, the registry has that of Table 2 first and that of Table S2 last. */
  readonly size: 'first' | 'last';
  readonly rows: readonly Row[];
}

/** Single crop of 224 x 224: the points of Figure 2. */
const imagenet224: Table = {
  source: 'Table S2',
  size: 'last',
  rows: [
    ['SKNet-26', 'sknet26', 'SKNet', 22.74],
    ['SKNet-50', 'sknet50', 'SKNet', 20.79],
    ['SKNet-101', 'sknet101', 'SKNet', 20.19],
    ['SENet-50', 'senet50', 'SENet', 21.12],
    ['SENet-101', 'senet101', 'SENet', 20.58],
    ['ResNeXt-50', 'resnext50', 'ResNeXt', 22.2],
    ['ResNeXt-101', 'resnext101', 'ResNeXt', 21.2],
    ['DPN-68', 'dpn68', 'DPN', 23.7],
    ['DPN-92', 'dpn92', 'DPN', 20.7],
    ['DPN-98', 'dpn98', 'DPN', 20.2],
    ['DenseNet-169', 'densenet169', 'DenseNet', 23.8],
    ['DenseNet-201', 'densenet201', 'DenseNet', 22.6],
    ['DenseNet-264', 'densenet264', 'DenseNet', 22.2],
    ['DenseNet-232 (k=48)', 'densenet232_k48', 'DenseNet', 21.3],
    ['ResNet-50', 'resnet50', 'ResNet', 23.9],
    ['ResNet-101', 'resnet101', 'ResNet', 22.6],
    ['ResNet-152', 'resnet152', 'ResNet', 21.7],
  ],
};

/** Crop of 320 x 320. */
const imagenet320: Table = {
  source: 'Table 2',
  size: 'first',
  rows: [
    ['SKNet-50', 'sknet50', 'SKNet', 19.32],
    ['SKNet-101', 'sknet101', 'SKNet', 18.4],
    ['SENet-50', 'senet50', 'SENet', 19.71],
    ['SENet-101', 'senet101', 'SENet', 18.61],
    ['ResNeXt-50', 'resnext50', 'ResNeXt', 21.05],
    ['ResNeXt-101', 'resnext101', 'ResNeXt', 19.86],
    ['ResNeXt-50 + BAM', 'resnext50_bam', 'ResNeXt + BAM', 20.15],
    ['ResNeXt-101 + BAM', 'resnext101_bam', 'ResNeXt + BAM', 19.15],
    ['ResNeXt-50 + CBAM', 'resnext50_cbam', 'ResNeXt + CBAM', 20.38],
    ['ResNeXt-101 + CBAM', 'resnext101_cbam', 'ResNeXt + CBAM', 19.42],
    ['DPN-92', 'dpn92', 'DPN', 19.3],
    ['DPN-98', 'dpn98', 'DPN', 18.9],
  ],
};

/** Averages of 10 runs, on CIFAR-10 and on CIFAR-100. */
const cifar = [
  ['SKNet-29', 'sknet29', 'SKNet', 3.47, 17.33],
  ['SENet-29', 'senet29', 'SENet', 3.68, 17.78],
  ['ResNeXt-29, 16×32d', 'resnext29_16x32d', 'ResNeXt', 3.87, 18.56],
  ['ResNeXt-29, 8×64d', 'resnext29_8x64d', 'ResNeXt', 3.65, 17.77],
  ['ResNeXt-29, 16×64d', 'resnext29_16x64d', 'ResNeXt', 3.58, 17.31],
] as const;

const table5 = (rows: readonly Row[]): Table => ({ source: 'Table 5', size: 'first', rows });

const tables: Readonly<Record<TradeoffDataset, Table | undefined>> = {
  'imagenet-224': imagenet224,
  'imagenet-320': imagenet320,
  'cifar-10': table5(cifar.map(([model, registered, family, error]) => [model, registered, family, error])),
  'cifar-100': table5(
    cifar.map(([model, registered, family, , error]) => [model, registered, family, error]),
  ),
  other: undefined,
};

/**
 * Returns the networks of a table with error and parameters as printed, parameters in millions to the paper's digits. None
 * for data that the paper does not report on.
 */
export function paperPoints(dataset: TradeoffDataset): readonly TradeoffPoint[] {
  const table = tables[dataset];
  if (table === undefined) return [];
  const { source, size, rows } = table;
  return rows.map(([model, registered, family, error]) => {
    return { model, family, parameters: printedParameters(registered, size), error, source };
  });
}

/** Returns #P of the registry: '27.5M' is 27,500,000. */
function printedParameters(registered: string, size: Table['size']): number {
  const printed = [findEntry(registered).paper?.parameters ?? []].flat();
  const millions = Number.parseFloat(elementAt(printed, size === 'first' ? 0 : printed.length - 1));
  return Math.round(millions * 1e6);
}
