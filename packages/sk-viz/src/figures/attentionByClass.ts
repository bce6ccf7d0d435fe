/** Figure 4: the attention of the largest minus that of the smallest kernel for every class, at two scales. */

import { extremeScales } from '../measure/attention/pairedChange.js';
import { scaleName } from '../measure/attention/wording.js';
import type { ClassesData } from '../measure/classes/classesData.js';
import { differenceTitle } from './attentionByUnit.js';
import { widthBesideLabels } from './besideLabels.js';
import type { Figure } from './figure.js';
import { columnWidth, seriesEncoding } from './theme.js';

/** As many classes have a line of their own with their name; more are drawn by index, as the paper does for 1,000. */
const mostNamed = 30;
const labelLimit = 110;

/** Of one unit (an index into `data.units`): the mean of each class with its 95 % interval, at the smallest and the largest scale. */
export function attentionByClass(data: ClassesData, unit: number): Figure {
  const { from, to } = extremeScales(data.scales);
  const shown = from === to ? [from] : [from, to];
  const rows = data.units[unit]!.classes.flatMap(({ largeMinusSmall }, i) =>
    shown.map((scale) => {
      const { mean, interval = [mean, mean] } = largeMinusSmall[scale]!;
      return {
        class: data.classes[i]!.name,
        index: i + 1,
        scale: scaleName(data.scales[scale]!),
        value: mean,
        low: interval[0],
        high: interval[1],
      };
    }),
  );
  const series: ScaleSeries = {
    all: data.scales.map(scaleName),
    shown: shown.map((scale) => scaleName(data.scales[scale]!)),
  };
  const { unit: title } = data.units[unit]!;
  const quantity = differenceTitle([data.units[unit]!]);
  const common = {
    title,
    description: `${quantity} in ${title} for each of ${data.classes.length} classes, at ${series.shown.join(' and ')}.`,
    width: columnWidth,
    data: { values: rows },
  };
  return data.classes.length <= mostNamed
    ? {
        ...common,
        ...byName(
          data.classes.map(({ name }) => name),
          series,
          quantity,
        ),
      }
    : { ...common, ...byIndex(series, quantity, data.classes.length) };
}

/** Names of all scales, whose colours are those of other figures, and of those that are drawn. */
interface ScaleSeries {
  readonly all: readonly string[];
  readonly shown: readonly string[];
}

/** A line for each class. The interval stands across the point, so that one is never taken for the other's. */
function byName(classes: readonly string[], { all, shown }: ScaleSeries, quantity: string) {
  const { color, shape } = seriesEncoding('scale', 'Object enlarged', all, shown);
  const y = {
    field: 'class',
    type: 'nominal' as const,
    sort: null,
    title: null,
    axis: { grid: true, domain: false, ticks: false, labelLimit },
  };
  const yOffset = { field: 'scale', type: 'nominal' as const, sort: [...shown], scale: { padding: 0.5 } };
  const x = {
    type: 'quantitative' as const,
    title: quantity,
    axis: { grid: true, domain: false, tickCount: 6 },
  };
  return {
    width: widthBesideLabels(classes, labelLimit),
    height: Math.max(80, classes.length * 20),
    layer: [
      zeroRule('x'),
      {
        mark: { type: 'rule' as const, strokeWidth: 2, opacity: 0.75, aria: false },
        encoding: { y, yOffset, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point' as const, filled: true, size: 42, opacity: 1 },
        encoding: { y, yOffset, x: { ...x, field: 'value', scale: { zero: false } }, color, shape },
      },
    ],
  };
}

function byIndex({ all, shown }: ScaleSeries, quantity: string, classes: number) {
  const { color } = seriesEncoding('scale', 'Object enlarged', all, shown);
  const x = {
    field: 'index',
    type: 'quantitative' as const,
    title: 'Class, by index',
    scale: { domain: [1, classes], nice: false },
  };
  const y = { field: 'value', type: 'quantitative' as const, title: quantity, scale: { zero: false } };
  return {
    height: 200,
    layer: [
      zeroRule('y'),
      {
        mark: { type: 'area' as const, opacity: 0.2, aria: false },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'line' as const, strokeWidth: 1, aria: false },
        encoding: { x, y, color },
      },
    ],
  };
}

const zeroRule = (axis: 'x' | 'y') => ({
  data: { values: [{}] },
  mark: { type: 'rule' as const, strokeWidth: 1, aria: false },
  encoding: { [axis]: { datum: 0 } },
});
