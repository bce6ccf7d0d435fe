/** Yields the bounds of `count` parts of a list, whose lengths differ by one at most. */
export function* equalParts(length: number, count: number): Generator<[start: number, end: number], void> {
  const bound = (part: number): number => Math.floor((part * length) / count);
  for (let part = 0; part < count; part++) yield [bound(part), bound(part + 1)];
}
