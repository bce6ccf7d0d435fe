/** The sentences about steps and epochs of a training run. */
import { describeSeconds, percent, RemainingTime, type Work } from 'sk-io/command';
import type { EpochRecord } from 'sk-models';
import type { SkippedStep, StepEvent } from '../../fit/fitOptions.js';

/** Returns one line about an epoch. */
export function describeEpoch(record: EpochRecord): string {
  const { testLoss = Number.NaN, testAccuracy, testAccuracyEma } = record;
  const test =
    testAccuracy === undefined ? '' : `, test loss ${testLoss.toFixed(4)} accuracy ${percent(testAccuracy)}`;
  const train = `train loss ${record.trainLoss.toFixed(4)} accuracy ${percent(record.trainAccuracy)}`;
  const pace = `${record.imagesPerSecond.toFixed(1)} img/s, ${describeSeconds(record.seconds)}`;
  const ofAverage = testAccuracyEma === undefined ? '' : `, of the average ${percent(testAccuracyEma)}`;
  return `epoch ${record.epoch}: ${train}${test}${ofAverage}, lr ${record.learningRate.toPrecision(3)}, ${pace}`;
}

/** Returns one line about a step that has changed no weight. */
export const describeSkip = ({ step, scale, skippedSteps }: SkippedStep): string =>
  `step ${step}: its gradients overflow and it is skipped, as ${skippedSteps} of ${step} steps were; the loss is scaled by ${scale} from now on`;

/** Returns a function that describes each step: a bar for the epoch, a line for the run, the time left for the run. */
export function trainingWork(): (event: StepEvent) => Work {
  const remaining = new RemainingTime();
  return ({ record, totalSteps, stepsPerEpoch }) => {
    const epoch = Math.ceil(record.epoch);
    const text = `${describeStep(record)}, ${remaining.describe(record.step, totalSteps)} left`;
    return {
      title: `epoch ${epoch}`,
      done: record.step - (epoch - 1) * stepsPerEpoch,
      total: stepsPerEpoch,
      text,
      line: `step ${record.step} of ${totalSteps}: ${text}`,
    };
  };
}

function describeStep({
  loss,
  accuracy,
  learningRate,
  imagesPerSecond,
  dataWait,
}: StepEvent['record']): string {
  return `loss ${loss.toFixed(4)}, accuracy ${percent(accuracy)}, lr ${learningRate.toPrecision(3)}, ${imagesPerSecond.toFixed(1)} img/s, data wait ${percent(dataWait)}`;
}
