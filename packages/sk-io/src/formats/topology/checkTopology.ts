/**
 * Checks the topology of a model that is not trusted before TensorFlow.js builds it: that would not end at a cycle, and
 * would allocate whatever numbers say.
 */
import { ModelError } from 'sk-models';
import { checkOrder, type LayerCalls } from './checkOrder.js';

type Json = Readonly<Record<string, unknown>>;

/** Above the largest networks, which have thousands of layers. */
const maxLayers = 10_000;
/** Limit of calls of layers, each as often as the nested models around it are called. */
const maxCalls = 100_000;
/** TimeDistributed(Bidirectional(LSTM)) is two deep; each Bidirectional copies what it holds. */
const maxWrappers = 4;
/** Limit of batch size times units, which a stateful layer keeps from batch to batch. */
const maxState = 2 ** 24;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * @returns The topology with the layers of each model in the order of their calls, where none is shared.
 * @throws ModelError that names the layer.
 */
export function checkTopology(topology: object): object {
  const counted = { layers: 0 };
  const { calls, ordered } = checkModel(topology as Json, counted, []);
  if (calls > maxCalls) {
    throw new ModelError(`nested models call ${calls} layers, wants at most ${maxCalls}`);
  }
  return ordered;
}

interface Checked {
  /** How many layers a call of the model calls. */
  readonly calls: number;
  readonly ordered: Json;
}

function checkModel(model: Json, counted: { layers: number }, batch: readonly number[]): Checked {
  const config = model['config'];
  const inner = isJson(config) ? config : {};
  const list = listIn(isJson(config) ? config['layers'] : config);
  const name = String(inner['name'] ?? model['class_name']);
  counted.layers += list.length;
  if (counted.layers > maxLayers) throw new ModelError(`has more than ${maxLayers} layers`);
  const layers = list.filter(isJson);
  const sizes = [...batch, ...layers.flatMap(batchSize)];
  const isGraph = model['class_name'] !== 'Sequential';
  const checked = layers.map((layer): Checked => {
    const nested = isNested(layer);
    const { calls, ordered } = nested ? checkModel(layer, counted, sizes) : { calls: 0, ordered: layer };
    if (!nested) checkLayer(layer, sizes);
    const times = isGraph ? listIn(layer['inbound_nodes']).length : 1;
    return { calls: times * (calls + 1), ordered };
  });
  const calls = checked.reduce((sum, { calls: count }) => sum + count, 0);
  if (!isGraph) return { calls, ordered: model };
  const graph = checked.map(({ ordered }) => ({ ...graphLayer(ordered), ordered }));
  const sorted = checkOrder(name, graph, listIn(inner['output_layers'])).map(({ ordered }) => ordered);
  // What is no layer stays, for TensorFlow.js to refuse.
  const isSame = layers.length < list.length || sorted.every((layer, i) => layer === list[i]);
  return { calls, ordered: isSame ? model : { ...model, config: { ...inner, layers: sorted } } };
}

const isNested = ({ class_name }: Json): boolean =>
  /^(Functional|Model|Sequential)$/.test(String(class_name));

function graphLayer(layer: Json): LayerCalls {
  const { class_name, name, config, inbound_nodes } = layer;
  if (typeof name !== 'string' || name === '' || name in {}) {
    throw new ModelError(`a ${String(class_name)} wants a name, got ${JSON.stringify(name)?.slice(0, 80)}`);
  }
  // TensorFlow.js reads the one in some places and the other in others.
  if (!isJson(config) || config['name'] !== name) {
    throw new ModelError(`layer '${name}': its config wants the same name`);
  }
  if (!Array.isArray(inbound_nodes)) throw new ModelError(`layer '${name}': inbound_nodes wants a list`);
  // Both have an output before the first call.
  const made = class_name === 'InputLayer' || isNested(layer) ? 1 : 0;
  return { name, made, calls: inbound_nodes };
}

function batchSize({ config }: Json): readonly number[] {
  const shape = isJson(config) ? (config['batch_input_shape'] ?? config['batch_shape']) : undefined;
  return Array.isArray(shape) && typeof shape[0] === 'number' ? [shape[0]] : [];
}

function checkLayer(layer: Json, batch: readonly number[]): void {
  let depth = 0;
  for (let wrapped: unknown = layer; isJson(wrapped); depth++) {
    if (depth > maxWrappers) throw new ModelError(`wraps layers deeper than ${maxWrappers} levels`);
    const config = wrapped['config'];
    if (!isJson(config)) return;
    checkState(String(wrapped['class_name']), config, batch);
    wrapped = config['layer'];
  }
}

function checkState(className: string, { name, stateful, units }: Json, batch: readonly number[]): void {
  if (stateful !== true) return;
  const size = Math.max(0, ...batch) * (typeof units === 'number' ? units : Number.POSITIVE_INFINITY);
  if (size > maxState) {
    throw new ModelError(`${className} '${String(name)}' keeps a state of more than ${maxState} values`);
  }
}
