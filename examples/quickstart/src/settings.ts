/** Everything that decides what the quickstart does. The same settings give the same figures on wasm. */
import type { RecipeInput } from 'sk-train';

export const settings = {
  model: 'sknet_digits',
  seed: 1,
  /** A digit is drawn from half to twice its size of 28 x 28 pixels. */
  scales: [0.5, 2],
  /** Accuracy is also measured at these sizes, on so many test digits each. */
  fixedScales: [0.5, 1, 1.5, 2],
  digitsPerScale: 1_000,
  /** Test digits of 28 x 28 pixels that are enlarged as in section 4.4 of the paper. */
  attentionDigits: 1_000,
  /** Shown one by one in the report. */
  sampleDigits: 4,
  /** The command fails below this. */
  leastAccuracy: 0.97,
} as const;

export const recipe: RecipeInput = {
  model: settings.model,
  epochs: 1,
  batchSize: 32,
  learningRate: 0.1,
  warmupEpochs: 0.05,
  schedule: { kind: 'cosine', floor: 0 },
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-4,
  seed: settings.seed,
};
