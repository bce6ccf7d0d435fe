/** How many channels a wider or narrower copy of a network has. */

/** The nearest multiple of `divisor`, and at least that. */
export const scaleChannels = (channels: number, factor: number, divisor: number = 1): number =>
  Math.max(1, Math.round((channels * factor) / divisor)) * divisor;
