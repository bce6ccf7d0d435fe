/**
 * Percentile intervals by bootstrap (B. Efron, 1979): the images of a class are drawn again, with repetition, a thousand
 * times, and the middle 95 % of the means is the interval. No shape of the distribution is assumed.
 */

const resamples = 1000;
const outside = 0.05;

/**
 * 95 % intervals of the means of several quantities that were measured on the same images; one draw of images serves all.
 * The same values give the same intervals.
 * @param quantities Each with a value for each image, of equal length, two or more.
 */
export function bootstrapIntervals(
  quantities: readonly ArrayLike<number>[],
): (readonly [low: number, high: number])[] {
  const images = quantities[0]?.length ?? 0;
  const means = quantities.map(() => new Float64Array(resamples));
  const next = drawer(images);
  const drawn = new Uint32Array(images);
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < images; i++) drawn[i] = next();
    for (const [q, values] of quantities.entries()) {
      let sum = 0;
      for (let i = 0; i < images; i++) sum += values[drawn[i]!]!;
      means[q]![resample] = sum / images;
    }
  }
  return means.map((own) => {
    own.sort();
    return [quantile(own, outside / 2), quantile(own, 1 - outside / 2)];
  });
}

/** Of sorted values; linear between two of them. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

/** Whole numbers below `count`: splitmix32 from a fixed seed. */
function drawer(count: number): () => number {
  let state = 1;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * count);
  };
}
