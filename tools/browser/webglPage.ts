/** Every op and a training run on tfjs's WebGL backend, where composites answer. */
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { kernelNames } from 'sk-conformance/check';
import type { BackendInPage } from './backendInPage.js';
import { runCases, type Share, type ShareReport } from './conformance.js';
import type { Outcome } from './outcome.js';
import { train } from './training.js';

const webgl: BackendInPage = {
  name: 'webgl',
  start: async () => {
    if (!(await tf.setBackend('webgl'))) throw new Error('webgl does not start in this browser');
    // Half floats have 11 bits, of which nothing would be left after a batch norm.
    if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED'))
      throw new Error('webgl has no float32 textures here');
    return rendererOf((tf.backend() as MathBackendWebGL).gpgpu.gl);
  },
  composites: kernelNames,
  brings: [],
  guard: (run) => run(),
  // A composite is some thirty shaders, compiled for its shapes: the whole grid would take an hour on a processor. No
  // factor in common with the grid's: each of its values still takes part. tfjs's ReLU makes NaN of -Infinity there.
  steps: { grid: 397, others: 61, golden: 3 },
};

function rendererOf(gl: WebGLRenderingContext): string {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(names === null ? gl.RENDERER : names.UNMASKED_RENDERER_WEBGL));
}

export function conformance(share: Share): Promise<ShareReport> {
  // Small tensors too go through shaders.
  tf.env().set('WEBGL_CPU_FORWARD', false);
  return runCases(webgl, share);
}

export const training = (): Promise<Outcome[]> => train(webgl);
