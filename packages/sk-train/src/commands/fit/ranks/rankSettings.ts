/** Settings of the backend that follow from the place of a rank, and a sentence about the ranks. */
import type { Ranks } from 'sk-core';
import type { BackendChoice } from 'sk-io/command';
import { gpuOfRank, threadsOfRank } from '../../../node/ranks/localDevices.js';
import { threadPlace } from '../../../node/ranks/threadPlace.js';

/** The options that ranks of one machine share out. */
interface SharedOptions extends BackendChoice {
  readonly workers?: number;
}

/** Returns the options with the share of the machine that a rank has, unless the user gives it. */
export function rankSettings<Options extends SharedOptions>(options: Options, ranks: Ranks): Options {
  const threads = threadsOfRank(ranks);
  const gpu = gpuOfRank(ranks);
  const isThread = threadPlace() !== undefined;
  return {
    ...options,
    threads: options.threads ?? threads,
    workers: options.workers ?? threads,
    // A thread has no GPU and no TensorFlow.
    ...(isThread && options.backend === 'auto' && { backend: 'wasm' }),
    ...(gpu !== undefined && { device: options.device ?? gpu, adapter: options.adapter ?? gpu }),
  };
}

/** Describes the group in one line. */
export const describeRanks = (
  { size, engine }: Ranks,
  { threads }: SharedOptions,
  batchSize: number,
): string =>
  `ranks: ${size} on ${engine}, ${threads} ${threads === 1 ? 'thread' : 'threads'} each; a batch of ${batchSize} is ${Math.ceil(batchSize / size)} images on each`;
