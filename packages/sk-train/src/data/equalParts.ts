/** Returns where one of `count` parts of a list begins and ends. Their lengths differ by one at most. */
export const partBounds = (
  length: number,
  part: number,
  count: number,
): readonly [start: number, end: number] => [
  Math.floor((part * length) / count),
  Math.floor(((part + 1) * length) / count),
];

/** Yields the bounds of `count` parts of a list, whose lengths differ by one at most. */
export function* equalParts(
  length: number,
  count: number,
): Generator<readonly [start: number, end: number], void> {
  for (let part = 0; part < count; part++) yield partBounds(length, part, count);
}
