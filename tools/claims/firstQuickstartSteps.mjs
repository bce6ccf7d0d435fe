/** The beginning of the quickstart, on its first digits. */
import { loadDigits } from 'quickstart/digits';
import { recipe, settings } from 'quickstart/settings';
import { train } from 'quickstart/train';
import { start } from 'sk-backend-wasm/node';
import { createModel, modelMetadata } from 'sk-models';
import { weightsDigest } from './weightsDigest.mjs';

const first = ({ images, labels }, count) => ({
  count,
  images: images.subarray(0, (count * images.length) / labels.length),
  labels: labels.subarray(0, count),
});

/** Returns the digest of the initial weights, the settings and the recipe, and the first losses. */
export async function firstQuickstartSteps() {
  await start({ threads: 1 });
  const model = createModel(settings.model, { seed: settings.seed });
  const weights = await weightsDigest(model);
  const digits = { train: first(loadDigits('train'), 96), test: first(loadDigits('t10k'), 32) };
  const { last } = await train(model, modelMetadata(model).preprocessing, digits);
  return { weights, recipe: { ...settings, ...recipe }, losses: [last.trainLoss, last.testLoss] };
}
