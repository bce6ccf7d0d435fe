/** The options of `sk-train plan`. */
import type { BackendChoice } from 'sk-io/command';

export interface PlanCommandOptions extends BackendChoice {
  readonly model: string;
  /** Images on each rank. */
  readonly batchSize?: number;
  readonly imageSize?: number;
  readonly ranks: readonly number[];
  /** Steps and messages to time. */
  readonly steps?: number;
  /** Ranks to start on this machine, between which allreduce is timed. */
  readonly processes?: number;
  /** Milliseconds of a step that was timed elsewhere. */
  readonly stepMs?: number;
  /** Microseconds that a message needs, whatever its length. */
  readonly latency?: number;
  /** Gigabytes a second in one direction. */
  readonly bandwidth?: number;
  readonly json?: boolean;
}
