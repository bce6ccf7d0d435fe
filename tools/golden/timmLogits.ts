/** Imports timm's files into our models and compares what they answer: what checkTimm.mjs bundles and runs. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { model as toModel } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { loadWeights } from 'sk-io';
import { openWeights } from 'sk-io/node';
import { createModel } from 'sk-models';
import { patternImage } from '../../packages/sk-io/test/patternImage.js';

export interface Comparison {
  readonly name: string;
  /** The greatest difference of a logit, as a share of the largest logit's magnitude. */
  readonly error: number;
  readonly sameAnswer: boolean;
}

interface Golden {
  readonly size: readonly [number, number];
  readonly logits: readonly number[];
}

export async function startWasm(): Promise<void> {
  await start({ threads: Math.min(4, availableParallelism()) });
}

/** @param folder Holds <name>.safetensors and <name>.json. */
export async function compare(folder: string, name: string): Promise<Comparison> {
  const { size, logits } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Golden;
  const model = createModel(name, { seed: 1, inputShape: [...size, 3], numClasses: logits.length });
  const source = await openWeights(join(folder, `${name}.safetensors`));
  await loadWeights(model, source);
  await source.close();
  const view = toModel({ inputs: model.inputs, outputs: model.getLayer('classifier').output });
  const x = patternImage(...size);
  const y = view.predict(x) as tf.Tensor;
  const found = [...(await y.data())];
  tf.dispose([x, y]);
  model.dispose();
  const largest = Math.max(...logits.map(Math.abs));
  const errors = logits.map((value, k) => Math.abs(value - (found[k] as number)));
  const answer = (values: readonly number[]): number => values.indexOf(Math.max(...values));
  return { name, error: Math.max(...errors) / largest, sameAnswer: answer(found) === answer(logits) };
}
