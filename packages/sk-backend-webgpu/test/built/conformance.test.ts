/** The sources have passed every case: a part of them shows that the built package is the same. */
import { checkCase, convGrid, kernelNames, opCases } from 'sk-conformance/check';
import { kernelOrigin } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { guard, startOnAnyAdapter } from '../support/adapter.js';

beforeAll(startOnAnyAdapter);

describe('the built package', () => {
  it('has a kernel for each operator', () => {
    const origins = kernelNames.map((name) => kernelOrigin(name, 'webgpu'));
    expect(new Set(origins)).toEqual(new Set(['plugin']));
  });

  for (const c of [...convGrid.filter((_, i) => i % 97 === 0), ...opCases.filter((_, i) => i % 23 === 0)]) {
    it(c.name, () => guard(() => checkCase(c)));
  }
});
