import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startOnAnyAdapter } from '../support/adapter.js';
import { shaderSamples } from './support/shaders.js';

/** A software adapter compiles for half a minute: SK_TEST_FULL=1 adds it. Conformance compiles what its cases need. */
const full = process.env['SK_TEST_FULL'] === '1';

beforeAll(startOnAnyAdapter);

describe('shaders', () => {
  for (const { title, text } of shaderSamples) {
    it(`${title} is what it was`, () => {
      expect(text).toMatchSnapshot();
    });

    // SwiftShader has no matrices of subgroups: matrixShaders.test.ts compiles these.
    if (!full || text.includes('subgroup_matrix')) continue;

    it(`${title} compiles without a message`, async () => {
      const { device } = tf.backend() as WebGPUBackend;
      device.pushErrorScope('validation');
      const module = device.createShaderModule({ code: text });
      const compute = { module, entryPoint: 'main' };
      const pipeline = device.createComputePipeline({ layout: 'auto', compute });
      const { messages } = await module.getCompilationInfo();
      const error = await device.popErrorScope();
      expect(messages.map(({ message }) => message)).toEqual([]);
      expect(error?.message).toBeUndefined();
      expect(pipeline.getBindGroupLayout(0)).toBeDefined();
    });
  }
});
