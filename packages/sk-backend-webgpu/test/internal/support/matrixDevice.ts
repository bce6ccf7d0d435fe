/** Devices that multiply matrices, as far as the choice of products looks at them. */
import type { MatrixConfig, MatrixDevice } from '../../../src/precision/matrixUnit.js';
import type { MatrixUnit } from '../../../src/shaders/convolution/matrixTile.js';

export const config = (M: number, N: number, K: number, result = 'f32', component = 'f16'): MatrixConfig => ({
  ...{ M, N, K, componentType: component, resultComponentType: result },
});

/** Returns a device that has the matrices of a unit alone. */
export const deviceOf = ({ m, n, k, subgroup }: MatrixUnit): MatrixDevice => ({
  features: new Set(['chromium-experimental-subgroup-matrix', 'shader-f16', 'subgroups']),
  configs: [config(m, n, k)],
  subgroupMinSize: subgroup,
  subgroupMaxSize: subgroup,
  workgroupBytes: 16384,
});
