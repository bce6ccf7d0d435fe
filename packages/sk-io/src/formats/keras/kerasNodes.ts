/** Reads how the layers of a functional model are connected: each call of a layer, in the forms of Keras 2 and Keras 3. */
import { ModelError } from 'sk-models';
import { type Config, isRecord, readList, readName, show } from './kerasJson.js';

/** A layer, the number of one of its calls, and the number of an output of that call. */
export type TensorRef = readonly [layer: string, node: number, tensor: number];

/** One call of a layer. */
interface KerasCall {
  readonly inputs: readonly TensorRef[];
  /** Arguments that are no tensors: `training`. */
  readonly kwargs: Config;
}

/** Reads a call. @param title Of the layer, for messages. @throws ModelError */
export function readCall(value: unknown, title: string): KerasCall {
  return isRecord(value) ? keras3Call(value, title) : keras2Call(readList(value, `${title}: a call`), title);
}

/** Reads {args: [a keras tensor, or a list of them], kwargs}. */
function keras3Call({ args, kwargs }: Config, title: string): KerasCall {
  const what = `${title}: inbound_nodes`;
  const tensors = readList(args, `${what}: args`).flatMap((arg) => (Array.isArray(arg) ? arg : [arg]));
  const inputs = tensors.map((tensor): TensorRef => {
    const { class_name, config } = isRecord(tensor) ? tensor : {};
    if (class_name === '__keras_tensor__' && isRecord(config)) {
      return readTensorRef(config['keras_history'], what);
    }
    throw new ModelError(`Keras: ${what} wants tensors alone, got ${show(tensor)}`);
  });
  return { inputs, kwargs: plainKwargs(kwargs ?? {}, what) };
}

/** Reads [[layer, node, tensor, kwargs], ...]. */
function keras2Call(entries: readonly unknown[], title: string): KerasCall {
  const what = `${title}: inbound_nodes`;
  const calls = typeof entries[0] === 'string' ? [entries] : entries;
  const inputs = calls.map((entry) => readTensorRef(entry, what));
  const kwargs = calls.map((entry) => {
    const [, , , given = {}] = readList(entry, what);
    return plainKwargs(given ?? {}, what);
  });
  return { inputs, kwargs: Object.assign({}, ...kwargs) as Config };
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
