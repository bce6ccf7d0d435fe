/** The errors and sizes that the paper prints, for figures of its kind with one's own runs beside them. */
import type { TradeoffDataset, TradeoffPoint } from './tradeoffData.js';

type Row = readonly [model: string, family: string, millions: number, error: number];

interface Table {
  readonly source: string;
  readonly rows: readonly Row[];
}

/** Single crop of 224 x 224: the points of Figure 2. */
const imagenet224: Table = {
  source: 'Table S2',
  rows: [
    ['SKNet-26', 'SKNet', 16.8, 22.74],
    ['SKNet-50', 'SKNet', 27.5, 20.79],
    ['SKNet-101', 'SKNet', 48.9, 20.19],
    ['SENet-50', 'SENet', 27.7, 21.12],
    ['SENet-101', 'SENet', 49.2, 20.58],
    ['ResNeXt-50', 'ResNeXt', 25.0, 22.2],
    ['ResNeXt-101', 'ResNeXt', 44.3, 21.2],
    ['DPN-68', 'DPN', 12.61, 23.7],
    ['DPN-92', 'DPN', 37.67, 20.7],
    ['DPN-98', 'DPN', 61.57, 20.2],
    ['DenseNet-169', 'DenseNet', 14.15, 23.8],
    ['DenseNet-201', 'DenseNet', 20.01, 22.6],
    ['DenseNet-264', 'DenseNet', 33.34, 22.2],
    ['DenseNet-232 (k=48)', 'DenseNet', 55.8, 21.3],
    ['ResNet-50', 'ResNet', 25.56, 23.9],
    ['ResNet-101', 'ResNet', 44.55, 22.6],
    ['ResNet-152', 'ResNet', 60.19, 21.7],
  ],
};

/** Crop of 320 x 320. */
const imagenet320: Table = {
  source: 'Table 2',
  rows: [
    ['SKNet-50', 'SKNet', 27.5, 19.32],
    ['SKNet-101', 'SKNet', 48.9, 18.4],
    ['SENet-50', 'SENet', 27.7, 19.71],
    ['SENet-101', 'SENet', 49.2, 18.61],
    ['ResNeXt-50', 'ResNeXt', 25.0, 21.05],
    ['ResNeXt-101', 'ResNeXt', 44.3, 19.86],
    ['ResNeXt-50 + BAM', 'ResNeXt + BAM', 25.4, 20.15],
    ['ResNeXt-101 + BAM', 'ResNeXt + BAM', 44.6, 19.15],
    ['ResNeXt-50 + CBAM', 'ResNeXt + CBAM', 27.7, 20.38],
    ['ResNeXt-101 + CBAM', 'ResNeXt + CBAM', 49.2, 19.42],
    ['DPN-92', 'DPN', 37.7, 19.3],
    ['DPN-98', 'DPN', 61.6, 18.9],
  ],
};

/** Averages of 10 runs. */
const cifar = (column: 0 | 1): Table => ({
  source: 'Table 5',
  rows: (
    [
      ['SKNet-29', 'SKNet', 27.7, [3.47, 17.33]],
      ['SENet-29', 'SENet', 35.0, [3.68, 17.78]],
      ['ResNeXt-29, 16×32d', 'ResNeXt', 25.2, [3.87, 18.56]],
      ['ResNeXt-29, 8×64d', 'ResNeXt', 34.4, [3.65, 17.77]],
      ['ResNeXt-29, 16×64d', 'ResNeXt', 68.1, [3.58, 17.31]],
    ] as const
  ).map(([model, family, millions, errors]) => [model, family, millions, errors[column]] as const),
});

const tables: Readonly<Record<TradeoffDataset, Table | undefined>> = {
  'imagenet-224': imagenet224,
  'imagenet-320': imagenet320,
  'cifar-10': cifar(0),
  'cifar-100': cifar(1),
  other: undefined,
};

/** As printed, parameters in millions to the paper's digits. None for data that the paper does not report on. */
export function paperPoints(dataset: TradeoffDataset): readonly TradeoffPoint[] {
  const table = tables[dataset];
  if (table === undefined) return [];
  return table.rows.map(([model, family, millions, error]) => ({
    model,
    family,
    parameters: Math.round(millions * 1e6),
    error,
    source: table.source,
  }));
}
