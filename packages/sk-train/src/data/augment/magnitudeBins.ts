/** The magnitudes of an operation from none to the strongest, in RandAugment and TrivialAugment. */
export const magnitudeBins = 31;
