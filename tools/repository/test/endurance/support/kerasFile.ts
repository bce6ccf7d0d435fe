/** Writes a small image classifier as Keras 3 saves it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File } from 'h5wasm/node';
import { zip } from '../../../../../packages/sk-io/test/support/zip.mjs';

const layers = [
  { class_name: 'InputLayer', config: { name: 'image', batch_shape: [null, 32, 32, 3], dtype: 'float32' } },
  { class_name: 'Conv2D', config: { name: 'conv2d', filters: 4, kernel_size: [3, 3], activation: 'relu' } },
  { class_name: 'GlobalAveragePooling2D', config: { name: 'global_average_pooling2d' } },
  { class_name: 'Dense', config: { name: 'dense', units: 3, activation: 'softmax' } },
].map((layer) => ({ module: 'keras.layers', ...layer, registered_name: null }));

/** Shapes of the variables of each layer. */
const shapes: Readonly<Record<string, readonly (readonly number[])[]>> = {
  conv2d: [[3, 3, 3, 4], [4]],
  dense: [[4, 3], [3]],
};

export function writeKerasFile(path: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'sk-keras-'));
  const weights = join(folder, 'model.weights.h5');
  const file = new File(weights, 'w');
  file.create_group('layers');
  for (const [layer, variables] of Object.entries(shapes)) {
    file.create_group(`layers/${layer}`);
    const vars = file.create_group(`layers/${layer}/vars`);
    for (const [k, shape] of variables.entries()) {
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i) / 4);
      vars.create_dataset({ name: String(k), data, shape: [...shape] });
    }
  }
  file.close();
  const config = { module: 'keras', class_name: 'Sequential', config: { name: 'mobilenet', layers } };
  const texts = { 'metadata.json': { keras_version: '3.5.0' }, 'config.json': config };
  writeFileSync(
    path,
    zip([
      ...Object.entries(texts).map(([name, json]) => ({ name, bytes: Buffer.from(JSON.stringify(json)) })),
      { name: 'model.weights.h5', bytes: readFileSync(weights) },
    ]),
  );
  rmSync(folder, { recursive: true });
}
