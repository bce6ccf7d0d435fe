/**
 * Windows that overlap. At stride 1, target pixels as far apart as the taps of a row of the window have all but one
 * of the row's sources in common.
 */
import { Plan } from './plan';

/** Returns the taps in each row of the window where loops over overlapping windows pay, and 0 elsewhere. */
export function windowCols(plan: Plan): i32 {
  // Pixels of 2 KiB share two sets of a first-level cache of 32 KiB, which hold less than a window and its filter.
  if (plan.stepX != 1 || plan.groups % 512 == 0) return 0;
  let cols = 0;
  while (cols < plan.tapCount && offsetY(plan, cols) == offsetY(plan, 0)) cols++;
  if (cols < 2 || plan.tapCount % cols != 0) return 0;
  const step = tapStep(plan);
  for (let t = 1; t < plan.tapCount; t++) {
    if (t % cols == 0) continue;
    if (offsetY(plan, t) != offsetY(plan, t - 1) || offsetX(plan, t) - offsetX(plan, t - 1) != step) return 0;
  }
  return cols;
}

/** Returns the pixels from a tap to the next of its row; negative in gradients of the input. */
export function tapStep(plan: Plan): i32 {
  return offsetX(plan, 1) - offsetX(plan, 0);
}

@inline
function offsetY(plan: Plan, tap: i32): i32 {
  return load<i32>(plan.taps + (<usize>tap << 2));
}

@inline
function offsetX(plan: Plan, tap: i32): i32 {
  return load<i32>(plan.taps + (<usize>(plan.tapStride + tap) << 2));
}
