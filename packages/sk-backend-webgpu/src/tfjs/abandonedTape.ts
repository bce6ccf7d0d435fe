/**
 * What a failed gradient leaves. tfjs keeps the tensors that gradients have saved until the backward pass is over: where
 * a kernel fails before, for ever, and it goes on recording on the tape. After an OutOfMemoryError that would be what
 * there is no room for.
 */
import { engine } from '@tensorflow/tfjs-core';

type Tape = ReturnType<typeof engine>['state']['activeTape'];

export class AbandonedTape {
  #tape: Tape | undefined;

  /** A kernel has failed. */
  remember(): void {
    this.#tape ??= engine().state.activeTape ?? undefined;
  }

  /** To be called before each kernel: frees the tape as soon as nobody is at work on it. */
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
