/** The test of a backend: every op of sk-core against float64. A plug-in's test file calls it once. */
import * as tf from '@tensorflow/tfjs-core';
import { kernelOrigin } from 'sk-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { convGrid, convGridCount } from '../cases/convGrid.js';
import { errorCaseCount, errorCases } from '../cases/errorCases.js';
import { nonFiniteCaseCount, nonFiniteCases } from '../cases/nonFiniteCases.js';
import { opCaseCount, opCases } from '../cases/opCases.js';
import { checkCase } from '../check/checkCase.js';
import { checkGolden } from '../check/checkGolden.js';
import { checkNonFinite } from '../check/checkNonFinite.js';
import { goldenCaseCount, goldenCases } from '../check/goldenCases.js';
import { kernelNames } from '../check/subjects.js';
import { type BackendUnderTest, checkUnderTest, startUnderTest } from './backendUnderTest.js';
import { patience } from './patience.js';

/** Registers the suite with vitest. Its last test asserts the number of cases that ran. */
export function backendSuite(under: BackendUnderTest): void {
  checkUnderTest('backendSuite', under);
  const {
    backendName,
    provides,
    guard = (run) => run(),
    tolerance,
    knownFailures = {},
    gridStep = 1,
    onReport,
  } = under;
  const grid = convGrid.filter((_, i) => i % gridStep === 0);
  const cases = [...grid, ...opCases];
  const counts = {
    grid: Math.ceil(convGridCount / gridStep),
    others: opCaseCount,
    nonFinite: nonFiniteCaseCount,
    golden: goldenCaseCount,
    errors: errorCaseCount,
  };
  const results: Record<string, string> = {};
  const run = async (name: string, body: () => void | Promise<void>): Promise<void> => {
    results[name] = 'did not end';
    try {
      await body();
      results[name] = 'passed';
    } catch (error) {
      results[name] = (error as Error).message;
      throw error;
    }
  };

  describe(`ops on ${backendName}`, { timeout: patience }, () => {
    let missing: string | undefined;
    beforeAll(async () => {
      missing = await startUnderTest(under);
    });
    beforeEach((context) => {
      if (missing !== undefined) context.skip(missing);
    });
    afterAll(async () => {
      tf.env().set('IS_TEST', false);
      const kernels = Object.fromEntries(kernelNames.map((name) => [name, kernelOrigin(name, backendName)]));
      if (missing === undefined) await onReport?.({ backendName, kernels, cases: results });
    });

    for (const c of cases) {
      const test = c.name in knownFailures ? it.fails : it;
      test(c.name, () => run(c.name, () => guard(() => checkCase(c, tolerance))));
    }

    for (const c of nonFiniteCases) {
      const test = c.name in knownFailures ? it.fails : it;
      test(c.name, () => run(c.name, () => guard(() => checkNonFinite(c, tolerance))));
    }

    for (const golden of goldenCases) {
      const test = golden.name in knownFailures ? it.fails : it;
      test(golden.name, () => run(golden.name, () => guard(() => checkGolden(golden, tolerance))));
    }

    for (const { name, call, message } of errorCases) {
      const title = `refuses ${name}`;
      it(title, () =>
        run(title, () => {
          const before = tf.memory().numTensors;
          tf.tidy(() => {
            expect(call).toThrow(
              expect.objectContaining({ name: 'ShapeError', message: expect.stringMatching(message) }),
            );
          });
          expect(tf.memory().numTensors).toBe(before);
        }),
      );
    }

    it('every known failure names a case', () => {
      const names = new Set([...cases, ...nonFiniteCases, ...goldenCases].map(({ name }) => name));
      expect(Object.keys(knownFailures).filter((name) => !names.has(name))).toEqual([]);
    });

    it('the plug-in answers for each kernel that it claims, a composite for the others', () => {
      const wanted = kernelNames.map((name) => [name, provides.includes(name) ? 'plugin' : 'composite']);
      expect(kernelNames.map((name) => [name, kernelOrigin(name, backendName)])).toEqual(wanted);
      const others = provides.filter((name) => !kernelNames.includes(name));
      expect(others.map((name) => [name, kernelOrigin(name, backendName)])).toEqual(
        others.map((name) => [name, 'plugin']),
      );
    });

    it(`runs ${counts.grid} convolutions of the grid, ${counts.others} other cases, ${counts.nonFinite} that are not finite, ${counts.golden} golden ones and ${counts.errors} refusals`, () => {
      const found = [grid, opCases, nonFiniteCases, goldenCases, errorCases].map((list) => list.length);
      expect(found).toEqual(Object.values(counts));
      const ran = Object.keys(results).length;
      expect(ran).toBe(Object.values(counts).reduce((a, b) => a + b));
      console.log(
        `sk-conformance: ${backendName} ran ${ran} cases: ${counts.grid} of the convolution grid, ${counts.others} others, ${counts.nonFinite} not finite, ${counts.golden} golden, ${counts.errors} refusals`,
      );
    });
  });
}
