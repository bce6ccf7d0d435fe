/**
 * Checks the topology of a model that is not trusted before TensorFlow.js builds it: that would not end at a cycle, and
 * would allocate whatever numbers say.
 */
import { ModelError } from 'sk-models';
import { type FileLimits, maxNameLength, mostOf, usualLimits } from '../../fileLimits.js';
import { checkOrder, type LayerCalls } from './checkOrder.js';
import { camelCase } from './pythonicToTs.js';

type Json = Readonly<Record<string, unknown>>;

/** TimeDistributed(Bidirectional(LSTM)) is two deep; each Bidirectional copies what it holds. */
const maxWrappers = 4;
/** Limit of the axes of a shape; the operators of TensorFlow.js know six. */
const maxRank = 8;
/** Limit of the parts of a layer, as the branches of an SK unit. */
const maxParts = 10_000;
/** Limit of batch size times units, which a stateful layer keeps from batch to batch. */
const maxState = 2 ** 24;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * @returns The topology with the layers of each model in the order of their calls, where none is shared.
 * @throws ModelError that names the layer.
 */
export function checkTopology(topology: object, limits: FileLimits = usualLimits): object {
  const counted = { layers: 0, limits };
  const { calls, ordered } = checkModel(topology as Json, counted, 0);
  if (calls > limits.calls) {
    throw new ModelError(`nested models call ${calls} layers, wants at most ${mostOf(limits, 'calls')}`);
  }
  return ordered;
}

interface Counted {
  layers: number;
  readonly limits: FileLimits;
}

function count(counted: Counted, layers: number): void {
  counted.layers += layers;
  const { limits } = counted;
  if (counted.layers > limits.layers) {
    throw new ModelError(`has more than ${mostOf(limits, 'layers', 'layers')}`);
  }
}

interface Checked {
  /** How many layers a call of the model calls. */
  readonly calls: number;
  readonly ordered: Json;
}

/** @param batch The largest batch size of the models around this one. */
function checkModel(model: Json, counted: Counted, batch: number): Checked {
  const config = model['config'];
  checkFields(model);
  if (isJson(config)) checkFields(config);
  const inner = isJson(config) ? config : {};
  const list = listIn(isJson(config) ? config['layers'] : config);
  const name = String(inner['name'] ?? model['class_name']);
  checkName(name);
  count(counted, list.length);
  const layers = list.filter(isJson);
  const largest = layers.reduce((most, layer) => Math.max(most, batchSize(layer)), batch);
  const isGraph = model['class_name'] !== 'Sequential';
  const checked = layers.map((layer): Checked => {
    const { calls, ordered } = checkAny(layer, { counted, batch: largest, copies: 1, depth: 0 });
    const times = isGraph ? listIn(layer['inbound_nodes']).length : 1;
    return { calls: times * (calls + 1), ordered };
  });
  const calls = checked.reduce((sum, { calls: count }) => sum + count, 0);
  if (!isGraph) return { calls, ordered: model };
  const graph = checked.map(({ ordered }) => ({ ...graphLayer(ordered), ordered }));
  const sorted = checkOrder(name, graph, listIn(inner['output_layers']), counted.limits).map(
    ({ ordered }) => ordered,
  );
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
  checkName(name);
  // TensorFlow.js reads the one in some places and the other in others.
  if (!isJson(config) || config['name'] !== name) {
    throw new ModelError(`layer '${name}': its config wants the same name`);
  }
  if (!Array.isArray(inbound_nodes)) throw new ModelError(`layer '${name}': inbound_nodes wants a list`);
  // Both have an output before the first call.
  const made = class_name === 'InputLayer' || isNested(layer) ? 1 : 0;
  return { name, made, calls: inbound_nodes };
}

function checkName(name: string): void {
  if (name.length <= maxNameLength) return;
  throw new ModelError(`a name has ${name.length} characters, wants at most ${maxNameLength}`);
}

