/** The paths of weights in files of Keras 3: groups named by class and number, whatever the layers are called. */
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
  /** Returns the name of a tensor that the layer has and the file has not, where the file has `index` of them. */
  readonly missing: (index: number) => string;
}

/** Returns the tensors of each layer. @param names Paths in the file. @param root Group of the model, '' or ending in a slash. */
export function keras3Tensors(
  layers: readonly ConvertedLayer[],
  names: ReadonlySet<string>,
  root = '',
): readonly LayerTensors[] {
  return tensorsBelow(layers, names, root, formerContainers(names));
}

/** @param former Paths of the models whose group of layers has its former name. */
function tensorsBelow(
  layers: readonly ConvertedLayer[],
  names: ReadonlySet<string>,
  root: string,
  former: ReadonlySet<string>,
): readonly LayerTensors[] {
  const list = former.has(root) ? formerContainer : 'layers';
  const used = new Map<string, number>();
  return layers.flatMap((layer): readonly LayerTensors[] => {
    const kind = snakeCase(layer.className);
    const count = used.get(kind) ?? 0;
    used.set(kind, count + 1);
    const path = `${root}${list}/${kind}${count === 0 ? '' : `_${count}`}/`;
    if (layer.layers !== undefined) return tensorsBelow(layer.layers, names, path, former);
    const tensors = variableGroups.flatMap((group) => numbered(names, `${path}${group}/`));
    return [{ layer, tensors, missing: (index) => `${path}vars/${index}` }];
  });
}

/** The group of layers in files of Keras 2.12 to 2.15. */
const formerContainer = '_layer_checkpoint_dependencies';

/** Returns the paths, '' or ending in a slash, that such a group is in. */
function formerContainers(names: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) {
    let path = '';
    for (const part of name.split('/').slice(0, -1)) {
      if (part === formerContainer) found.add(path);
      path += `${part}/`;
    }
  }
  return found;
}

function numbered(names: ReadonlySet<string>, path: string): readonly string[] {
  const found: string[] = [];
  while (names.has(`${path}${found.length}`)) found.push(`${path}${found.length}`);
  return found;
}

/** Converts as Keras does: Conv2D is conv2d, ReLU re_lu, GlobalAveragePooling2D global_average_pooling2d. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
