/** Central differences of functions whose images do not depend on each other: an image is moved alone. */
import { elementAt } from 'sk-core';
import { type Array64, zeros64 } from '../numbers/array64.js';
import { centralDifferences } from '../reference/index.js';

type Vector = readonly Array64[];

/** Returns what {@link centralDifferences} does, of a function of images [N, ...]. */
export function differencesByImage(
  f: (inputs: Vector, image: number) => Vector,
  inputs: Vector,
  dys: Vector,
): Vector {
  const gradients = inputs.map(({ shape }) => zeros64(shape));
  const count = elementAt(elementAt(inputs, 0).shape, 0);
  for (let image = 0; image < count; image++) {
    const parts = (arrays: Vector): Vector => arrays.map((array) => imageOf(array, image));
    centralDifferences((at) => f(at, image), parts(inputs), parts(dys)).forEach(({ values }, k) => {
      elementAt(gradients, k).values.set(values, image * values.length);
    });
  }
  return gradients;
}

/** Returns one image of N, as [1, ...]. */
export function imageOf({ shape: [count = 1, ...rest], values }: Array64, image: number): Array64 {
  const size = values.length / count;
  return { shape: [1, ...rest], values: values.slice(image * size, (image + 1) * size) };
}
