/** The figures of an epoch that a run can go by: of the test images, or of the training images while they were trained on. */
export const monitoredNames = [
  ...(['testAccuracy', 'testLoss', 'testAccuracyEma', 'testLossEma'] as const),
  ...(['trainAccuracy', 'trainLoss'] as const),
] as const;

export type Monitored = (typeof monitoredNames)[number];
