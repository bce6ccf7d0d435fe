/** The scales of the paper's Figures 3 and S1. */
export const paperScales: readonly number[] = [1, 1.5, 2];
