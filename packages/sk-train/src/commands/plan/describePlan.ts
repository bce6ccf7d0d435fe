/** A plan as text and as JSON. */
import * as tf from '@tensorflow/tfjs-core';
import { aligned, percent } from 'sk-io/command';
import type { PlanInputs, PlannedStep } from './predictSteps.js';

export interface Plan extends PlanInputs {
  readonly model: string;
  /** Height, width and channels. */
  readonly image: readonly number[];
  /** Whether the user has given the time of a step. */
  readonly isStepGiven: boolean;
  /** The name of the library that carries bytes between the ranks that were timed; undefined for one process. */
  readonly engine: string | undefined;
  readonly steps: readonly PlannedStep[];
}

const columns = ['ranks', 'batch', 'step ms', 'exchange ms', 'by', 'images/s', 'efficiency'] as const;

/** Returns the plan as a few lines and a table. */
export function describePlan(plan: Plan): string {
  const { model, image, batchSize, step, messages, link, timed, steps } = plan;
  const bytes = messages.reduce((sum, message) => sum + message, 0);
  const how = plan.isStepGiven ? 'as given' : `on ${tf.getBackend()}, without exchange`;
  return [
    `${model}: ${batchSize} x ${image.join('x')} on each rank`,
    `  step      ${milliseconds(step)} ms ${how}${timed === undefined ? '' : `, ${timed.ranks} ranks at once`}`,
    `  gradient  ${(bytes / 1e6).toFixed(1)} MB in ${messages.length} messages`,
    `  messages  ${(link.bandwidth / 1e9).toPrecision(3)} GB/s and ${(link.latency * 1e6).toPrecision(3)} us${timed === undefined ? ', not timed' : `, by allreduce of ${timed.ranks} ranks on ${plan.engine}`}`,
    '',
    aligned(
      columns,
      steps.map((row) => ({
        ranks: `${row.ranks}`,
        batch: `${row.batchSize}`,
        'step ms': milliseconds(row.step),
        'exchange ms': milliseconds(row.exchange),
        by: row.by ?? '',
        'images/s': `${Number(row.imagesPerSecond.toPrecision(4))}`,
        efficiency: percent(row.efficiency),
      })),
      ['by'],
    ),
  ].join('\n');
}

/** Returns the plan for JSON; times are seconds. */
export const planJson = ({ timed, ...plan }: Plan): object => ({
  ...plan,
  ...(timed !== undefined && { timedRanks: timed.ranks, allreduce: timed.samples }),
});

const milliseconds = (seconds: number): string => (1000 * seconds).toFixed(seconds < 0.1 ? 2 : 0);
