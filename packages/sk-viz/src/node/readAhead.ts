/** Reads several items at once and hands them out in their order: decoding goes on while the model computes. */

/**
 * @param ahead How many are under way at most.
 */
export async function* readAhead<T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
  ahead: number,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  try {
    for (const item of items) {
      const reading = read(item);
      // Who stops early waits for none of them; an error is thrown when its turn comes.
      reading.catch(() => undefined);
      underWay.push(reading);
      if (underWay.length >= ahead) yield await underWay.shift()!;
    }
    while (underWay.length > 0) yield await underWay.shift()!;
  } finally {
    await Promise.allSettled(underWay);
  }
}
