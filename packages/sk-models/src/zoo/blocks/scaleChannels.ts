/** Computes how many channels a wider or narrower copy of a network has. */

/** Returns the nearest multiple of `divisor`, at least one. */
export const scaleChannels = (channels: number, factor: number, divisor: number = 1): number =>
  Math.max(1, Math.round((channels * factor) / divisor)) * divisor;
