/** Parts of a tensor, each copied into a tensor of its own. */
import { builtins, lineIndex } from '../../wgsl/grid.js';
import type { Shader } from '../../wgsl/shader.js';

const partGroupSize = 256;

/** The parts of one dispatch: few devices bind more than 10 buffers. */
type Slot = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
const slots: readonly Slot[] = [0, 1, 2, 3, 4, 5, 6, 7];
export const mostParts: number = slots.length;

export interface PartsRecord {
  /** Number of parts of a dispatch. */
  readonly parts: number;
}

/** Uniforms: for each part its place in the tensor, its size, and the workgroup after its last. */
type PartsUniform = `${'from' | 'size' | 'end'}${Slot}`;

/** The shader. Input x; outputs p0, p1, ... */
export const assignPartsShader: Shader<PartsRecord, PartsUniform> = {
  name: 'assignParts',
  uniforms: slots.flatMap((i): PartsUniform[] => [`from${i}`, `size${i}`, `end${i}`]),
  write: ({ parts }) => {
    const used = slots.slice(0, parts);
    return {
      inputs: { x: 'f32' },
      outputs: Object.fromEntries(used.map((i) => [`p${i}`, 'f32'])),
      code: `
@compute @workgroup_size(${partGroupSize})
fn main(${builtins}) {
  let place = ${lineIndex};
  ${used.map(ofPart).join('\n  ')}
}`,
    };
  },
};

const ofPart = (i: Slot): string => `if (place < u.end${i}) {
    let at = (place - ${i === 0 ? '0u' : `u.end${i - 1}`}) * ${partGroupSize}u + local;
    if (at < u.size${i}) { p${i}[at] = x[u.from${i} + at]; }
    return;
  }`;

/** Returns the uniforms of a dispatch, and its number of workgroups. Slots without a part are empty. */
export function partsUniforms(parts: readonly { readonly from: number; readonly size: number }[]): {
  uniforms: Readonly<Record<PartsUniform, number>>;
  count: number;
} {
  let count = 0;
  const ofSlots = slots.map((i) => {
    const { from = 0, size = 0 } = parts[i] ?? {};
    count += Math.ceil(size / partGroupSize);
    return { [`from${i}`]: from, [`size${i}`]: size, [`end${i}`]: count };
  });
  return { uniforms: Object.assign({}, ...ofSlots) as Record<PartsUniform, number>, count };
}
