/** How far a share that was counted may lie from the true one. */

/** The quantile of the normal distribution that 97.5 % lie below. */
const z = 1.959963984540054;

/**
 * Returns the bounds of Wilson's interval of 95 % confidence (1927, without a correction for continuity) for the share that
 * `hits` of `trials` estimate: 0 to 1 where there are no trials.
 */
export function wilsonInterval(hits: number, trials: number): readonly [low: number, high: number] {
  if (trials === 0) return [0, 1];
  const share = hits / trials;
  const widening = z ** 2 / trials;
  const middle = (share + widening / 2) / (1 + widening);
  const reach = (z / (1 + widening)) * Math.sqrt((share * (1 - share)) / trials + widening / (4 * trials));
  // Rounding may leave a bound a bit beyond the end.
  return [hits === 0 ? 0 : middle - reach, hits === trials ? 1 : middle + reach];
}
