/** Networks are described where TensorFlow.js has no backend, and createModel says how to start one. */
import * as tf from '@tensorflow/tfjs-core';
import { createModel, describeModel, registry } from 'sk-models';
import { expect, it } from 'vitest';

const backends = (): string[] => Object.keys(tf.engine().registryFactory);

it('networks are described, and there is no backend afterwards', () => {
  expect(backends()).toEqual([]);
  expect(describeModel('sknet50').parameters).toBe(27_479_784);
  for (const name of registry.keys()) expect(describeModel(name).macs, name).toBeGreaterThan(0);
  expect(backends()).toEqual([]);
  expect(tf.memory).toThrow();
});

it('createModel says how to start one, and works once there is one', async () => {
  const create = () => createModel('sknet_slim', { widthMultiplier: 1 / 4 });
  expect(create).toThrow(expect.objectContaining({ name: 'ModelError' }) as Error);
  expect(create).toThrow("await start() of 'sk-backend-wasm/node'");
  await import('@tensorflow/tfjs-backend-cpu');
  const model = create();
  expect(model.name).toContain('sknet_slim');
  model.dispose();
  expect(tf.memory().numTensors).toBe(0);
});
