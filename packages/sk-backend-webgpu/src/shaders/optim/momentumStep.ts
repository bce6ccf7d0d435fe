/** Stochastic gradient descent with momentum on several weights, in place. */
import { builtins, lineIndex } from '../../wgsl/grid.js';
import type { Element, Shader } from '../../wgsl/shader.js';

const momentumGroupSize = 256;

/** The weights of one dispatch, each with its velocity and its gradient: few devices bind more than 16 buffers. */
type Slot = 0 | 1 | 2 | 3 | 4;
const slots: readonly Slot[] = [0, 1, 2, 3, 4];
export const mostWeights: number = slots.length;

export interface MomentumRecord {
  /** Number of weights that a dispatch changes. */
  readonly weights: number;
  /** Whether all their sizes are multiples of four. */
  readonly vector: boolean;
  readonly nesterov: boolean;
  /** Whether the learning rate is on the device, with a 0 beside it where nothing may change. */
  readonly onDevice: boolean;
}

/** Uniforms: for each weight its size in elements, the workgroup after its last, and its decay. */
type MomentumUniform = `${'size' | 'end' | 'decay'}${Slot}` | 'learningRate' | 'momentum';

/** The shader. Inputs g0, g1, ... and, on the device, rate; outputs w0, v0, w1, v1, ... */
export const momentumShader: Shader<MomentumRecord, MomentumUniform> = {
  name: 'momentumStep',
  uniforms: slots.flatMap((i): MomentumUniform[] => [`size${i}`, `end${i}`]),
  floats: [...slots.map((i) => `decay${i}` as const), 'learningRate', 'momentum'],
  write: ({ weights, vector, nesterov, onDevice }) => {
    const element: Element = vector ? 'vec4f' : 'f32';
    const used = slots.slice(0, weights);
    return {
      inputs: {
        ...Object.fromEntries(used.map((i) => [`g${i}`, element])),
        ...(onDevice && { rate: 'f32' }),
      },
      outputs: Object.fromEntries(used.flatMap((i) => [`w${i}`, `v${i}`]).map((name) => [name, element])),
      code: `
${used.map((i) => ofWeight(i, nesterov, onDevice ? 'rate[0]' : 'u.learningRate')).join('\n')}

@compute @workgroup_size(${momentumGroupSize})
fn main(${builtins}) {
  let place = ${lineIndex};
  ${onDevice ? 'if (rate[1] == 0.0) { return; }' : ''}
  ${used
    .map(
      (i) =>
        `if (place < u.end${i}) { step${i}((place - ${i === 0 ? '0u' : `u.end${i - 1}`}) * ${momentumGroupSize}u + local); return; }`,
    )
    .join('\n  ')}
}`,
    };
  },
};

const ofWeight = (i: Slot, nesterov: boolean, learningRate: string): string => `
fn step${i}(at: u32) {
  if (at >= u.size${i}) { return; }
  let w = w${i}[at];
  let g = g${i}[at] + u.decay${i} * w;
  let v = u.momentum * v${i}[at] + g;
  v${i}[at] = v;
  w${i}[at] = w - ${learningRate} * ${nesterov ? '(g + u.momentum * v)' : 'v'};
}`;

/** Returns the uniforms of a dispatch, and its number of workgroups. Slots without a weight are empty. */
export function momentumUniforms(
  { learningRate, momentum }: { readonly learningRate: number; readonly momentum: number },
  weights: readonly { readonly size: number; readonly decay: number }[],
): { uniforms: Readonly<Record<MomentumUniform, number>>; count: number } {
  let count = 0;
  const ofSlots = slots.map((i) => {
    const { size = 0, decay = 0 } = weights[i] ?? {};
    count += Math.ceil(size / momentumGroupSize);
    return { [`size${i}`]: size, [`end${i}`]: count, [`decay${i}`]: decay };
  });
  return {
    uniforms: Object.assign({ learningRate, momentum }, ...ofSlots) as Record<MomentumUniform, number>,
    count,
  };
}
