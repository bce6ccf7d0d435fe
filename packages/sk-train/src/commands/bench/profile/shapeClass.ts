/** A few words that tell the calls of one kernel apart. */
import type { KernelShapes } from 'sk-core';

/** Returns words such as `2x56x56x128 * 3x3x4x128 -> 2x28x28x128, strides 2, groups 32`. Vectors are left out where there are more. */
export function shapeClass({ inputs, outputs, attrs = {} }: KernelShapes): string {
  const shapes = [Object.values(inputs), outputs].filter(({ length }) => length > 0).map(listed);
  const settings = ['strides', 'dilations', 'groups'].flatMap((name) => described(name, attrs[name]));
  return [shapes.join(' -> '), ...settings].join(', ');
}

type Shape = readonly number[];

function listed(shapes: readonly Shape[]): string {
  const large = shapes.filter(({ length }) => length > 1);
  const counts = new Map<string, number>();
  for (const shape of large.length > 0 ? large : shapes) {
    const text = shape.length === 0 ? 'scalar' : shape.join('x');
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => (count === 1 ? text : `${count} of ${text}`)).join(' * ');
}

/** Describes an attribute; nothing where it is 1 throughout, or where the kernel has no such attribute. */
function described(name: string, value: unknown): string[] {
  const numbers = [value].flat().filter((number) => typeof number === 'number');
  if (numbers.every((number) => number === 1)) return [];
  return [`${name} ${[...new Set(numbers)].join('x')}`];
}
