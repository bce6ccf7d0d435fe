/** The networks of tools/golden/write_keras.py that are stored without weights, with the formula that gives them weights. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { fromKerasConfig } from 'sk-io';

const data = fileURLToPath(new URL('../data/keras/', import.meta.url));

/** Returns numbers from -1 to 1 that the name decides: a hash of 32 bits of the name, then of each index. */
export function noise(name: string, count: number): Float64Array {
  let seed = 0x811c9dc5;
  for (const character of name) seed = Math.imul(seed ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return Float64Array.from({ length: count }, (_, i) => {
    let x = Math.imul(i, 0x9e3779b1) + seed;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 31 - 1;
  });
}

const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);

/** Sets every weight from its layer, its name and its shape. */
function fill(model: LayersModel): void {
  for (const weight of model.weights) {
    const shape = weight.shape as number[];
    const name = weight.originalName.replace('depthwise_kernel', 'kernel');
    const u = noise(name, product(shape));
    const isDepthwise = shape.length === 4 && shape[3] === 1;
    const range = Math.sqrt(6 / product(shape.slice(0, isDepthwise ? 2 : -1)));
    const isScale = /\/(gamma|(moving_)?variance)$/.test(name);
    const value = (x: number): number => (isScale ? 1 + 0.2 * x : 0.1 * x);
    const values = u.map((x) => (shape.length > 1 ? x * range : value(x)));
    const tensor = tf.tensor(Float32Array.from(values), shape);
    weight.write(tensor);
    tensor.dispose();
  }
}

/** Loads a network as Keras of a version described it, with its weights. */
export async function kerasNetwork(name: string): Promise<LayersModel> {
  const json: unknown = JSON.parse(gunzipSync(readFileSync(`${data}${name}.json.gz`)).toString());
  const model = await loadLayersModel(tf.io.fromMemory({ modelTopology: fromKerasConfig(json) }));
  fill(model);
  return model;
}

/** Returns the input that Keras computed with. */
export function kerasInput(model: LayersModel): tf.Tensor {
  const shape = [2, ...(elementAt(model.inputs, 0).shape.slice(1) as number[])];
  const values = noise('input', product(shape)).map((x) => 127.5 * (x + 1));
  return tf.tensor(Float32Array.from(values), shape);
}

/** Returns what Keras computed. */
export const kerasOutput = (name: string): tf.Tensor =>
  tf.tensor(JSON.parse(readFileSync(`${data}${name}.output.json`, 'utf8')) as number[][]);
