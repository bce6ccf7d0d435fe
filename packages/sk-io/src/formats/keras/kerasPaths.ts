/** Where Keras 3 puts the weights of each layer: groups named by class and number, whatever the layers are called. */
import type { ConvertedLayer } from './convertKeras.js';

/** The groups of a layer in which it keeps variables, in the order of its weights in TensorFlow.js. */
const variableGroups = [
  'vars',
  'cell/vars',
  'layer/vars',
  'forward_layer/cell/vars',
  'backward_layer/cell/vars',
];

export interface LayerTensors {
  readonly layer: ConvertedLayer;
  /** Paths in the file, in the order of the layer's weights. */
  readonly tensors: readonly string[];
  /** What a tensor is called that the layer has and the file has not, where it has `index` of them. */
  readonly missing: (index: number) => string;
}

/** @param names Paths of all tensors of the file. @param root Of the model's own group, '' or ending in a slash. */
export function keras3Tensors(
  layers: readonly ConvertedLayer[],
  names: ReadonlySet<string>,
  root = '',
): readonly LayerTensors[] {
  const list = containerName(names, root);
  const used = new Map<string, number>();
  return layers.flatMap((layer): readonly LayerTensors[] => {
    const kind = snakeCase(layer.className);
    const count = used.get(kind) ?? 0;
    used.set(kind, count + 1);
    const path = `${root}${list}/${kind}${count === 0 ? '' : `_${count}`}/`;
    if (layer.layers !== undefined) return keras3Tensors(layer.layers, names, path);
    const tensors = variableGroups.flatMap((group) => numbered(names, `${path}${group}/`));
    return [{ layer, tensors, missing: (index) => `${path}vars/${index}` }];
  });
}

/** Files of Keras 2.12 to 2.15 know the list by another name. */
function containerName(names: ReadonlySet<string>, root: string): string {
  const former = '_layer_checkpoint_dependencies';
  return [...names].some((name) => name.startsWith(`${root}${former}/`)) ? former : 'layers';
}

function numbered(names: ReadonlySet<string>, path: string): readonly string[] {
  const found: string[] = [];
  while (names.has(`${path}${found.length}`)) found.push(`${path}${found.length}`);
  return found;
}

/** As Keras does it: Conv2D is conv2d, ReLU re_lu, GlobalAveragePooling2D global_average_pooling2d. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
