/** Gradients of outputs that a loss does not reach. tfjs gives zeros for them; an op can leave them out. */
import { engine, type Tensor, util } from '@tensorflow/tfjs-core';

const absent = new WeakSet<Tensor>();

type Entry = ReturnType<typeof engine>['state']['activeTape'][number];

/** Makes an entry of the tape know which of the gradients that it gets stand for nothing. */
export function markAbsentGradients(entry: Entry): void {
  const { gradient, outputs } = entry;
  if (gradient === undefined) return;
  entry.gradient = (dys) => gradient(outputs.map((output, i) => dys[i] ?? zerosOf(output)));
}

/** Tells whether a gradient is zeros because the loss does not depend on that output. */
export const isAbsent = (dy: Tensor): boolean => absent.has(dy);

/** Tells whether what is computed now may be differentiated later. */
export function isRecording(): boolean {
  const { gradientDepth, kernelDepth } = engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}

function zerosOf({ shape, size }: Tensor): Tensor {
  const zeros = engine().makeTensor(util.makeZerosTypedArray(size, 'float32'), shape, 'float32');
  absent.add(zeros);
  return zeros;
}