/** Returns the batch size that a layer says; 0 where it says none. */
function batchSize({ config }: Json): number {
  const shape = isJson(config) ? (config['batch_input_shape'] ?? config['batch_shape']) : undefined;
  return Array.isArray(shape) && typeof shape[0] === 'number' ? shape[0] : 0;
}

interface Place {
  readonly counted: Counted;
  readonly batch: number;
  /** How often the layers around this one hold it. */
  readonly copies: number;
  /** How many layers are around this one in its model. */
  readonly depth: number;
}

const checkAny = (layer: Json, place: Place): Checked =>
  isNested(layer) ? checkModel(layer, place.counted, place.batch) : checkLayer(layer, place);

/** Checks a layer and what it is made of, which it holds in its configuration; each counts as a layer of the model. */
function checkLayer(layer: Json, place: Place): Checked {
  const { counted, batch, copies, depth } = place;
  if (depth > maxWrappers) throw new ModelError(`wraps layers deeper than ${maxWrappers} levels`);
  checkFields(layer);
  const config = layer['config'];
  if (!isJson(config)) return { calls: 0, ordered: layer };
  checkFields(config);
  const className = String(layer['class_name']);
  checkSettings(className, config);
  checkState(className, config, batch);
  count(counted, copies * cellsIn(config));
  const inner = config['layer'];
  if (!isJson(inner)) return { calls: 0, ordered: layer };
  const held = className === 'Bidirectional' ? 2 : 1;
  count(counted, copies * held);
  const { calls, ordered } = checkAny(inner, { counted, batch, copies: copies * held, depth: depth + 1 });
  return {
    calls: held * calls,
    ordered: ordered === inner ? layer : { ...layer, config: { ...config, layer: ordered } },
  };
}

/** The fields that this file looks at, as TensorFlow.js will call them: each has one name in a file. */
const fieldNames: ReadonlyMap<string, string> = new Map(
  [
    ...['class_name', 'inbound_nodes', 'input_layers', 'output_layers'],
    ...['batch_input_shape', 'batch_shape', 'input_shape', 'target_shape'],
  ].map((name) => [camelCase(name), name]),
);

/** Refuses other names for fields that are looked at, which TensorFlow.js would take for the same. */
function checkFields(object: Json): void {
  for (const field of Object.keys(object)) {
    const wanted = fieldNames.get(camelCase(field));
    if (wanted === undefined || wanted === field) continue;
    throw new ModelError(`has a field '${field}', wants it to be called '${wanted}'`);
  }
}

/** Returns how many cells a recurrent layer has besides one: those of StackedRNNCells, which may be stacks again. */
function cellsIn({ cell, cells }: Json): number {
  const list = listIn(cells).filter(isJson);
  const inside = isJson(cell) ? [cell, ...list] : list;
  return inside.reduce(
    (sum, { config }) => sum + (isJson(config) ? cellsIn(config) : 0),
    Math.max(0, list.length - 1),
  );
}

/** Checks the length of what layers copy: names, shapes and parts. Lists of numbers for each channel are none. */
function checkSettings(className: string, config: Json): void {
  if (typeof config['name'] === 'string') checkName(config['name']);
  for (const [field, value] of Object.entries(config)) {
    if (!Array.isArray(value) || value.length <= maxParts || !isJson(value[0])) continue;
    throw new ModelError(
      `${className} '${String(config['name'])}': ${field} has ${value.length} parts, wants at most ${maxParts}`,
    );
  }
  for (const field of ['batch_input_shape', 'batch_shape', 'input_shape', 'target_shape', 'dims']) {
    const { length } = listIn(config[field]);
    if (length <= maxRank) continue;
    throw new ModelError(
      `${className} '${String(config['name'])}': ${field} has ${length} axes, wants at most ${maxRank}`,
    );
  }
}

function checkState(className: string, { name, stateful, units }: Json, batch: number): void {
  if (stateful !== true) return;
  const size = batch * (typeof units === 'number' ? units : Number.POSITIVE_INFINITY);
  if (size > maxState) {
    throw new ModelError(`${className} '${String(name)}' keeps a state of more than ${maxState} values`);
  }
}
