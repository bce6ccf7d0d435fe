/** The promises of sk-core to any op on a backend, whoever wrote the op or the kernel. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BackendUnderTest, checkUnderTest, startUnderTest } from '../suites/backendUnderTest.js';
import type { ContractCase } from './contractCase.js';
import { gradientContract } from './gradientContract.js';
import { kernelContract } from './kernelContract.js';
import { pluginContract } from './pluginContract.js';

/** Number of cases, written down so that none gets lost. */
const contractCaseCount = 30;

/** Registers the suite with vitest. */
export function contractSuite(under: BackendUnderTest): void {
  checkUnderTest('contractSuite', under);
  const { backendName, guard = (run) => run(), knownFailures = {} } = under;
  const cases: readonly ContractCase[] = [
    ...gradientContract,
    ...kernelContract(backendName),
    ...pluginContract(backendName),
  ];

  describe(`the op contract on ${backendName}`, () => {
    let missing: string | undefined;
    let before = { numTensors: 0, numDataBuffers: 0 };
    beforeAll(async () => {
      missing = await startUnderTest(under);
    });
    beforeEach((context) => {
      if (missing !== undefined) context.skip(missing);
      before = counted();
      tf.engine().startScope();
    });
    afterEach(() => {
      if (missing !== undefined) return;
      tf.engine().endScope();
      expect(counted()).toEqual(before);
    });
    afterAll(() => {
      tf.env().set('IS_TEST', false);
    });

    for (const { name, run } of cases) {
      const test = name in knownFailures ? it.fails : it;
      test(name, async () => guard(async () => run()));
    }
    it(`has ${contractCaseCount} articles`, () => {
      expect(cases.length).toBe(contractCaseCount);
    });
  });
}

function counted(): { numTensors: number; numDataBuffers: number } {
  const { numTensors, numDataBuffers } = tf.memory();
  return { numTensors, numDataBuffers };
}
