/** A part of the conformance cases, for runs that need not repeat all of them. */
import { checkCase, checkGolden, convGrid, goldenCases, kernelNames, opCases } from 'sk-conformance/check';
import { kernelOrigin } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { guard, startOnAnyAdapter } from './adapter.js';

/** Each how-manieth case takes part. No factor in common with the grid's: each of its values still takes part. */
export interface CaseSteps {
  readonly grid: number;
  readonly others: number;
}

/** Registers a part of the convolution grid and of the other cases, all golden cases, and the origin of the kernels. */
export function conformancePart({ grid, others }: CaseSteps): void {
  const cases = [...convGrid.filter((_, i) => i % grid === 0), ...opCases.filter((_, i) => i % others === 0)];

  describe('a part of the ops on webgpu', () => {
    beforeAll(startOnAnyAdapter);

    for (const c of cases) it(c.name, () => guard(() => checkCase(c)));
    for (const golden of goldenCases) it(golden.name, () => guard(() => checkGolden(golden)));

    it('has a kernel for each operator', () => {
      const origins = kernelNames.map((name) => kernelOrigin(name, 'webgpu'));
      expect(new Set(origins)).toEqual(new Set(['plugin']));
    });

    it(`is one in ${grid} of the grid's cases and one in ${others} of the others`, () => {
      expect(cases).toHaveLength(Math.ceil(convGrid.length / grid) + Math.ceil(opCases.length / others));
    });
  });
}
