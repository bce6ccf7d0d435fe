/** Checks that the calls of a functional model can be made one after the other. */
import { ModelError } from 'sk-models';

export interface LayerCalls {
  readonly name: string;
  /** How many outputs there are before the first call. */
  readonly made: number;
  /** Each a list of [layer, node, tensor, kwargs]. */
  readonly calls: readonly unknown[];
}

interface Ref {
  readonly layer: string;
  readonly node: number;
}

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** @throws ModelError for two layers of one name, references to nothing, and cycles. */
export function checkOrder(model: string, layers: readonly LayerCalls[], outputs: readonly unknown[]): void {
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
      return { name, reads: call.map((ref) => readRef(ref, `layer '${name}'`)) };
    }),
  );

  const callsMade = (layer: string): number => made.get(layer) ?? 0;
  const waiting = new Map<string, typeof pending>();
  const ready = [...pending];
  let done = 0;
  for (let call = ready.pop(); call !== undefined; call = ready.pop()) {
    const missing = call.reads.find(({ layer, node }) => callsMade(layer) <= node);
    if (missing !== undefined) {
      const key = `${missing.node}:${missing.layer}`;
      const others = waiting.get(key) ?? [];
      others.push(call);
      waiting.set(key, others);
      continue;
    }
    done++;
    const node = callsMade(call.name);
    made.set(call.name, node + 1);
    const key = `${node}:${call.name}`;
    ready.push(...(waiting.get(key) ?? []));
    waiting.delete(key);
  }
  if (done === pending.length) return;
  const [stuck] = [...waiting.values()].flatMap((calls) => calls.map(({ name }) => name));
  throw new ModelError(`model '${model}' has a cycle through layer '${stuck}'`);
}
