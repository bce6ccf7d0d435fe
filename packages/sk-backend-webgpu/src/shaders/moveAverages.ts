/** Running averages of one size, in place. */
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Shader } from '../wgsl/shader.js';

export const averageThreads = 128;

type Slot = 0 | 1 | 2 | 3;
const slots: readonly Slot[] = [0, 1, 2, 3];

/** Number of averages of one dispatch, at most. */
export const mostAverages: number = slots.length;

/** Uniforms: the shares of the average itself and of the new value. */
type Share = `${'old' | 'new'}${Slot}`;

/** The shader. Inputs value0, value1, ...; outputs running0, running1, ... */
export const moveAveragesShader: Shader<{ readonly averages: number }, 'size' | Share> = {
  name: 'moveAverages',
  uniforms: ['size'],
  floats: slots.flatMap((i): Share[] => [`old${i}`, `new${i}`]),
  write: ({ averages }) => {
    const used = slots.slice(0, averages);
    return {
      inputs: Object.fromEntries(used.map((i) => [`value${i}`, 'f32'])),
      outputs: Object.fromEntries(used.map((i) => [`running${i}`, 'f32'])),
      code: `
@compute @workgroup_size(${averageThreads})
fn main(${builtins}) {
  let at = (${lineIndex}) * ${averageThreads}u + local;
  if (at >= u.size) { return; }
  ${used.map((i) => `running${i}[at] = u.old${i} * running${i}[at] + u.new${i} * value${i}[at];`).join('\n  ')}
}`,
    };
  },
};

/** Returns the uniforms of averages. Slots without an average are 0. */
export function averageShares(
  averages: readonly { readonly momentum: number; readonly scale: number }[],
): Readonly<Record<Share, number>> {
  const ofSlots = slots.map((i) => {
    const { momentum = 0, scale = 0 } = averages[i] ?? {};
    return { [`old${i}`]: momentum, [`new${i}`]: (1 - momentum) * scale };
  });
  return Object.assign({}, ...ofSlots) as Record<Share, number>;
}
