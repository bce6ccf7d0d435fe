/** Puts the weights of a Keras file into the model that was made from its configuration. */
import { LayersModel, type layers } from '@tensorflow/tfjs-layers';
import { SkGroupedConv2D } from 'sk-models/layers';
import type { ConvertedLayer } from '../../formats/keras/convertKeras.js';
import { keras3Tensors, type LayerTensors } from '../../formats/keras/kerasPaths.js';
import { ModelFileError } from '../../modelFileError.js';
import { assignWeights } from '../../naming/assignWeights.js';
import type { WeightBinding } from '../../weights/weightBinding.js';
import type { TensorInfo } from '../../weights/weightSource.js';
import type { Hdf5File } from './openHdf5.js';

type Layer = layers.Layer;
type Weight = LayersModel['weights'][number];

/**
 * @throws ModelFileError that lists missing, unexpected and misshapen tensors by name, and names a weight that is not finite;
 * then no weight is touched
 */
export async function assignKerasWeights(
  model: LayersModel,
  converted: readonly ConvertedLayer[],
  file: Hdf5File,
  allowNonFinite: boolean,
): Promise<void> {
  const root = file.strings('model_weights', 'layer_names') === undefined ? '' : 'model_weights/';
  const isLegacy = file.strings(root === '' ? '/' : 'model_weights', 'layer_names') !== undefined;
  const places = isLegacy
    ? legacyTensors(converted, file, root)
    : keras3Tensors(converted, new Set(file.tensors.keys()));
  const built = layersByName(model);
  const shapes = new Map<string, TensorInfo>(file.tensors);
  const bindings = places.flatMap(({ layer, tensors, missing }): WeightBinding[] => {
    const weights = weightsOf(layer, built);
    const grouped = groupedKernels(layer, built);
    return weights.map((weight, i) => {
      const tensor = tensors[i] ?? missing(i);
      const info = shapes.get(tensor);
      if (info !== undefined) shapes.set(tensor, grouped.has(weight) ? asGrouped(info) : info);
      return { weight: weight.originalName, tensor, layout: 'same' };
    });
  });
  checkUnique(bindings, file.what);
  const counts = new Set(places.flatMap(countOf));
  await assignWeights(model, { ...file, tensors: shapes }, bindings, {
    ignore: (name) => !name.startsWith(root) || besides.test(name) || counts.has(name) || count.test(name),
    allowNonFinite,
  });
}

/** The state of an optimiser, of metrics and of random numbers lies beside the weights. */
const besides =
  /^(model_weights\/)?(optimizer|optimizer_weights|metrics|vars|top_level_model_weights)\/|(^|\/)seed_generator\//;

/** Normalization keeps how many samples its statistics are of, behind them: nothing reads that at inference. */
const countOf = ({ layer, tensors }: LayerTensors): readonly string[] =>
  layer.className === 'Normalization' ? tensors.slice(2) : [];
const count = /\/count(:0)?$/;

/** Keras 2: for each layer of the outermost model a group of its name, which lists its weights in their order. */
function legacyTensors(
  converted: readonly ConvertedLayer[],
  file: Hdf5File,
  root: string,
): readonly LayerTensors[] {
  return converted.map((layer) => {
    const group = `${root}${layer.kerasName}`;
    const names = file.strings(group, 'weight_names') ?? [];
    return {
      layer,
      tensors: names.filter((name) => !count.test(name)).map((name) => `${group}/${name}`),
      missing: (index) => `${group}/weight ${index}`,
    };
  });
}

function layersByName(model: LayersModel): ReadonlyMap<string, Layer> {
  const found = new Map<string, Layer>();
  const add = ({ layers }: LayersModel): void => {
    for (const layer of layers) {
      found.set(layer.name, layer);
      if (layer instanceof LayersModel) add(layer);
    }
  };
  add(model);
  return found;
}

/** Those of a nested model in the order of its layers in the file: all that are trained, then the others. */
function weightsOf(layer: ConvertedLayer, built: ReadonlyMap<string, Layer>): readonly Weight[] {
  const leaves = leavesOf(layer).flatMap(({ name }) => built.get(name) ?? []);
  return [
    ...leaves.flatMap(({ trainableWeights }) => trainableWeights),
    ...leaves.flatMap(({ nonTrainableWeights }) => nonTrainableWeights),
  ];
}

function leavesOf(layer: ConvertedLayer): readonly ConvertedLayer[] {
  return layer.layers === undefined ? [layer] : layer.layers.flatMap(leavesOf);
}

/** Returns the weights of depthwise convolutions that grouped ones stand for. */
function groupedKernels(layer: ConvertedLayer, built: ReadonlyMap<string, Layer>): ReadonlySet<Weight> {
  const found = leavesOf(layer).flatMap(({ className, name }) => {
    const owner = built.get(name);
    return className === 'DepthwiseConv2D' && owner instanceof SkGroupedConv2D ? owner.weights : [];
  });
  return new Set(found);
}

/** The kernel of a depthwise convolution [kh, kw, C, m] as that of a grouped one, [kh, kw, 1, C * m]: the same values. */
function asGrouped(info: TensorInfo): TensorInfo {
  const [kh, kw, c, m] = info.shape;
  if (info.shape.length !== 4) return info;
  return { ...info, shape: [kh as number, kw as number, 1, (c as number) * (m as number)] };
}

function checkUnique(bindings: readonly WeightBinding[], what: string): void {
  const seen = new Set<string>();
  for (const { weight } of bindings) {
    if (seen.has(weight)) throw new ModelFileError(what, `two of its layers have a weight called ${weight}`);
    seen.add(weight);
  }
}
