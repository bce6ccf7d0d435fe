/** Figure 4: the attention of the largest minus that of the smallest kernel for every class, at two scales. */
import { elementAt } from 'sk-core';
import { extremeScales } from '../measure/attention/pairedChange.js';
import { scaleName } from '../measure/attention/wording.js';
import type { ClassesData } from '../measure/classes/classesData.js';
import { differenceTitle } from './attentionByUnit.js';
import { widthBesideLabels } from './besideLabels.js';
import type { Figure } from './figure.js';
import { columnWidth, seriesEncoding } from './theme.js';

/** Up to this number each class has a line with its name; more are drawn by index, as the paper does for 1,000. */
const mostNamed = 30;
const labelLimit = 110;

/**
 * Draws the mean of each class in one unit with its 95 % interval, at the smallest and the largest scale.
 * @param unit An index into `data.units`.
 */
export function attentionByClass(data: ClassesData, unit: number): Figure {
  const drawn = elementAt(data.units, unit);
  const { from, to } = extremeScales(data.scales);
  const shown = [...new Set([from, to])].map((index) => ({
    index,
    name: scaleName(elementAt(data.scales, index)),
  }));
  const rows = drawn.classes.flatMap(({ largeMinusSmall }, i) =>
    shown.map(({ index, name }) => {
      const { mean, interval: [low, high] = [mean, mean] } = elementAt(largeMinusSmall, index);
      return { class: elementAt(data.classes, i).name, index: i + 1, scale: name, value: mean, low, high };
    }),
  );
  const series: ScaleSeries = { all: data.scales.map(scaleName), shown: shown.map(({ name }) => name) };
  const quantity = differenceTitle([drawn]);
  const common = {
    title: drawn.unit,
    description: `${quantity} in ${drawn.unit} for each of ${data.classes.length} classes, at ${series.shown.join(' and ')}.`,
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

interface ScaleSeries {
  /** Names of all scales, so that a scale has the same colour in every figure. */
  readonly all: readonly string[];
  /** Names of the scales in this figure. */
  readonly shown: readonly string[];
}

/** Draws a line for each class. The intervals and points of one line lie beside each other and do not overlap. */
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
