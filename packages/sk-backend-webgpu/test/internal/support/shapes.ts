/** Shapes of each rank. */
export const shapes: readonly number[][] = [
  [6],
  [3, 4],
  [2, 3, 4],
  [2, 3, 4, 3],
  [2, 3, 2, 2, 3],
  [2, 2, 3, 2, 2, 3],
];
