/** Running averages of one size, in place. */
import type { MovingAverage } from 'sk-core';
import { builtins, lineIndex } from '../../wgsl/grid.js';
import type { Shader } from '../../wgsl/shader.js';

export const averageThreads = 128;

type Slot = 0 | 1 | 2 | 3;
const slots: readonly Slot[] = [0, 1, 2, 3];

/** Number of averages of one dispatch, at most. */
export const mostAverages: number = slots.length;

export interface AveragesRecord {
  readonly averages: number;
  /** Whether the momentum is on the device, with a 0 beside it where nothing may change. */
  readonly onDevice: boolean;
}

/** Uniforms: the momentum, where it is not on the device, and the factor of the value. */
type Share = `${'momentum' | 'scale'}${Slot}`;

/** The shader. Inputs value0, value1, ... and, on the device, momentum; outputs running0, running1, ... */
export const moveAveragesShader: Shader<AveragesRecord, 'size' | Share> = {
  name: 'moveAverages',
  uniforms: ['size'],
  floats: slots.flatMap((i): Share[] => [`momentum${i}`, `scale${i}`]),
  write: ({ averages, onDevice }) => {
    const used = slots.slice(0, averages);
    const move = (i: Slot): string => {
      const share = onDevice ? 'momentum[0]' : `u.momentum${i}`;
      return `running${i}[at] = ${share} * running${i}[at] + (1.0 - ${share}) * u.scale${i} * value${i}[at];`;
    };
    return {
      inputs: {
        ...Object.fromEntries(used.map((i) => [`value${i}`, 'f32'])),
        ...(onDevice && { momentum: 'f32' }),
      },
      outputs: Object.fromEntries(used.map((i) => [`running${i}`, 'f32'])),
      code: `
@compute @workgroup_size(${averageThreads})
fn main(${builtins}) {
  let at = (${lineIndex}) * ${averageThreads}u + local;
  if (at >= u.size${onDevice ? ' || momentum[1] == 0.0' : ''}) { return; }
  ${used.map(move).join('\n  ')}
}`,
    };
  },
};

/** Returns the uniforms of averages. Slots without an average are 0. */
export function averageShares(
  averages: readonly Pick<MovingAverage, 'momentum' | 'scale'>[],
): Readonly<Record<Share, number>> {
  const ofSlots = slots.map((i) => {
    const { momentum = 0, scale = 0 } = averages[i] ?? {};
    return { [`momentum${i}`]: typeof momentum === 'number' ? momentum : 0, [`scale${i}`]: scale };
  });
  return Object.assign({}, ...ofSlots) as Record<Share, number>;
}
