import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { temporaryFolder } from '../../imageFiles.js';

/**
 * Gives each test a folder of its own on the cpu backend, and fails a test that leaves a tensor behind.
 *
 * @returns A function from the name of a file to its path in the folder.
 */
export function testFolder(): (file: string) => string {
  let folder = '';
  let tensors = 0;
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  beforeEach(async () => {
    folder = await temporaryFolder();
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
  });
  return (file) => join(folder, file);
}
