/** Times the step of a rank, and allreduce between ranks. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Ranks } from 'sk-core';
import { numbersOfRanks } from '../../ranks/sums.js';
import { trainingWork } from '../bench/timing/timedWork.js';
import { median } from '../bench/timing/timeInTurns.js';
import type { Sample } from './allreduceTime.js';

const warmUps = 2;

/** Values of the messages that are timed, beside the longest of the network. */
const lengths = [2, 1 << 8, 1 << 12, 1 << 16, 1 << 18, 1 << 20];

/** A group of one, in which a step does all that a rank's step does, but send. */
const loneRank: Ranks = {
  engine: 'one process',
  rank: 0,
  size: 1,
  localRank: 0,
  localSize: 1,
  allreduce: async () => undefined,
  allreduceSync: () => true,
  broadcast: async () => undefined,
  barrier: async () => undefined,
  abort: (exitCode) => process.exit(exitCode),
  close: async () => undefined,
};

export interface TimingOptions {
  readonly batchSize: number;
  readonly steps: number;
  /** The ranks that take the same step at the same time, as they do when they train. */
  readonly ranks: Ranks | undefined;
  readonly signal: AbortSignal;
  /** Steps that are not timed included. */
  readonly onStep: (done: number, total: number) => void;
}

/** Returns the median seconds of a training step of the slowest rank; undefined where `signal` stopped it. */
export async function timeStep(
  model: LayersModel,
  { batchSize, steps, ranks = loneRank, signal, onStep }: TimingOptions,
): Promise<number | undefined> {
  const work = trainingWork(model, batchSize, 1, { ranks: loneRank });
  const seconds: number[] = [];
  try {
    for (let done = 0; done < warmUps + steps; done++) {
      if (await isStopped(ranks, signal)) return undefined;
      const start = performance.now();
      await work.run();
      if (done >= warmUps) seconds.push((performance.now() - start) / 1000);
      onStep(done + 1, warmUps + steps);
      // Signals are answered between steps.
      await sleep(0);
    }
  } finally {
    work.dispose();
  }
  return Math.max(...(await numbersOfRanks(ranks, median(seconds))));
}

/** Returns the median times of allreduce between these ranks, the shortest message first. */
export async function timeAllreduce(
  ranks: Ranks,
  longest: number,
  rounds: number,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const length of [...lengths.filter((value) => value < longest), longest]) {
    const values = new Float32Array(length);
    const seconds: number[] = [];
    for (let round = 0; round < warmUps + rounds; round++) {
      await ranks.barrier();
      const start = performance.now();
      await ranks.allreduce(values);
      if (round >= warmUps) seconds.push((performance.now() - start) / 1000);
    }
    samples.push({ bytes: 4 * length, seconds: Math.max(...(await numbersOfRanks(ranks, median(seconds)))) });
  }
  return samples;
}

/** Lets the ranks begin together, and tells whether one of them has a signal. */
async function isStopped(ranks: Ranks, signal: AbortSignal): Promise<boolean> {
  const stops = await numbersOfRanks(ranks, signal.aborted ? 1 : 0);
  return stops.some((stop) => stop > 0);
}
