/** Readings of the device's clock: two for each compute pass, in as many query sets as needed. */
import { elementAt } from 'sk-core';

/** WebGPU allows 4096 queries in a set. */
const passesInSet = 2048;
const bytesOfQuery = 8;

export class Timestamps {
  readonly #device: GPUDevice;
  readonly #sets: GPUQuerySet[] = [];
  #passes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Returns the places of the next pass's readings. */
  next(): GPUComputePassTimestampWrites {
    const index = 2 * (this.#passes % passesInSet);
    if (index === 0) {
      this.#sets.push(this.#device.createQuerySet({ type: 'timestamp', count: 2 * passesInSet }));
    }
    this.#passes++;
    return {
      querySet: this.#sets.at(-1) as GPUQuerySet,
      beginningOfPassWriteIndex: index,
      endOfPassWriteIndex: index + 1,
    };
  }

  /**
   * Returns the milliseconds of each pass, in order, once all of them have been submitted. Then it frees the query
   * sets.
   */
  async read(): Promise<number[]> {
    try {
      return this.#passes === 0 ? [] : durations(await this.#resolved());
    } finally {
      for (const set of this.#sets) set.destroy();
    }
  }

  /** Returns nanoseconds: beginning and end of each pass. */
  async #resolved(): Promise<BigUint64Array> {
    const device = this.#device;
    const [size, sizeOfSet] = [2 * this.#passes * bytesOfQuery, 2 * passesInSet * bytesOfQuery];
    const { COPY_SRC, COPY_DST, QUERY_RESOLVE, MAP_READ } = GPUBufferUsage;
    const resolved = device.createBuffer({ label: 'timestamps', size, usage: QUERY_RESOLVE | COPY_SRC });
    const readable = device.createBuffer({ label: 'timestamps', size, usage: COPY_DST | MAP_READ });
    try {
      const encoder = device.createCommandEncoder({ label: 'timestamps' });
      this.#sets.forEach((set, i) => {
        const queries = Math.min(2 * passesInSet, 2 * this.#passes - 2 * passesInSet * i);
        encoder.resolveQuerySet(set, 0, queries, resolved, i * sizeOfSet);
      });
      encoder.copyBufferToBuffer(resolved, 0, readable, 0, size);
      device.queue.submit([encoder.finish()]);
      await readable.mapAsync(GPUMapMode.READ);
      return new BigUint64Array(readable.getMappedRange().slice(0));
    } finally {
      resolved.destroy();
      readable.destroy();
    }
  }
}

/**
 * Returns the milliseconds of each pass. A pass may begin before the one before it has ended: time that both take
 * counts once.
 */
export function durations(nanoseconds: BigUint64Array): number[] {
  let free = 0n;
  return Array.from({ length: nanoseconds.length / 2 }, (_, i) => {
    const [begin, end] = [elementAt(nanoseconds, 2 * i), elementAt(nanoseconds, 2 * i + 1)];
    const from = begin > free ? begin : free;
    if (end > free) free = end;
    return end > from ? Number(end - from) / 1e6 : 0;
  });
}
