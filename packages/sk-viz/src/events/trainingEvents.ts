/** The log of a run as scalars: the same tags for every run, so that TensorBoard lays them over each other. */

import type { ScalarEvent } from 'sk-io';
import type { EpochRecord, StepRecord, TrainingRecord } from 'sk-models';

export function trainingEvents(records: readonly TrainingRecord[]): ScalarEvent[] {
  const epochs = records.filter((record) => record.kind === 'epoch');
  return records.flatMap((record) => {
    const wallTime = secondsAt(record.epoch, epochs);
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

const ofEpoch = ({ trainLoss, trainAccuracy, testLoss, testAccuracy }: EpochRecord): Scalars => [
  ['loss/train', trainLoss],
  ['accuracy/train', trainAccuracy],
  ['loss/test', testLoss],
  ['accuracy/test', testAccuracy],
];

/** Since the run began; within an epoch by its share, since logs tell the seconds of whole epochs. */
function secondsAt(epoch: number, epochs: readonly EpochRecord[]): number {
  const whole = Math.floor(epoch);
  const before = epochs.filter((record) => record.epoch <= whole);
  const current = epochs.find((record) => record.epoch > whole) ?? before.at(-1);
  const sum = before.reduce((seconds, record) => seconds + record.seconds, 0);
  return sum + (epoch - whole) * (current?.seconds ?? 0);
}
