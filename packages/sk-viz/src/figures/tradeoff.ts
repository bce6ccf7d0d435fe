/** Figure 2: the error of networks against their size. */
import { ownRuns, type TradeoffData, type TradeoffDataset } from '../measure/tradeoff/tradeoffData.js';
import type { Figure } from './figure.js';
import { columnWidth, repeated, seriesColours, seriesShapes } from './theme.js';

const titles: Readonly<Record<TradeoffDataset, string>> = {
  'imagenet-224': 'ImageNet, crops of 224 × 224',
  'imagenet-320': 'ImageNet, crops of 320 × 320',
  'cifar-10': 'CIFAR-10',
  'cifar-100': 'CIFAR-100',
  other: 'Own data',
};

/** Joins the networks of one family by a line. SKNets and own runs have their names in the figure; the legend tells the others. */
export function tradeoff(data: TradeoffData): Figure {
  const rows = data.points.map((point) => ({ ...point, millions: point.parameters / 1e6 }));
  const families = [...new Set(rows.map(({ family }) => family))];
  const color = {
    field: 'family',
    type: 'nominal' as const,
    title: null,
    scale: { domain: families, range: repeated(seriesColours, families.length) },
    legend: { columns: 3 },
  };
  const shape = { ...color, scale: { domain: families, range: repeated(seriesShapes, families.length) } };
  // An axis for sizes from some hundred thousand to sixty million must be logarithmic.
  const sizes = rows.map(({ millions }) => millions);
  const wide = Math.max(...sizes) > 20 * Math.min(...sizes);
  const x = {
    field: 'millions',
    type: 'quantitative' as const,
    title: 'Parameters (millions)',
    scale: { ...(wide ? { type: 'log' as const } : { zero: false }), padding: 24 },
    axis: { tickCount: 6, format: '~r' },
  };
  const y = {
    field: 'error',
    type: 'quantitative' as const,
    title: 'Top-1 error (%)',
    scale: { zero: false, padding: 18 },
  };
  return {
    title: titles[data.dataset],
    description: `Top-1 error of ${rows.length} networks on ${titles[data.dataset]} against their number of parameters.`,
    width: columnWidth,
    height: 240,
    data: { values: rows },
    encoding: { x, y },
    layer: [
      {
        transform: [{ filter: { field: 'family', oneOf: families.filter((family) => family !== ownRuns) } }],
        mark: { type: 'line', strokeWidth: 1.25, opacity: 0.7, aria: false },
        encoding: { color, order: { field: 'millions' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { color, shape },
      },
      {
        transform: [{ filter: { field: 'family', oneOf: ['SKNet', ownRuns] } }],
        mark: { type: 'text', align: 'right', dx: -2, dy: 11, fontSize: 10, aria: false },
        encoding: { text: { field: 'model' } },
      },
    ],
  };
}
