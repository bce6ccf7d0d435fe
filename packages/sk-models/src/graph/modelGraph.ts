/** Walks the graph of any layers model, nested ones included, computing whatever a caller wants to know at each layer. */
import { LayersModel, type layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';

export type Layer = layers.Layer;

/** One use of a layer; a shared layer has several. */
export interface LayerUse {
  readonly layer: Layer;
  /** The layer's name, after the names of the nested models that it lies in; unique within a walk. */
  readonly name: string;
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
}

/** Turns the values of a layer's inputs into those of its outputs. */
export type Visit<T> = (use: LayerUse, inputs: readonly T[]) => readonly T[];

/**
 * @param inputs One value for each input of the model.
 * @returns One value for each of its outputs. Each use of a layer is visited once, after what it reads.
 */
export function foldModel<T>(model: LayersModel, inputs: readonly T[], visit: Visit<T>): readonly T[] {
  const names = new Set<string>();
  const unique = (name: string): string => {
    let chosen = name;
    for (let n = 2; names.has(chosen); n += 1) chosen = `${name}_use${n}`;
    names.add(chosen);
    return chosen;
  };

  const foldInto = (container: LayersModel, given: readonly T[], path: string): readonly T[] => {
    const values = new Map<SymbolicTensor, T>();
    container.inputs.forEach((tensor, i) => {
      values.set(tensor, given[i] as T);
    });
    const valueFor = (tensor: SymbolicTensor): T => {
      if (!values.has(tensor)) compute(tensor);
      return values.get(tensor) as T;
    };
    const compute = ({ sourceLayer: layer, nodeIndex }: SymbolicTensor): void => {
      const node = layer.inboundNodes[nodeIndex] as (typeof layer.inboundNodes)[number];
      const read = node.inputTensors.map(valueFor);
      const name = unique(`${path}${layer.name}`);
      const { inputTensors, outputTensors } = node;
      const made =
        layer instanceof LayersModel
          ? foldInto(layer, read, `${name}/`)
          : visit({ layer, name, inputs: inputTensors, outputs: outputTensors }, read);
      outputTensors.forEach((tensor, i) => {
        values.set(tensor, made[i] as T);
      });
    };
    return container.outputs.map(valueFor);
  };
  return foldInto(model, inputs, '');
}

/** Every use of a layer, each after those that it reads. */
export function layerUses(model: LayersModel): readonly LayerUse[] {
  const uses: LayerUse[] = [];
  foldModel(
    model,
    model.inputs.map(() => undefined),
    (use) => {
      uses.push(use);
      return use.outputs.map(() => undefined);
    },
  );
  return uses;
}
