/** Parts of a list whose lengths differ by one at most. */

/** Yields the bounds of `count` parts of a list. */
export function* equalParts(length: number, count: number): Generator<[start: number, end: number], void> {
  for (let part = 0; part < count; part++) yield equalPart(length, count, part);
}

/** Returns the bounds of one of `count` parts of a list. */
export function equalPart(length: number, count: number, part: number): [start: number, end: number] {
  const bound = (at: number): number => Math.floor((at * length) / count);
  return [bound(part), bound(part + 1)];
}
