/** The device's own command for copies, which no kernel can beat but some do. */
import type { Program } from '../tfjs/program.js';
import { imageShape } from '../work/shapes.js';
import type { MovingWork } from '../work/work.js';
import { device } from './webgpuKernels.js';

export function bufferCopy(work: MovingWork): Program {
  const size = imageShape(work).reduce((product, length) => product * length, Float32Array.BYTES_PER_ELEMENT);
  const { COPY_SRC, COPY_DST } = GPUBufferUsage;
  const [from, to] = [COPY_SRC | COPY_DST, COPY_DST].map((usage) =>
    device().createBuffer({ size, usage }),
  ) as [GPUBuffer, GPUBuffer];
  return {
    run: () => {
      const encoder = device().createCommandEncoder();
      encoder.copyBufferToBuffer(from, 0, to, 0, size);
      device().queue.submit([encoder.finish()]);
    },
    dispose: () => {
      from.destroy();
      to.destroy();
    },
  };
}
