/** The result of a search for a learning rate in a terminal. */
import { elementAt } from 'sk-core';
import { aligned } from 'sk-io/command';
import { type RatePoint, shownLosses } from 'sk-models';
import type { RateSearch } from '../../search/rateSearchOptions.js';

const levels = '▁▂▃▄▅▆▇█';
const mostColumns = 60;
const mostRows = 11;

/** Returns a line that shows the course of the smoothed loss, and a table of some of the steps with the suggested one. */
export function describeSearch({ points, suggestion }: RateSearch): string {
  const suggested = points.find(({ learningRate }) => learningRate === suggestion);
  const shown = new Set([...evenly(points, mostRows), ...(suggested === undefined ? [] : [suggested])]);
  const rows = points
    .filter((point) => shown.has(point))
    .map((point) => ({
      lr: point.learningRate.toExponential(1),
      loss: point.loss.toPrecision(4),
      smoothed: point.smoothedLoss.toPrecision(4),
      ...(point === suggested && { '': '<- falls fastest' }),
    }));
  return [sparkline(points), '', aligned(['lr', 'loss', 'smoothed', ''], rows, [''])].join('\n');
}

/** Returns the options of `fit` that follow from a suggestion. @param headRatio Of the classifier's rate to the others'. */
export function suggestedOptions(suggestion: number, headRatio: number | undefined): string {
  const head = headRatio === undefined ? '' : ` --lr-head ${short(suggestion * headRatio)}`;
  return `--lr ${short(suggestion)}${head}`;
}

/** Two digits are more than a search can tell. */
const short = (rate: number): string => String(Number(rate.toPrecision(2)));

function sparkline(points: readonly RatePoint[]): string {
  const [lowest, highest] = shownLosses(points);
  const level = ({ smoothedLoss }: RatePoint): number =>
    highest > lowest ? Math.min(1, (smoothedLoss - lowest) / (highest - lowest)) : 0;
  return evenly(points, mostColumns)
    .map((point) => levels[Math.round(level(point) * (levels.length - 1))])
    .join('');
}

/** Returns up to so many of the points, the first and the last among them. */
function evenly(points: readonly RatePoint[], most: number): readonly RatePoint[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, i) =>
    elementAt(points, Math.round((i * (points.length - 1)) / (most - 1))),
  );
}
