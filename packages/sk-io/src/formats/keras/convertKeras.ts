/** Models as Keras writes them, nested ones included, into models as TensorFlow.js reads them. */
import { ModelError } from 'sk-models';
import { isRecord, type KerasObject, layerTitle, readList, readName, readObject } from './kerasJson.js';
import { convertLayer, type KerasContext, type TfLayer } from './kerasLayers.js';
import { isOperation, readNodeLayer } from './kerasNodeLayer.js';
import { readCall, readTensorRefs, type TensorRef } from './kerasNodes.js';

/** A layer of the file, and where its weights are now. */
export interface ConvertedLayer {
  readonly kerasName: string;
  readonly className: string;
  /** Of the layer of TensorFlow.js that has the weights; no other layer of the model or of nested ones has it. */
  readonly name: string;
  /** Of a nested model. */
  readonly layers?: readonly ConvertedLayer[];
}

export interface ConvertedModel {
  readonly topology: TfLayer;
  readonly layers: readonly ConvertedLayer[];
}

/** What the models of one file share. */
interface Scope {
  readonly context: KerasContext;
  /** A name for a layer that no other of the file has, since TensorFlow.js saves weights by the name of their layer. */
  readonly claim: (name: string, model: string) => string;
}

interface Part {
  /** The layers that stand for one of the file, the first of them with its name and its weights. */
  readonly chain: readonly TfLayer[];
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
  const [first, ...rest] = convertLayer(named, scope.context) as [TfLayer, ...TfLayer[]];
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
    const layer = readNodeLayer(value, name);
    const title = layerTitle(layer);
    const calls = readList(isRecord(value) ? value['inbound_nodes'] : undefined, `${title}: inbound_nodes`);
    const isWeighted = !isOperation(value);
    return {
      ...convertPart(layer, name, scope),
      calls: calls.map((call) => readCall(call, title)),
      isWeighted,
    };
  });
  const [inputs, outputs] = ['input_layers', 'output_layers'].map((key) =>
    readTensorRefs(model.config[key], field(key)),
  ) as [readonly TensorRef[], readonly TensorRef[]];
  const read = parts.flatMap(({ calls }) => calls.flatMap((call) => call.inputs));
  const moved = references(name, parts, [...read, ...outputs]);
  const layers = parts.flatMap(({ chain, calls }) =>
    chain.map((layer, i) => ({
      ...layer,
      name: layer.config['name'],
      inbound_nodes: calls.map((call, node) =>
        i === 0
          ? call.inputs.map((input) => [...moved(input), call.kwargs])
          : [[(chain[i - 1] as TfLayer).config['name'], node, 0, {}]],
      ),
    })),
  );
  const ports = { input_layers: inputs.map(moved), output_layers: outputs.map(moved) };
  return {
    topology: { class_name: 'Model', config: { name, layers, ...ports } },
    layers: parts.flatMap(({ layer, isWeighted }) => (isWeighted ? [layer] : [])),
  };
}

/**
 * References to layers of the file, as references to the last of the layers that stand for each. In TensorFlow.js a nested
 * model's own inputs are its call 0, as in Keras 2, where nothing can refer to that one; Keras 3 counts calls alone.
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
      return [kerasName, { name: String((chain.at(-1) as TfLayer).config['name']), first }];
    }),
  );
  return ([layer, node, tensor]) => {
    const end = ends.get(layer);
    if (end === undefined) throw new ModelError(`Keras: model '${model}' has no layer called '${layer}'`);
    return [end.name, node + end.first, tensor];
  };
}

/** A Sequential without an input layer says in `build_input_shape` what it was built for. */
function withInputShape(layers: readonly TfLayer[], model: KerasObject): readonly TfLayer[] {
  const [first, ...rest] = layers;
  const shape = model.config['build_input_shape'];
  if (first === undefined) throw new ModelError(`Keras: ${layerTitle(model)} has no layers`);
  const knows =
    /^(InputLayer|Model|Sequential)$/.test(first.class_name) || 'batch_input_shape' in first.config;
  if (knows) return layers;
  if (Array.isArray(shape)) {
    return [{ ...first, config: { ...first.config, batch_input_shape: shape } }, ...rest];
  }
  throw new ModelError(
    `Keras: ${layerTitle(model)} does not say what it reads: give it an Input and save it again`,
  );
}
