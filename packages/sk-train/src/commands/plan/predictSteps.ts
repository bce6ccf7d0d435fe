/** The steps of several ranks, by the step of one and the time of an allreduce. */
import { type AllreduceTime, allreduceTime, type Link, type Sample, timeBetween } from './allreduceTime.js';

/** The facts that a plan follows from; times are seconds. */
export interface PlanInputs {
  /** A step of one rank, with nothing to exchange. */
  readonly step: number;
  /** Images on each rank. */
  readonly batchSize: number;
  /** The bytes of each allreduce of a step. */
  readonly messages: readonly number[];
  readonly link: Link;
  /** Times of allreduce between the ranks that run this; a step of as many ranks takes them as they are. */
  readonly timed?: { readonly ranks: number; readonly samples: readonly Sample[] };
}

export interface PlannedStep {
  readonly ranks: number;
  /** Images of a step on all ranks. */
  readonly batchSize: number;
  /** Seconds. */
  readonly step: number;
  readonly exchange: number;
  /** The algorithm of the largest message; `timed` where these ranks were there. */
  readonly by: AllreduceTime['by'] | 'timed' | undefined;
  readonly imagesPerSecond: number;
  /** The images a second of a rank, as a share of those of one that is alone. */
  readonly efficiency: number;
}

/** Returns the step of so many ranks. */
export function predictStep(
  { step: alone, batchSize, messages, link, timed }: PlanInputs,
  ranks: number,
): PlannedStep {
  const samples = timed?.ranks === ranks ? timed.samples : undefined;
  const times = messages.map((bytes) =>
    samples === undefined
      ? allreduceTime(bytes, ranks, link)
      : ({ seconds: timeBetween(samples, bytes), by: 'timed' } as const),
  );
  const exchange = ranks === 1 ? 0 : times.reduce((sum, { seconds }) => sum + seconds, 0);
  const longest = times[messages.indexOf(Math.max(...messages))];
  const step = alone + exchange;
  return {
    ranks,
    batchSize: ranks * batchSize,
    step,
    exchange,
    by: ranks === 1 ? undefined : longest?.by,
    imagesPerSecond: (ranks * batchSize) / step,
    efficiency: alone / step,
  };
}
