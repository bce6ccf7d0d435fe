/** Computes the time of an allreduce by the usual model of a message: a latency, and its bytes over a bandwidth. */

export interface Link {
  /** Seconds of a message, whatever its length. */
  readonly latency: number;
  /** Bytes a second in one direction, while as many come from the other. */
  readonly bandwidth: number;
}

/** An allreduce that was timed. */
export interface Sample {
  readonly bytes: number;
  readonly seconds: number;
}

export interface AllreduceTime {
  readonly seconds: number;
  readonly by: 'ring' | 'tree';
}

/**
 * Returns the time of an allreduce over so many ranks by the faster of two algorithms (Thakur, Rabenseifner and Gropp,
 * "Optimization of collective communication operations in MPICH", 2005): a ring of 2 (n - 1) messages, each an n-th of the
 * bytes; and a binomial tree to one rank and back, 2 log2 n messages of all bytes.
 */
export function allreduceTime(bytes: number, ranks: number, { latency, bandwidth }: Link): AllreduceTime {
  const ring = 2 * (ranks - 1) * (latency + bytes / ranks / bandwidth);
  const tree = 2 * Math.ceil(Math.log2(ranks)) * (latency + bytes / bandwidth);
  return ring <= tree ? { seconds: ring, by: 'ring' } : { seconds: tree, by: 'tree' };
}

/**
 * Returns the link under which a ring of so many ranks takes the times of the shortest and of the longest sample.
 *
 * @param samples At least two, the shortest first.
 */
export function linkOf(samples: readonly Sample[], ranks: number): Link {
  const [short, long] = [samples[0], samples.at(-1)];
  if (ranks < 2 || short === undefined || long === undefined || short === long) {
    throw new RangeError('linkOf: wants two samples of two ranks');
  }
  const messages = 2 * (ranks - 1);
  // A timer's noise must not make a link without end.
  const moving = Math.max(long.seconds - short.seconds, long.seconds / 1000);
  return {
    latency: short.seconds / messages,
    bandwidth: (messages / ranks) * ((long.bytes - short.bytes) / moving),
  };
}

/**
 * Returns the time of so many bytes between those of the samples around them; beyond the longest, at its rate.
 *
 * @param samples The shortest first.
 */
export function timeBetween(samples: readonly Sample[], bytes: number): number {
  let before: Sample = { bytes: 0, seconds: samples[0]?.seconds ?? 0 };
  for (const sample of samples) {
    if (bytes <= sample.bytes) {
      const part = (bytes - before.bytes) / (sample.bytes - before.bytes);
      return before.seconds + part * (sample.seconds - before.seconds);
    }
    before = sample;
  }
  return (before.seconds * bytes) / before.bytes;
}
