/** Puts checked bytes into a model's weights, one weight at a time, and names whatever does not fit. */

import * as tf from '@tensorflow/tfjs-core';
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkFinite } from '../../weights/finiteWeights.js';
import { floatCodecs } from '../safetensors/floatCodecs.js';
import { entryBytes, type WeightsGroup } from './weightsManifest.js';

type Entry = io.WeightsManifestEntry;

interface SetWeightsOptions {
  /** Take weights that are NaN or infinite too. */
  readonly allowNonFinite: boolean;
  /** The file, for messages. */
  readonly path: string;
}

/**
 * @throws Error that lists missing, unexpected and misshapen weights by name; ModelFileError that names a weight which is not
 * finite.
 */
export function setWeights(
  model: LayersModel,
  groups: readonly WeightsGroup[],
  data: Uint8Array<ArrayBuffer>,
  { allowNonFinite, path }: SetWeightsOptions,
): void {
  const entries = groups.flatMap(({ weights }) => weights);
  const bytes = slices(entries, data);
  // What tf.LayersModel.save({ includeOptimizer: true }) adds.
  const saved = entries.filter(({ group }) => group !== 'optimizer');
  if (!allowNonFinite) {
    for (const entry of saved) checkFinite(floatsIn(entry, bytesOf(bytes, entry)), entry.name, path);
  }
  const variables = new Map(model.weights.map((weight) => [weight.originalName, weight]));
  const problems = mismatches(saved, variables);
  if (problems.length > 0) {
    if (loadedByTfjs(model, saved, bytes)) return;
    throw new Error(`its weights are not the model's: ${problems.join('; ')}`);
  }
  for (const entry of saved) {
    tf.tidy(() => {
      const { [entry.name]: value } = io.decodeWeights(bytesOf(bytes, entry), [entry]);
      variables.get(entry.name)?.write(value as tf.Tensor);
    });
  }
}

/** The bytes of each entry, copied only when asked for. */
type Bytes = ReadonlyMap<Entry, () => ArrayBuffer>;

function slices(entries: readonly Entry[], data: Uint8Array<ArrayBuffer>): Bytes {
  let offset = data.byteOffset;
  return new Map(
    entries.map((entry) => {
      const start = offset;
      const end = start + entryBytes(entry);
      offset = end;
      return [entry, () => data.buffer.slice(start, end)];
    }),
  );
}

const bytesOf = (bytes: Bytes, entry: Entry): ArrayBuffer => (bytes.get(entry) as () => ArrayBuffer)();

/** Returns the values that are kept as floats. Whole numbers are finite, with the finite scale of an entry too. */
function floatsIn({ dtype, quantization }: Entry, buffer: ArrayBuffer): Float32Array {
  if (quantization?.dtype === 'float16') return floatCodecs.F16.decode(new Uint8Array(buffer));
  return quantization == null && dtype === 'float32' ? new Float32Array(buffer) : new Float32Array();
}

function mismatches(
  saved: readonly Entry[],
  variables: ReadonlyMap<string, { readonly shape: readonly (number | null)[] }>,
): readonly string[] {
  const names = new Set(saved.map(({ name }) => name));
  const list = (what: string, found: readonly string[]): readonly string[] => {
    const rest = found.length > 10 ? ` and ${found.length - 10} more` : '';
    return found.length === 0 ? [] : [`${what} ${found.slice(0, 10).join(', ')}${rest}`];
  };
  const misshapen = saved.flatMap(({ name, shape }) => {
    const wanted = variables.get(name)?.shape;
    return wanted === undefined || wanted.join() === shape.join()
      ? []
      : [`${name} [${shape}] for [${wanted}]`];
  });
  return [
    ...list(
      'missing',
      [...variables.keys()].filter((name) => !names.has(name)),
    ),
    ...list(
      'unexpected',
      saved.map(({ name }) => name).filter((name) => !variables.has(name)),
    ),
    ...list('misshapen', misshapen),
  ];
}

/** Files that Keras has made name some weights in other ways, which tfjs knows. */
function loadedByTfjs(model: LayersModel, saved: readonly Entry[], bytes: Bytes): boolean {
  return tf.tidy(() => {
    const values = saved.map((entry) => io.decodeWeights(bytesOf(bytes, entry), [entry]));
    try {
      model.loadWeights(Object.assign({}, ...values) as tf.NamedTensorMap);
      return true;
    } catch {
      return false;
    }
  });
}
