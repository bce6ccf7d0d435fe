/** Gradients by central differences in float64: independent of any formula, good to about 1e-9. */
import { elementAt } from 'sk-core';
import { type Array64, dot } from '../numbers/array64.js';

type Vector = readonly Array64[];

/** Returns the gradient of <dys, f(inputs)> with respect to each input. */
export function centralDifferences(f: (inputs: Vector) => Vector, inputs: Vector, dys: Vector): Vector {
  const step = 1e-5;
  const loss = (at: Vector): number =>
    f(at).reduce((sum, y, k) => sum + dot(y.values, elementAt(dys, k).values), 0);
  return inputs.map((input, k) => {
    const moved = { shape: input.shape, values: Float64Array.from(input.values) };
    const at = inputs.map((other, i) => (i === k ? moved : other));
    const slope = (value: number, i: number): number => {
      // The steps that float64 really takes at this value, so that large values lose nothing.
      const [up, down] = [value + step, value - step];
      moved.values[i] = up;
      const above = loss(at);
      moved.values[i] = down;
      const below = loss(at);
      moved.values[i] = value;
      return (above - below) / (up - down);
    };
    return { shape: input.shape, values: input.values.map(slope) };
  });
}
