/** The loss over the learning rate, from a search for one. */
import { type RatePoint, shownLosses } from 'sk-models';
import type { Figure } from '../figure.js';
import { columnWidth, mainColour, seriesColours } from '../theme.js';

const series = ['batches', 'smoothed'] as const;
const [batches, smoothed] = series;

/**
 * Draws the losses of the batches as a thin line, the smoothed loss as a thick one, and the suggested rate as a point on it. Losses that
 * have diverged lie outside.
 *
 * @param suggestion The rate of one of the points, where there is one.
 */
export function learningRateSearch(points: readonly RatePoint[], suggestion?: number): Figure {
  const values = points.map((point) => ({
    learningRate: point.learningRate,
    loss: point.loss,
    smoothedLoss: point.smoothedLoss,
    suggested: point.learningRate === suggestion,
  }));
  const [lowest, highest] = shownLosses(points);
  const margin = 0.25 * (highest - lowest);
  const domain = [Math.max(0, lowest - margin), highest + margin];
  const x = {
    field: 'learningRate',
    type: 'quantitative' as const,
    title: 'Learning rate',
    scale: { type: 'log' as const, nice: false },
    axis: { format: '.0e', tickCount: 8 },
  };
  const y = (field: 'loss' | 'smoothedLoss') => ({
    field,
    type: 'quantitative' as const,
    title: 'Cross-entropy loss (nats)',
    ...(highest > lowest && { scale: { domain, nice: false, zero: false } }),
  });
  const color = (name: (typeof series)[number]) => ({
    datum: name,
    type: 'nominal' as const,
    title: null,
    scale: { domain: [...series], range: [seriesColours[5] ?? mainColour, mainColour] },
  });
  const marked = [{ filter: { field: 'suggested', equal: true } }];
  const said =
    suggestion === undefined ? 'no rate is suggested' : `${suggestion.toPrecision(2)} is suggested`;
  return {
    description: `Loss over ${points.length} learning rates; ${said}.`,
    width: columnWidth,
    height: 200,
    data: { values },
    encoding: { x },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 1, clip: true, aria: false },
        encoding: { y: y('loss'), color: color(batches) },
      },
      {
        mark: { type: 'line', strokeWidth: 2, clip: true, aria: false },
        encoding: { y: y('smoothedLoss'), color: color(smoothed) },
      },
      { transform: marked, mark: { type: 'rule', strokeDash: [4, 3], aria: false } },
      {
        transform: marked,
        mark: { type: 'point', filled: true, size: 60, opacity: 1, color: seriesColours[2] ?? mainColour },
        encoding: { y: y('smoothedLoss') },
      },
    ],
  };
}
