/**
 * A backward pass that frees tensors on its way. tfjs keeps each activation and its gradient until the whole pass is
 * over. An op's saved tensors and the gradients of its outputs have no use once the op has made the gradients of its
 * inputs. Gradients that arrive at one tensor are added up here, so that an op can add while it writes.
 */
import { add, engine, type NamedTensorMap, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { valueNamed } from '../contract/tensorTree.js';
import type { Thunk } from '../contract/types.js';
import { lastReaders } from './lastReaders.js';

type Tape = ReturnType<typeof engine>['state']['activeTape'];

/**
 * Returns f for `tf.grads` or `tf.variableGrads`, whose backward pass then needs about half of the memory. Gradients
 * are the same to the bit, where no kernel of the backend adds as it writes. Inside another differentiation f is
 * returned unchanged, since the outer one still needs every tensor.
 */
export function releaseDuringBackward<T extends Tensor>(f: () => T): () => T {
  return () => {
    const y = f();
    const { gradientDepth, activeTape } = engine().state;
    if (gradientDepth === 1) freeOnTheWay(activeTape, y);
    return y;
  };
}

/**
 * Makes each entry of the tape free what the entry before it has finished with. tfjs walks the tape from its end. Of the
 * entries that read one tensor it asks the last on its way alone, for the sum of what all of them give.
 */
function freeOnTheWay(tape: Tape, y: Tensor): void {
  const isLast = lastReaders(tape, y);
  /** Sums of gradients, by the ids of tensors that another entry reads too. */
  const sums = new Map<number, Tensor>();
  const seen = new WeakSet<Tensor>();
  let finished: Tensor[] = [];
  for (const node of tape) {
    const { gradient, saved = [] } = node;
    if (gradient === undefined) continue;
    // tfjs calls the method of a copy of the entry, whose inputs are those that it asks for.
    node.gradient = function (this: { readonly inputs: NamedTensorMap }, dys) {
      for (const tensor of finished) tensor.dispose();
      // By type these are tensors; where the loss does not reach an output, tfjs passes null.
      const arrived = dys.filter((dy) => dy !== null);
      for (const dy of arrived) seen.add(dy);
      const thunks = gradient(dys) as Readonly<Record<string, Thunk>>;
      finished = [...arrived, ...saved];
      const total = (name: string, id: number): Tensor => {
        const [thunk, sum] = [valueNamed(thunks, name), sums.get(id)];
        sums.delete(id);
        if (sum !== undefined) finished.push(sum);
        const given = sum === undefined ? thunk() : (thunk.plus?.(sum) ?? tidy(() => add(sum, thunk())));
        // A tensor that goes to two inputs, or that came from another entry, is cloned: each must be disposable alone.
        const dx = seen.has(given) ? given.clone() : given;
        seen.add(dx);
        return dx;
      };
      for (const [name, { id }] of Object.entries(this.inputs)) {
        if (isLast(node, name, id)) continue;
        sums.set(
          id,
          tidy(() => total(name, id)),
        );
        Reflect.deleteProperty(this.inputs, name);
      }
      return Object.fromEntries(
        Object.entries(this.inputs).map(([name, { id }]) => [name, () => total(name, id)]),
      );
    };
  }
}
