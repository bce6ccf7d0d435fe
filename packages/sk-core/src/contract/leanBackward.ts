/**
 * A backward pass that gives memory back on its way. tfjs keeps each activation and each gradient of one until the whole
 * pass is over; but what an op saved, and the gradients of its outputs, are of no use once it has handed on its own.
 */
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { valueNamed } from './tensorTree.js';

type Tape = ReturnType<typeof engine>['state']['activeTape'];

/**
 * The function f, for `tf.grads` or `tf.variableGrads`, whose gradients then need about half of the memory. The same
 * values come out. Inside another differentiation f is as it was, since the outer one still needs everything.
 */
export function leanBackward<T extends Tensor>(f: () => T): () => T {
  return () => {
    const y = f();
    const { gradientDepth, activeTape } = engine().state;
    if (gradientDepth === 1) freeOnTheWay(activeTape);
    return y;
  };
}

/** tfjs walks the tape from its end, and adds up what arrives at one tensor. */
function freeOnTheWay(tape: Tape): void {
  const reached = new Set<number>();
  const seen = new WeakSet<Tensor>();
  let finished: Tensor[] = [];
  for (const node of tape) {
    const { gradient, inputs, saved = [] } = node;
    if (gradient === undefined) continue;
    node.gradient = (dys) => {
      for (const tensor of finished) tensor.dispose();
      // tfjs types them as tensors, and hands null for outputs that the loss does not reach.
      const arrived = dys.filter((dy) => dy !== null);
      for (const dy of arrived) seen.add(dy);
      const thunks = gradient(dys);
      finished = [...arrived, ...saved];
      return Object.fromEntries(
        Object.entries(thunks).map(([name, thunk]) => [
          name,
          () => {
            const given = thunk();
            // One tensor handed to two inputs, or handed on: each must be disposable alone.
            const dx = seen.has(given) ? given.clone() : given;
            seen.add(dx);
            const { id } = valueNamed(inputs, name);
            if (reached.has(id)) finished.push(dx);
            reached.add(id);
            return dx;
          },
        ]),
      );
    };
  }
}
