/**
 * A backward pass that frees tensors on its way. tfjs keeps each activation and its gradient until the whole pass is
 * over. An op's saved tensors and the gradients of its outputs have no use once the op has made the gradients of its
 * inputs.
 */
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { valueNamed } from './tensorTree.js';

type Tape = ReturnType<typeof engine>['state']['activeTape'];

/**
 * Returns f for `tf.grads` or `tf.variableGrads`, whose backward pass then needs about half of the memory. Gradients
 * are the same to the bit. Inside another differentiation f is returned unchanged, since the outer one still needs
 * every tensor.
 */
export function releaseDuringBackward<T extends Tensor>(f: () => T): () => T {
  return () => {
    const y = f();
    const { gradientDepth, activeTape } = engine().state;
    if (gradientDepth === 1) freeOnTheWay(activeTape);
    return y;
  };
}

/**
 * Makes each entry of the tape free what the entry before it has finished with. tfjs walks the tape from its end, and
 * adds up the gradients that arrive at one tensor.
 */
function freeOnTheWay(tape: Tape): void {
  const reached = new Set<number>();
  const seen = new WeakSet<Tensor>();
  let finished: Tensor[] = [];
  for (const node of tape) {
    const { gradient, inputs, saved = [] } = node;
    if (gradient === undefined) continue;
    node.gradient = (dys) => {
      for (const tensor of finished) tensor.dispose();
      // By type these are tensors; where the loss does not reach an output, tfjs passes null.
      const arrived = dys.filter((dy) => dy !== null);
      for (const dy of arrived) seen.add(dy);
      const thunks = gradient(dys);
      finished = [...arrived, ...saved];
      return Object.fromEntries(
        Object.entries(thunks).map(([name, thunk]) => [
          name,
          () => {
            const given = thunk();
            // A tensor that goes to two inputs, or that came from another entry, is cloned: each must be disposable
            // alone.
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
