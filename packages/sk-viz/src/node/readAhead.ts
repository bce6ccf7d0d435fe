/** Reading ahead: items are read several at a time and handed out in their order. */

/**
 * Yields the result for each item, while the next items are being read.
 * @param ahead Greatest number of items that are being read at once.
 * @throws the error of an item when its turn comes.
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
      // An error must not count as unhandled before its turn, nor where the caller stops early.
      reading.catch(() => undefined);
      underWay.push(reading);
      const oldest = underWay.length >= ahead ? underWay.shift() : undefined;
      if (oldest !== undefined) yield await oldest;
    }
    for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) yield await next;
  } finally {
    await Promise.allSettled(underWay);
  }
}
