/**
 * The figures of an epoch that a run can go by: of the test images, by the weights or by their average, or of the training
 * images while they were trained on.
 */
export const monitoredNames = [
  'testAccuracy',
  'testLoss',
  'testAccuracyEma',
  'testLossEma',
  'trainAccuracy',
  'trainLoss',
] as const;

export type Monitored = (typeof monitoredNames)[number];
