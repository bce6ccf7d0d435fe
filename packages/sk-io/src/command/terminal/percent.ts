/** Shares in words. */

/** Returns a share from 0 to 1 as `12.5 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
