/** Reads how the layers of a functional model are connected: each call of a layer, in the forms of Keras 2 and Keras 3. */
import { ModelError } from 'sk-models';
import { type Config, isRecord, readList, readName, show } from './kerasJson.js';

/** A layer, the number of one of its calls, and the number of an output of that call. */
export type TensorRef = readonly [layer: string, node: number, tensor: number];

/** One call of a layer. */
export interface KerasCall {
  readonly inputs: readonly TensorRef[];
  /** Arguments that are no tensors: `training`. */
  readonly kwargs: Config;
}

/** Reads a call. @param title Of the layer, for messages. @throws ModelError */
export function readCall(value: unknown, title: string): KerasCall {
  return isRecord(value) ? keras3Call(value, title) : keras2Call(readList(value, `${title}: a call`), title);
}

/** An operand of an operation: a tensor, with its rank where the file says it, or a value that is none. */
export type Operand =
  | { readonly tensor: TensorRef; readonly rank: number | undefined }
  | { readonly value: unknown };

/** Reads the operands of an operation's call. @param title Of the operation, for messages. @throws ModelError */
export function readOperands(value: unknown, title: string): readonly Operand[] {
  const what = `${title}: inbound_nodes`;
  if (isRecord(value)) return keras3Operands(value, what);
  return keras2Operands(readList(value, `${title}: a call`), what);
}

function keras3Operands({ args, kwargs }: Config, what: string): readonly Operand[] {
  const given = Object.values(isRecord(kwargs) ? kwargs : {}).filter((argument) => argument !== null);
  return [...readList(args, `${what}: args`), ...given].map((arg): Operand => {
    const tensor = kerasTensor(arg, what);
    return tensor ?? { value: arg };
  });
}

/** Reads [layer, node, tensor, {y: number or [layer, node, tensor]}]; a number that comes first is called _CONSTANT_VALUE. */
function keras2Operands(entry: readonly unknown[], what: string): readonly Operand[] {
  const [name, , value, given] = entry;
  const first: Operand =
    name === '_CONSTANT_VALUE' ? { value } : { tensor: readTensorRef(entry, what), rank: undefined };
  const { name: _, ...others } = isRecord(given) ? given : {};
  return [
    first,
    ...Object.values(others).map((other): Operand => {
      const isRef = Array.isArray(other) && typeof other[0] === 'string';
      return isRef ? { tensor: readTensorRef(other, what), rank: undefined } : { value: other };
    }),
  ];
}

/** Reads a tensor as Keras 3 writes it; undefined for anything else. */
function kerasTensor(
  value: unknown,
  what: string,
): { readonly tensor: TensorRef; readonly rank: number | undefined } | undefined {
  const { class_name, config } = isRecord(value) ? value : {};
  if (class_name !== '__keras_tensor__' || !isRecord(config)) return undefined;
  const { keras_history, shape } = config;
  return {
    tensor: readTensorRef(keras_history, what),
    rank: Array.isArray(shape) ? shape.length : undefined,
  };
}

/** Reads {args: [a keras tensor, or a list of them], kwargs}. */
function keras3Call({ args, kwargs }: Config, title: string): KerasCall {
  const what = `${title}: inbound_nodes`;
  const tensors = readList(args, `${what}: args`).flatMap((arg) => (Array.isArray(arg) ? arg : [arg]));
  const inputs = tensors.map((value): TensorRef => {
    const read = kerasTensor(value, what);
    if (read !== undefined) return read.tensor;
    throw new ModelError(`Keras: ${what} wants tensors alone, got ${show(value)}`);
  });
  return { inputs, kwargs: plainKwargs(kwargs ?? {}, what) };
}

/** Reads [[layer, node, tensor, kwargs], ...]. */
function keras2Call(entries: readonly unknown[], title: string): KerasCall {
  const what = `${title}: inbound_nodes`;
  const calls = typeof entries[0] === 'string' ? [entries] : entries;
  const inputs = calls.map((entry) => readTensorRef(entry, what));
  const kwargs = calls.flatMap((entry) => {
    const [, , , given = {}] = readList(entry, what);
    return Object.entries(plainKwargs(given ?? {}, what));
  });
  return { inputs, kwargs: Object.fromEntries(kwargs) };
}

function readTensorRef(value: unknown, what: string): TensorRef {
  const [layer, node, tensor] = readList(value, what);
  const isIndex = (index: unknown): index is number => Number.isSafeInteger(index) && (index as number) >= 0;
  if (!isIndex(node) || !isIndex(tensor)) {
    throw new ModelError(`Keras: ${what} wants [layer, node, tensor], got ${show(value)}`);
  }
  return [readName(layer, what), node, tensor];
}

/** Reads `input_layers` and `output_layers`: one, a list of them, or named ones. */
export function readTensorRefs(value: unknown, what: string): readonly TensorRef[] {
  if (isRecord(value)) return Object.values(value).map((ref) => readTensorRef(ref, what));
  const list = readList(value, what);
  return typeof list[0] === 'string'
    ? [readTensorRef(list, what)]
    : list.map((ref) => readTensorRef(ref, what));
}

function plainKwargs(value: unknown, what: string): Config {
  if (!isRecord(value)) throw new ModelError(`Keras: ${what}: kwargs wants an object, got ${show(value)}`);
  const given = Object.entries(value).filter(([, argument]) => argument !== null);
  const strange = given.find(([, argument]) => typeof argument === 'object');
  if (strange === undefined) return Object.fromEntries(given);
  throw new ModelError(`Keras: ${what}: ${strange[0]} wants a plain value, got ${show(strange[1])}`);
}
