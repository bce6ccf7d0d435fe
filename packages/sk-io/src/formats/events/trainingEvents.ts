/** The log of a run as events for TensorBoard, with the same tags for every run, so that TensorBoard draws runs together. */
import type { EpochRecord, StepRecord, TrainingRecord } from 'sk-models';
import type { ScalarEvent } from './summaryEvent.js';

/**
 * Returns a scalar for each number of the log, at the step and the time of its record.
 *
 * @param end The time of the last record, in seconds since 1970, for logs that are older than times. Without it they begin at 0.
 */
export function trainingEvents(records: readonly TrainingRecord[], end?: number): ScalarEvent[] {
  const epochs = records.filter((record) => record.kind === 'epoch');
  const last = records.at(-1);
  const begin = end === undefined || last === undefined ? 0 : end - secondsAt(last.epoch, epochs);
  return records.flatMap((record) => {
    const wallTime = record.time ?? begin + secondsAt(record.epoch, epochs);
    const { step } = record;
    const scalars = record.kind === 'step' ? ofStep(record) : ofEpoch(record);
    return scalars.flatMap(([tag, value]): ScalarEvent[] =>
      value === undefined ? [] : [{ kind: 'scalar', tag, step, wallTime, value }],
    );
  });
}

type Scalars = readonly (readonly [tag: string, value: number | undefined])[];

const ofStep = ({ loss, accuracy, learningRate, imagesPerSecond, dataWait }: StepRecord): Scalars => [
  ['loss/batch', loss],
  ['accuracy/batch', accuracy],
  ['speed/learning rate', learningRate],
  ['speed/images per second', imagesPerSecond],
  ['speed/share of time spent waiting for data', dataWait],
];

const ofEpoch = (record: EpochRecord): Scalars => [
  ['loss/train', record.trainLoss],
  ['accuracy/train', record.trainAccuracy],
  ['loss/test', record.testLoss],
  ['accuracy/test', record.testAccuracy],
  ['loss/test of the average', record.testLossEma],
  ['accuracy/test of the average', record.testAccuracyEma],
];

/**
 * Returns the seconds since the run began, for records without a time. Logs have the seconds of whole epochs; within an epoch
 * its share is taken.
 */
function secondsAt(epoch: number, epochs: readonly EpochRecord[]): number {
  const whole = Math.floor(epoch);
  const before = epochs.filter((record) => record.epoch <= whole);
  const current = epochs.find((record) => record.epoch > whole) ?? before.at(-1);
  const sum = before.reduce((seconds, record) => seconds + record.seconds, 0);
  return sum + (epoch - whole) * (current?.seconds ?? 0);
}
