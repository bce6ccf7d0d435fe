/**
 * The tape of a failed gradient. tfjs keeps the tensors that gradients have saved until the backward pass is over.
 * Where a kernel fails before, they stay for ever, and tfjs goes on recording on the tape. After an OutOfMemoryError
 * that memory is needed.
 */
import { engine } from '@tensorflow/tfjs-core';

type Tape = ReturnType<typeof engine>['state']['activeTape'];

export class AbandonedTape {
  #tape: Tape | undefined;

  /** Remembers the tape of a kernel that has failed. */
  remember(): void {
    this.#tape ??= engine().state.activeTape ?? undefined;
  }

  /** Frees the tape as soon as no gradient works on it. To be called before each kernel. */
  free(): void {
    const tape = this.#tape;
    if (tape === undefined) return;
    const { state } = engine();
    if (state.activeTape === tape) {
      if (state.gradientDepth > 0) return;
      state.activeTape = null as never;
    }
    this.#tape = undefined;
    for (const { saved = [] } of tape) for (const tensor of saved) tensor.dispose();
  }
}
