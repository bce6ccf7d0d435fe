import { writeFileSync } from 'node:fs';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { caffeNames } from '../../../../sk-io/src/naming/caffeNames.js';
import { type Blob, caffemodel, type Layer } from '../../../../sk-io/test/support/caffeTools.js';

/** The parts of a batch norm of the authors' Caffe, in the order of its blobs. */
const normParts = ['scale', 'shift', 'mean', 'variance'];

/** Writes the weights of an SKNet as the authors' Caffe does: kernels as [outputs, inputs, height, width]. */
export function writeCaffeFile(model: LayersModel, path: string): void {
  const variables = new Map(model.weights.map((weight) => [weight.originalName, weight.read()]));
  const layers = new Map<string, Map<string, Blob>>();
  for (const { weight, tensor } of caffeNames(model)) {
    const variable = variables.get(weight);
    if (variable === undefined) throw new Error(`no weight ${weight}`);
    const [, layer = '', part = ''] = /^(.+)\/([^/]+)$/.exec(tensor) ?? [];
    const values = variable.dataSync<'float32'>();
    layers.set(layer, (layers.get(layer) ?? new Map()).set(part, blobOf(variable.shape, values)));
  }
  const written = [...layers].map(([name, parts]): Layer => {
    if (parts.has('scale')) {
      return { name, type: 'CuDNNBatchNorm', blobs: normParts.flatMap((part) => parts.get(part) ?? []) };
    }
    const blobs = [...parts.values()];
    return { name, type: elementAt(blobs, 0).shape.length === 2 ? 'InnerProduct' : 'Convolution', blobs };
  });
  writeFileSync(path, caffemodel(written));
}

/** [height, width, inputs, outputs] or [inputs, outputs] with the outputs first, and the pixels of a kernel last. */
function blobOf(shape: readonly number[], values: Float32Array): Blob {
  if (shape.length === 1) return { shape, values };
  const [inputs, outputs] = [elementAt(shape, shape.length - 2), elementAt(shape, shape.length - 1)];
  const window = shape.slice(0, -2);
  const pixels = values.length / (inputs * outputs);
  const turned = Float32Array.from(values, (_, i) => {
    const [output, rest] = [Math.floor(i / (inputs * pixels)), i % (inputs * pixels)];
    const [input, pixel] = [Math.floor(rest / pixels), rest % pixels];
    return elementAt(values, (pixel * inputs + input) * outputs + output);
  });
  return { shape: [outputs, inputs, ...window], values: turned };
}
