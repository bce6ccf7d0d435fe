/** Which classes a network takes for which others. */
import { scaleName } from '../measure/attention/wording.js';
import type { ConfusionData } from '../measure/confusion/confusionData.js';
import { widthBesideLabels } from './besideLabels.js';
import type { Figure } from './figure.js';
import { columnWidth, seriesColours } from './theme.js';

/** As many classes fit as a matrix with readable names; of more the pairs that are confused most often are shown. */
const mostInMatrix = 20;
const mostPairs = 20;
const labelLimit = 190;

/** Share of each true class, in percent, that was taken for each class; a class without images stays empty. */
export function confusionMatrix(data: ConfusionData): Figure {
  const images = data.images.toLocaleString('en-US');
  const description = `Confusion of ${data.classNames.length} classes on ${images} images, objects at ${scaleName(data.scale)}; top-1 accuracy ${(data.accuracy * 100).toFixed(2)} %.`;
  return data.classNames.length <= mostInMatrix ? matrix(data, description) : pairs(data, description);
}

interface Cell {
  readonly class: string;
  readonly predicted: string;
  /** Percent of the true class. */
  readonly share: number;
  readonly count: number;
}

function cells({ counts, classNames }: ConfusionData): Cell[] {
  return counts.flatMap((row, label) => {
    const images = row.reduce((sum, count) => sum + count, 0);
    if (images === 0) return [];
    return row.map((count, predicted) => ({
      class: classNames[label]!,
      predicted: classNames[predicted]!,
      share: (count / images) * 100,
      count,
    }));
  });
}

function matrix(data: ConfusionData, description: string): Figure {
  const size = Math.min(columnWidth - 70, Math.max(160, data.classNames.length * 28));
  const names = [...data.classNames];
  const x = {
    field: 'predicted',
    type: 'nominal' as const,
    sort: names,
    title: 'Predicted class',
    scale: { domain: names, paddingInner: 0.06 },
    axis: { orient: 'top' as const, labelAngle: -45, domain: false, ticks: false, labelLimit: 90 },
  };
  const y = {
    field: 'class',
    type: 'nominal' as const,
    sort: names,
    title: 'True class',
    scale: { domain: names, paddingInner: 0.06 },
    axis: { domain: false, ticks: false, labelLimit: 90, grid: false },
  };
  return {
    title: { text: 'Share of each true class (%)', fontWeight: 'normal' },
    description,
    width: size,
    height: size,
    data: { values: cells(data).map((cell) => ({ ...cell })) },
    encoding: { x, y },
    layer: [
      {
        mark: { type: 'rect' as const, aria: false },
        encoding: {
          color: { value: seriesColours[0]! },
          // Up to 0.55, the figure's ink is legible on it, on paper as well as in the dark.
          opacity: {
            field: 'share',
            type: 'quantitative' as const,
            scale: { domain: [0, 100], range: [0.06, 0.55] },
            legend: null,
          },
        },
      },
      {
        transform: [{ filter: 'datum.share >= 0.5' }],
        mark: { type: 'text' as const, fontSize: 10 },
        encoding: {
          text: { field: 'share', type: 'quantitative' as const, format: '.0f' },
        },
      },
    ],
  };
}

function pairs(data: ConfusionData, description: string): Figure {
  const shown = cells(data)
    .filter((cell) => cell.class !== cell.predicted && cell.count > 0)
    .sort((a, b) => b.share - a.share || b.count - a.count)
    .slice(0, mostPairs)
    .map((cell) => ({ ...cell, pair: `${cell.class} as ${cell.predicted}` }));
  return {
    description: `${description} The ${shown.length} pairs that are confused most often.`,
    width: widthBesideLabels(
      shown.map(({ pair }) => pair),
      labelLimit,
    ),
    height: Math.max(60, shown.length * 18),
    data: { values: shown },
    mark: { type: 'bar', color: seriesColours[0]! },
    encoding: {
      y: {
        field: 'pair',
        type: 'nominal',
        sort: null,
        title: null,
        axis: { domain: false, ticks: false, labelLimit },
      },
      x: {
        field: 'share',
        type: 'quantitative',
        title: 'Share of the true class (%)',
        axis: { grid: true, domain: false },
      },
    },
  };
}
