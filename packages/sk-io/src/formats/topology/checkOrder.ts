/** Checks that the calls of a functional model can be made one after the other. */
import { ModelError } from 'sk-models';
import { type FileLimits, mostOf } from '../../fileLimits.js';

export interface LayerCalls {
  readonly name: string;
  /** How many outputs there are before the first call. */
  readonly made: number;
  /** Each a list of [layer, node, tensor, kwargs]. */
  readonly calls: readonly unknown[];
}

interface Call {
  readonly name: string;
  readonly reads: readonly Ref[];
}

interface Ref {
  readonly layer: string;
  readonly node: number;
}

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/**
 * @returns The layers, so that each reads what stands before it; those of a model with shared layers as they are.
 * @throws ModelError for two layers of one name, references to nothing, calls with too many inputs, and cycles.
 */
export function checkOrder<L extends LayerCalls>(
  model: string,
  layers: readonly L[],
  outputs: readonly unknown[],
  limits: FileLimits,
): readonly L[] {
  const made = new Map<string, number>();
  const total = new Map<string, number>();
  for (const { name, made: before, calls } of layers) {
    if (made.has(name)) throw new ModelError(`model '${model}' has two layers called '${name}'`);
    made.set(name, before);
    total.set(name, before + calls.length);
  }
  const readRef = (value: unknown, reader: string): Ref => {
    const [layer, node, tensor] = Array.isArray(value) ? (value as readonly unknown[]) : [];
    const isRef = typeof layer === 'string' && isIndex(node) && isIndex(tensor);
    if (isRef && node < (total.get(layer) ?? 0)) return { layer, node };
    const got = JSON.stringify(value)?.slice(0, 80);
    throw new ModelError(`${reader} of model '${model}' reads an output that no layer makes: ${got}`);
  };
  for (const output of outputs) if (Array.isArray(output)) readRef(output, 'an output');
  const pending = layers.flatMap(({ name, calls }) =>
    calls.map((call) => {
      // TensorFlow.js makes no call without inputs, and waits for it for ever.
      if (!Array.isArray(call) || call.length === 0) {
        throw new ModelError(`layer '${name}': a call wants a list of what it reads`);
      }
      if (call.length > limits.reads) {
        throw new ModelError(
          `layer '${name}': reads ${call.length} outputs at once, wants at most ${mostOf(limits, 'reads')}`,
        );
      }
      return { name, reads: call.map((ref) => readRef(ref, `layer '${name}'`)) };
    }),
  );

  const order = orderOfCalls(model, pending, made);
  // TensorFlow.js numbers the calls of a shared layer as it comes to them, which the order of the file decides.
  const isShared = layers.some(({ calls }) => calls.length > 1);
  const sorted = isShared || isOrdered(layers, pending) ? layers : byCall(layers, order);
  checkPasses(model, sorted, order, limits);
  return sorted;
}

/** Returns the calls in an order in which they can be made. @param made The outputs of each layer; it is counted up. */
function orderOfCalls(model: string, pending: readonly Call[], made: Map<string, number>): readonly Call[] {
  const callsMade = (layer: string): number => made.get(layer) ?? 0;
  const waiting = new Map<string, Call[]>();
  const ready = [...pending];
  const order: Call[] = [];
  for (let call = ready.pop(); call !== undefined; call = ready.pop()) {
    const missing = call.reads.find(({ layer, node }) => callsMade(layer) <= node);
    if (missing !== undefined) {
      const key = `${missing.node}:${missing.layer}`;
      const others = waiting.get(key) ?? [];
      others.push(call);
      waiting.set(key, others);
      continue;
    }
    order.push(call);
    const node = callsMade(call.name);
    made.set(call.name, node + 1);
    const key = `${node}:${call.name}`;
    for (const other of waiting.get(key) ?? []) ready.push(other);
    waiting.delete(key);
  }
  if (order.length === pending.length) return order;
  const [stuck] = [...waiting.values()].flatMap((calls) => calls.map(({ name }) => name));
  throw new ModelError(`model '${model}' has a cycle through layer '${stuck}'`);
}

/** Returns a function that tells the place of a layer in a list. */
function placesOf(layers: readonly LayerCalls[]): (name: string) => number {
  const places = new Map(layers.map(({ name }, place) => [name, place]));
  return (name) => places.get(name) ?? 0;
}

/** Tells whether each layer stands behind those that its calls read. */
function isOrdered(layers: readonly LayerCalls[], calls: readonly Call[]): boolean {
  const placeOf = placesOf(layers);
  return calls.every(({ name, reads }) => reads.every(({ layer }) => placeOf(layer) < placeOf(name)));
}

function byCall<L extends LayerCalls>(layers: readonly L[], order: readonly Call[]): readonly L[] {
  const turns = new Map<string, number>();
  for (const [turn, { name }] of order.entries()) if (!turns.has(name)) turns.set(name, turn);
  const turnOf = ({ name }: L): number => turns.get(name) ?? -1;
  return layers.toSorted((a, b) => turnOf(a) - turnOf(b));
}

function checkPasses(
  model: string,
  layers: readonly LayerCalls[],
  order: readonly Call[],
  limits: FileLimits,
): void {
  const placeOf = placesOf(layers);
  const nextNode = new Map(layers.map(({ name, made }) => [name, made]));
  const passOf = new Map<string, number>();
  let passes = 1;
  for (const { name, reads } of order) {
    const node = nextNode.get(name) ?? 0;
    nextNode.set(name, node + 1);
    let pass = passOf.get(`${node - 1}:${name}`) ?? 1;
    for (const read of reads) {
      const isLater = placeOf(read.layer) >= placeOf(name);
      pass = Math.max(pass, (passOf.get(`${read.node}:${read.layer}`) ?? 1) + (isLater ? 1 : 0));
    }
    passOf.set(`${node}:${name}`, pass);
    passes = Math.max(passes, pass);
  }
  if (passes * layers.length <= limits.visits) return;
  throw new ModelError(
    `model '${model}' calls its ${layers.length} layers in turns, which takes ${passes} passes over them: wants at most ${mostOf(limits, 'visits', 'visits of a layer')}`,
  );
}
