/** A part of the conformance cases, for runs that need not repeat all of them. */
import {
  checkCase,
  checkGolden,
  checkNonFinite,
  convGrid,
  goldenCases,
  kernelNames,
  nonFiniteCases,
  opCases,
} from 'sk-conformance/check';
import { kernelOrigin } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { guard, startOnAnyAdapter } from './adapter.js';

/** Sets that every n-th case takes part. The grid's step shares no factor with its sizes, so that each value takes part. */
export interface CaseSteps {
  readonly grid: number;
  readonly others: number;
  readonly nonFinite: number;
  readonly golden: number;
}

/** Registers a part of each kind of cases, and the origin of the kernels. */
export function conformancePart(steps: CaseSteps): void {
  const every = <T>(step: number, cases: readonly T[]): T[] => cases.filter((_, i) => i % step === 0);
  const cases = [...every(steps.grid, convGrid), ...every(steps.others, opCases)];

  describe('a part of the ops on webgpu', () => {
    beforeAll(startOnAnyAdapter);

    for (const c of cases) it(c.name, () => guard(() => checkCase(c)));
    for (const c of every(steps.nonFinite, nonFiniteCases)) it(c.name, () => guard(() => checkNonFinite(c)));
    for (const golden of every(steps.golden, goldenCases))
      it(golden.name, () => guard(() => checkGolden(golden)));

    it('has a kernel for each operator', () => {
      const origins = kernelNames.map((name) => kernelOrigin(name, 'webgpu'));
      expect(new Set(origins)).toEqual(new Set(['plugin']));
    });

    it(`is one in ${steps.grid} of the grid's cases and one in ${steps.others} of the others`, () => {
      const [grid, others] = [convGrid.length / steps.grid, opCases.length / steps.others];
      expect(cases).toHaveLength(Math.ceil(grid) + Math.ceil(others));
    });
  });
}
