/** Models of the registry at sizes that a test can afford. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { modelSuite } from 'sk-conformance';
import { type CreateOptions, createModel, describeModel, type ModelEntry, registry } from 'sk-models';

/**
 * A quarter of the width, on the largest images up to 32x32 that take under 25 million MACs; a network that
 * needs larger ones gets the smallest of those.
 */
export function affordable({ name, defaults, smallestInput = 8 }: ModelEntry): CreateOptions {
  const sizes = [32, 16, 8].filter((size) => size >= smallestInput);
  const optionsFor = (size: number): CreateOptions => ({
    inputShape: [size, size, defaults.inputShape[2]],
    widthMultiplier: 1 / 4,
    numClasses: 5,
    seed: 1,
  });
  const fits = sizes.find((size) => describeModel(name, optionsFor(size)).macs < 25e6);
  return optionsFor(fits ?? sizes.at(-1) ?? smallestInput);
}

/** Returns the first model of each family. */
export function oneOfEachFamily(): readonly ModelEntry[] {
  const families = new Map([...registry.values()].reverse().map((entry) => [entry.family, entry]));
  return [...families.values()].reverse();
}

/** What every model owes, on fast kernels. */
export function affordableModelSuite(entries: readonly ModelEntry[]): void {
  modelSuite(
    entries.map((entry) => ({
      name: entry.name,
      create: () => awake(createModel(entry.name, affordable(entry))),
    })),
    { backendName: 'wasm', start },
  );
}

/** A quarter of the width leaves some squeezes one unit, which has no gradient for half of all images: biases wake it. */
function awake(model: LayersModel): LayersModel {
  for (const weight of model.weights) {
    if (/\/fc1\/bias$/.test(weight.originalName)) {
      tf.tidy(() => void weight.write(tf.onesLike(weight.read())));
    }
  }
  return model;
}
