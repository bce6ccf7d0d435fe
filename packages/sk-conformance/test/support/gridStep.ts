/** Sets the step of the backends' suites through the convolution grid: a part, or all where SK_TEST_FULL=1 is set. */

/** Whether the environment asks for every case. */
export const isFull: boolean = process.env['SK_TEST_FULL'] === '1';

/** The step of a part. It shares no factor with the grid's sizes, so each value of each axis takes part. */
export const partStep = 23;

/** The sources are enough for every case: of the built packages a part shows that they are the same. */
const isBuilt = process.env['SK_TEST_BUILT'] === '1';

/** The step through the grid: 1 where every case is asked for. */
export const gridStep: number = isFull && !isBuilt ? 1 : partStep;
