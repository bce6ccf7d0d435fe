/** Converts models as Keras writes them, nested ones included, to models as TensorFlow.js reads them. */
import { elementAt } from 'sk-core';
import { ModelError } from 'sk-models';
import { type KerasObject, layerTitle, readList, readName, readObject } from './kerasJson.js';
import { convertLayer, type KerasContext, type TfLayer } from './kerasLayers.js';
import { readNode } from './kerasNode.js';
import { readTensorRefs, type TensorRef } from './kerasNodes.js';

/** A layer of the file, and the layer of TensorFlow.js that has its weights. */
export interface ConvertedLayer {
  readonly kerasName: string;
  readonly className: string;
  /** Name of the layer of TensorFlow.js that has the weights; unique in the model and its nested ones. */
  readonly name: string;
  /** The layers of a nested model. */
  readonly layers?: readonly ConvertedLayer[];
}

export interface ConvertedModel {
  readonly topology: TfLayer;
  readonly layers: readonly ConvertedLayer[];
}

/** Shared by the models of one file. */
interface Scope {
  readonly context: KerasContext;
  /** Returns a name that no other layer of the file has, since TensorFlow.js saves weights by the name of their layer. */
  readonly claim: (name: string, model: string) => string;
}

interface Part {
  /** The layers that compute what one of the file does, the first of them with its name and its weights. */
  readonly chain: readonly [TfLayer, ...TfLayer[]];
  readonly layer: ConvertedLayer;
}

/** @throws ModelError that names the layer */
export function convertModel(model: KerasObject, context: KerasContext): ConvertedModel {
  const taken = new Set<string>();
  const claim = (name: string, inside: string): string => {
    const free = [name, `${inside}/${name}`].find((candidate) => !taken.has(candidate));
    if (free === undefined) throw new ModelError(`Keras: model '${inside}' has two layers called '${name}'`);
    taken.add(free);
    return free;
  };
  return convertAny(model, { context, claim });
}

const convertAny = (model: KerasObject, scope: Scope): ConvertedModel =>
  model.class_name === 'Sequential' ? convertSequential(model, scope) : convertFunctional(model, scope);

const isModel = ({ class_name }: KerasObject): boolean => /^(Functional|Model|Sequential)$/.test(class_name);

function convertPart(layer: KerasObject, inside: string, scope: Scope): Part {
  const kerasName = readName(layer.config['name'], `${layer.class_name} of '${inside}'`);
  const name = scope.claim(kerasName, inside);
  const named = { ...layer, config: { ...layer.config, name } };
  const converted = { kerasName, className: layer.class_name, name };
  if (isModel(layer)) {
    const { topology, layers } = convertAny(named, scope);
    return { chain: [topology], layer: { ...converted, layers } };
  }
  const [first, ...rest] = convertLayer(named, scope.context);
  const behind = rest.map(({ class_name, config }) => ({
    class_name,
    config: { ...config, name: scope.claim(String(config['name']), inside) },
  }));
  return { chain: [first, ...behind], layer: converted };
}

function convertSequential(model: KerasObject, scope: Scope): ConvertedModel {
  const name = String(model.config['name'] ?? 'sequential');
  const found = readList(model.config['layers'], `${layerTitle(model)}: layers`);
  const parts = found.map((layer) => convertPart(readObject(layer, `a layer of '${name}'`), name, scope));
  const chain = parts.flatMap((part) => part.chain);
  return {
    topology: { class_name: 'Sequential', config: { name, layers: withInputShape(chain, model) } },
    layers: parts.map(({ layer }) => layer),
  };
}

function convertFunctional(model: KerasObject, scope: Scope): ConvertedModel {
  const name = String(model.config['name'] ?? 'model');
  const field = (key: string): string => `${layerTitle(model)}: ${key}`;
  const found = readList(model.config['layers'], field('layers'));
  const parts = found.map((value) => {
    const { layer, ...node } = readNode(value, name);
    return { ...convertPart(layer, name, scope), ...node };
  });
  const ports = (key: string): readonly TensorRef[] => readTensorRefs(model.config[key], field(key));
  const [inputs, outputs] = [ports('input_layers'), ports('output_layers')];
  const read = parts.flatMap(({ calls }) => calls.flatMap((call) => call.inputs));
  const moved = references(name, parts, [...read, ...outputs]);
  const layers = parts.flatMap(({ chain, calls }) =>
    chain.map((layer, i) => {
      const before = chain[i - 1];
      return {
        ...layer,
        name: layer.config['name'],
        inbound_nodes: calls.map((call, node) =>
          before === undefined
            ? call.inputs.map((input) => [...moved(input), call.kwargs])
            : [[before.config['name'], node, 0, {}]],
        ),
      };
    }),
  );
  return {
    topology: {
      class_name: 'Model',
      config: { name, layers, input_layers: inputs.map(moved), output_layers: outputs.map(moved) },
    },
    layers: parts.flatMap(({ layer, isLayer }) => (isLayer ? [layer] : [])),
  };
}

/**
 * Returns a function that turns references to layers of the file into references to the last of the layers that compute the
 * same. In TensorFlow.js the inputs of a nested model are its call 0, as in Keras 2, where nothing can refer to them; Keras 3
 * does not count them.
 */
function references(
  model: string,
  parts: readonly Part[],
  all: readonly TensorRef[],
): (ref: TensorRef) => TensorRef {
  const fromZero = new Set(all.filter(([, node]) => node === 0).map(([layer]) => layer));
  const ends = new Map(
    parts.map(({ chain, layer: { kerasName, layers } }) => {
      const first = layers !== undefined && fromZero.has(kerasName) ? 1 : 0;
      return [kerasName, { name: String(elementAt(chain, chain.length - 1).config['name']), first }];
    }),
  );
  return ([layer, node, tensor]) => {
    const end = ends.get(layer);
    if (end === undefined) throw new ModelError(`Keras: model '${model}' has no layer called '${layer}'`);
    return [end.name, node + end.first, tensor];
  };
}

/** Adds the shape of the input to a Sequential without an input layer, which has it in `build_input_shape`. */
function withInputShape(layers: readonly TfLayer[], model: KerasObject): readonly TfLayer[] {
  const [first, ...rest] = layers;
  const shape = model.config['build_input_shape'];
  if (first === undefined) throw new ModelError(`Keras: ${layerTitle(model)} has no layers`);
  const isKnown =
    /^(InputLayer|Model|Sequential)$/.test(first.class_name) || 'batch_input_shape' in first.config;
  if (isKnown) return layers;
  if (Array.isArray(shape)) {
    return [{ ...first, config: { ...first.config, batch_input_shape: shape } }, ...rest];
  }
  throw new ModelError(
    `Keras: ${layerTitle(model)} wants the shape of its input, got none: give it an Input and save it again`,
  );
}
