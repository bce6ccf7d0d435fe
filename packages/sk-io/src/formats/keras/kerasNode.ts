/** Reads the layers of a functional model with their calls. Some are bare operations, for which arithmetic stands in. */
import { ModelError } from 'sk-models';
import {
  type Config,
  isRecord,
  type KerasObject,
  layerTitle,
  numbersIn,
  readList,
  readObject,
} from './kerasJson.js';
import { type KerasCall, type Operand, readCall, readOperands } from './kerasNodes.js';

export interface KerasNode {
  readonly layer: KerasObject;
  readonly calls: readonly KerasCall[];
  /** False for an operation, which has no weights and no place in a list of layers. */
  readonly isLayer: boolean;
}

/** The operations of Keras 3, by the classes that it writes. */
const operations3: ReadonlyMap<string, string> = new Map(
  ['Add', 'Divide', 'Maximum', 'Minimum', 'Multiply', 'Negative', 'Subtract', 'TrueDivide'].map((name) => [
    name,
    name === 'TrueDivide' ? 'Divide' : name,
  ]),
);

/** The functions of TensorFlow that Keras 2 writes for operators. */
const functions2: ReadonlyMap<unknown, string> = new Map(
  Object.entries({
    '__operators__.add': 'Add',
    'math.add': 'Add',
    'math.divide': 'Divide',
    'math.maximum': 'Maximum',
    'math.minimum': 'Minimum',
    'math.multiply': 'Multiply',
    'math.negative': 'Negative',
    'math.subtract': 'Subtract',
    'math.truediv': 'Divide',
  }),
);

/** Reads a layer of a functional model. @throws ModelError for an operation that is not known. */
export function readNode(value: unknown, model: string): KerasNode {
  const read = readObject(value, `a layer of '${model}'`);
  const fields: Config = isRecord(value) ? value : {};
  const layer = { ...read, config: { ...read.config, name: fields['name'] ?? read.config['name'] } };
  const title = layerTitle(layer);
  const calls = readList(fields['inbound_nodes'], `${title}: inbound_nodes`);
  const operation = operationOf(layer, title);
  if (operation === undefined)
    return { layer, calls: calls.map((call) => readCall(call, title)), isLayer: true };
  const [call, ...more] = calls;
  if (call === undefined || more.length > 0) {
    throw new ModelError(`Keras: ${title}: an operation wants one call, got ${calls.length}`);
  }
  const operands = readOperands(call, title);
  const inputs = operands.flatMap((operand) => ('tensor' in operand ? [operand.tensor] : []));
  const config = { name: layer.config['name'], ...constantIn(operands, operation, title) };
  return {
    layer: { class_name: operation, config },
    calls: [{ inputs, kwargs: {} }],
    isLayer: false,
  };
}

/** Returns the class of an operation; undefined for a layer. */
function operationOf({ class_name, config, module }: KerasObject, title: string): string | undefined {
  const isOperation = typeof module === 'string' && /^keras(\.src)?\.ops\b/.test(module);
  if (!isOperation && class_name !== 'TFOpLambda') return undefined;
  const [known, got] = isOperation ? [operations3, class_name] : [functions2, config['function']];
  const operation = known.get(String(got));
  if (operation !== undefined) return operation;
  throw new ModelError(
    `Keras: ${title} is an operation outside of layers; wants a layer, or one of ${[...known.keys()].join(', ')}`,
  );
}

/** Returns the operand that is no tensor, and on which side it stands, as the settings of the operation. */
function constantIn(operands: readonly Operand[], operation: string, title: string): Config {
  const [first, second, ...more] = operands;
  const isUnary = operation === 'Negative';
  if (first === undefined || more.length > 0 || isUnary !== (second === undefined)) {
    throw new ModelError(
      `Keras: ${title} wants ${isUnary ? 'one operand' : 'two operands'}, got ${operands.length}`,
    );
  }
  if (second === undefined) return {};
  if ('tensor' in first && 'tensor' in second) {
    const ranks = [first.rank, second.rank];
    // Keras aligns shapes at their ends, and the layers of TensorFlow.js at their beginnings.
    if (ranks[0] !== ranks[1]) {
      throw new ModelError(`Keras: ${title} wants two tensors of one rank, got ranks ${ranks.join(' and ')}`);
    }
    return { is_rank_known: ranks[0] !== undefined };
  }
  const constantFirst = !('tensor' in first);
  const constant = 'tensor' in first ? second : first;
  const numbers = 'tensor' in constant ? undefined : numbersIn(constant.value);
  if (numbers === undefined || ('tensor' in constant && !constantFirst)) {
    throw new ModelError(`Keras: ${title} wants tensors, numbers and lists of one number for each channel`);
  }
  return { constant: numbers, constant_first: constantFirst };
}
