/** A copy to another buffer, four values to a thread: as fast as the device's memory. */
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Element, Shader } from '../wgsl/shader.js';

export const copyGroupSize = 256;

export interface CopyRecord {
  /** The type that is copied: four values where the size is a multiple of four. */
  readonly element: Element;
}

/** Copies x to y, both of `count` elements. */
export const copyShader: Shader<CopyRecord, 'count'> = {
  name: 'copy',
  uniforms: ['count'],
  write: ({ element }) => ({
    inputs: { x: element },
    outputs: { y: element },
    code: `
@compute @workgroup_size(${copyGroupSize})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${copyGroupSize}u + local;
  if (index < u.count) { y[index] = x[index]; }
}`,
  }),
};
