/** Times and rates in words. */

/** Returns a number of milliseconds, to a hundredth where there are few. */
export const milliseconds = (value: number): string => value.toFixed(value < 100 ? 2 : 0);

/** Returns billions of units a second, of units a millisecond. */
export const billions = (perMillisecond: number): string => (perMillisecond / 1e6).toFixed(1);
