/** The epilogue of a convolution: the bias, the addition of a residual unit, the ReLU. */
import type { Element } from '../../wgsl/shader.js';

export interface Epilogue {
  readonly bias: boolean;
  readonly addend: boolean;
  readonly relu: boolean;
}

export const plain: Epilogue = { bias: false, addend: false, relu: false };

/** Returns the inputs that the epilogue reads, after the shader's own. */
export function epilogueInputs({ bias, addend }: Epilogue, element: Element): Record<string, Element> {
  return { ...(bias && { bias: element }), ...(addend && { addend: element }) };
}

/** Returns the function `finish(value, at, channel)`; both places are counted in elements. */
export function finishFunction({ bias, addend, relu }: Epilogue, element: Element): string {
  const sum = ['value', ...(bias ? ['bias[channel]'] : []), ...(addend ? ['addend[at]'] : [])].join(' + ');
  return `
fn finish(value: ${element}, at: u32, channel: u32) -> ${element} {
  ${
    relu
      ? `let y = ${sum};
  return select(y, ${element}(), y < ${element}())`
      : `return ${sum}`
  };
}`;
}
