/** Shapes of what windows yield. tfjs computes them without looking at their sign. */

/**
 * Returns the shape.
 *
 * @throws Error for a negative size: a window is larger than the padded input.
 */
export function outputShape(op: string, input: readonly number[], shape: readonly number[]): number[] {
  if (shape.some((size) => size < 0)) {
    throw new Error(
      `${op}: the window is larger than the input [${input}] with its padding, which makes an output of ` +
        `[${shape}]: take a larger input, a smaller window, or pad 'same'`,
    );
  }
  return [...shape];
}
