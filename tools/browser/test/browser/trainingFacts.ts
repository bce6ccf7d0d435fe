/** The facts that a training run in a page finds out. */
export const trainingFacts = [
  '10 steps of an SKNet have the losses of cpu within 0.001',
  'the loss falls',
  'no step leaves a tensor',
] as const;
