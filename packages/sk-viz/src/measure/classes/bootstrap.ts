/**
 * Percentile intervals by bootstrap (B. Efron, 1979): the images of a class are drawn again, with repetition, a thousand
 * times, and the middle 95 % of the means is the interval. No shape of the distribution is assumed.
 */
import { elementAt } from 'sk-core';
import { splitmix32 } from '../../random/splitmix32.js';

const resamples = 1000;
const outside = 0.05;

/**
 * Returns the 95 % intervals of the means of several quantities that were measured on the same images; one draw of images
 * serves all. The same values give the same intervals.
 * @param quantities Each with a value for each image, of equal length, two or more.
 */
export function bootstrapIntervals(
  quantities: readonly ArrayLike<number>[],
): (readonly [low: number, high: number])[] {
  const images = quantities[0]?.length ?? 0;
  const measured = quantities.map((values) => ({ values, means: new Float64Array(resamples) }));
  const next = splitmix32(1);
  const drawn = new Uint32Array(images);
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < images; i++) drawn[i] = Math.floor(next() * images);
    for (const { values, means } of measured) means[resample] = meanOf(values, drawn);
  }
  return measured.map(({ means }) => {
    means.sort();
    return [quantile(means, outside / 2), quantile(means, 1 - outside / 2)];
  });
}

/** Returns the mean of the values at some places. */
function meanOf(values: ArrayLike<number>, places: Uint32Array): number {
  let sum = 0;
  for (const place of places) sum += elementAt(values, place);
  return sum / places.length;
}

/** Returns the quantile of sorted values, linear between two of them. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = elementAt(sorted, below);
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}
