/** The accuracy of a network for objects of each size. */
import type { ScaleAccuracy } from '../measure/attention/attentionData.js';
import { scaleName } from '../measure/attention/wording.js';
import type { Figure } from './figure.js';
import { columnWidth, mainColour } from './theme.js';

/** Draws the top-1 accuracy for each scale with its 95 % interval. */
export function accuracyByScale(scales: readonly ScaleAccuracy[], title = 'Object size'): Figure {
  const rows = scales.map((entry) => {
    const [low, high] = wilsonInterval(entry.accuracy, entry.images);
    return { scale: scaleName(entry.scale), value: entry.accuracy * 100, low: low * 100, high: high * 100 };
  });
  const x = { field: 'scale', type: 'ordinal' as const, sort: null, title, axis: { labelAngle: 0 } };
  const y = { type: 'quantitative' as const, title: 'Top-1 accuracy (%)', scale: { zero: false } };
  return {
    description: `Top-1 accuracy for each ${title.toLowerCase()}, with the 95 % interval.`,
    width: columnWidth,
    height: 180,
    data: { values: rows },
    encoding: { x, color: { value: mainColour } },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.8, aria: false },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'line', strokeWidth: 1.25, opacity: 0.8, aria: false },
        encoding: { y: { ...y, field: 'value' } },
      },
      {
        mark: { type: 'point', filled: true, size: 56, opacity: 1 },
        encoding: { y: { ...y, field: 'value' } },
      },
    ],
  };
}

/**
 * Returns Wilson's 95 % interval of a share (E. B. Wilson, 1927). It stays between 0 and 1 for shares near the ends, where the
 * normal interval does not.
 */
function wilsonInterval(share: number, trials: number): [low: number, high: number] {
  const z = 1.96;
  const centre = (share + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half =
    (z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))) /
    (1 + (z * z) / trials);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
